import fc from "fast-check";
import { setImmediate as turn } from "node:timers/promises";
import type { Border, Target, Verdict } from "./border.ts";
import { memoryInUse, mostMemory } from "./memory.ts";

/**
 * Bytes by which the memory in use may grow between the warm-up and the end: after a collection in
 * this process, or of the resident set of another one, in which V8 collects when it chooses.
 */
const mostGrowth = { here: 48_000_000, elsewhere: 250_000_000 };
/** Bytes by which the peak may exceed the peak at the end of the warm-up. */
const highestPeak = 500_000_000;
/** Milliseconds for shrinking an input that fails. */
const shrinkTime = 30_000;

interface Runs {
  readonly runs: number;
  readonly seed: number;
  /** The path of one input, in fast-check's notation. */
  readonly path: string | undefined;
}

/** The result of the runs of a border. */
export interface Summary {
  readonly runs: number;
  readonly accepted: number;
  /** Refused inputs by code. */
  readonly refused: Readonly<Record<string, number>>;
  /**
   * Milliseconds of the median run, and the slowest run, which `--path` replays; both without the
   * warm-up.
   */
  readonly median: number;
  readonly slowest: { readonly run: number; readonly time: number };
  /** Bytes after the warm-up, at the end, and at the peak. */
  readonly memory: { readonly start: number; readonly end: number; readonly peak: number };
  /** The failure and the flags that replay it; null if there is none. */
  readonly finding: string | null;
}

/** Runs a border. `started` is called before each run. */
export type Fuzzer = (runs: Runs, started: (run: number) => void) => Promise<Summary>;

export const fuzzer =
  <Input>(border: Border<Input>): Fuzzer =>
  (runs, started) =>
    runBorder(border, runs, started);

/** Sends inputs over a border until one is a finding. */
async function runBorder<Input>(
  border: Border<Input>,
  { runs, seed, path }: Runs,
  started: (run: number) => void,
): Promise<Summary> {
  const warmUp = Math.min(1_000, Math.ceil(runs / 5));
  const refused: Record<string, number> = {};
  const times: number[] = [];
  const faults = watchFaults();
  const open: { target: Target<Input> | null } = { target: null };
  let accepted = 0;
  let start = { inUse: 0, peak: 0 };
  let failedAt: number | null = null;

  async function sendOne(input: Input): Promise<Verdict> {
    const target = (open.target ??= await border.open());
    try {
      const verdict = await Promise.race([target.send(input), faults.first()]);
      // Exceptions that the input caused asynchronously have been thrown by now.
      await turn();
      faults.throwIfAny();
      if ("polluted" in {}) {
        Reflect.deleteProperty(Object.prototype, "polluted");
        throw new Error("The input has changed Object.prototype.");
      }
      return verdict;
    } catch (fault) {
      faults.forget();
      await target.close().catch(() => undefined);
      open.target = null;
      throw fault;
    }
  }

  const property = fc.asyncProperty(border.arbitrary, async (input) => {
    if (failedAt !== null && performance.now() - failedAt > shrinkTime) return;
    if (path !== undefined) process.stdout.write(`input: ${fc.stringify(input)}\n`);
    started(times.length);
    const { target } = open;
    if (times.length === warmUp && target !== null)
      start = { inUse: memoryInUse(target.pid), peak: mostMemory(target.pid) };
    const from = performance.now();
    try {
      const verdict = await sendOne(input);
      if (failedAt !== null) return;
      times.push(performance.now() - from);
      if (verdict.kind === "accepted") accepted += 1;
      else refused[verdict.code] = (refused[verdict.code] ?? 0) + 1;
    } catch (fault) {
      failedAt ??= performance.now();
      throw fault;
    }
  });
  const parameters = { seed, numRuns: runs, ...(path === undefined ? {} : { path }) };
  const result = await fc.check(property, parameters).finally(() => faults.end());

  const pid = open.target?.pid;
  const memory = { start: start.inUse, end: memoryInUse(pid), peak: mostMemory(pid) };
  await open.target?.close();
  const counted = { runs: times.length, accepted, refused, ...slownessOf(times, warmUp), memory };
  const finding = result.failed
    ? `${describe(result)}\n  Play it again: --seed ${seed} --path ${result.counterexamplePath}`
    : path === undefined
      ? findingInTotals(counted, start.peak, pid === undefined ? mostGrowth.here : mostGrowth.elsewhere)
      : null;
  return { ...counted, finding };
}

function findingInTotals(
  { runs, accepted, refused, memory }: Omit<Summary, "finding">,
  peakBefore: number,
  most: number,
): string | null {
  const { start, end, peak } = memory;
  // Few runs are not enough to warm up.
  if (runs < 100) return null;
  const grown = `${mega(start)} MB after the warm-up, ${mega(end)} MB at the end, ${mega(peak)} MB at most`;
  if (end - start > most || peak - peakBefore > highestPeak) return `Memory grew: ${grown}`;
  // Few inputs may all be invalid by chance.
  if (runs < 1_000) return null;
  if (accepted === 0) return "No input was accepted: none is sound enough to get further in.";
  return Object.keys(refused).length === 0 ? "No input was refused: none is wrong." : null;
}

export const mega = (bytes: number): string => (bytes / 1_000_000).toFixed(0);

function describe<Input>({ errorInstance, counterexample, numRuns, numShrinks }: fc.RunDetails<[Input]>): string {
  const why = errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  const input = fc.stringify(counterexample?.[0]);
  return `run ${numRuns - 1}, shrunk ${numShrinks} times: ${why}\n  Input: ${input.length > 3_000 ? `${input.slice(0, 3_000)}…` : input}`;
}

function slownessOf(times: readonly number[], warmUp: number): Pick<Summary, "median" | "slowest"> {
  const counted = times.slice(warmUp);
  const median = counted.toSorted((a, b) => a - b)[Math.floor(counted.length / 2)] ?? 0;
  const time = counted.reduce((most, each) => Math.max(most, each), 0);
  return { median, slowest: { run: warmUp + counted.indexOf(time), time } };
}

/** Watches for uncaught exceptions in this process. */
function watchFaults() {
  let found: { readonly fault: unknown } | null = null;
  let waiting: PromiseWithResolvers<never> | null = null;
  const note = (fault: unknown): void => {
    found ??= { fault };
    waiting?.reject(fault);
  };
  process.on("uncaughtException", note);
  process.on("unhandledRejection", note);
  return {
    /**
     * Rejects with the first exception. Each run gets a new promise: a shared one would accumulate
     * the reactions of every race, half a kilobyte per run.
     */
    first(): Promise<never> {
      waiting = Promise.withResolvers<never>();
      waiting.promise.catch(() => undefined);
      if (found !== null) waiting.reject(found.fault);
      return waiting.promise;
    },
    throwIfAny(): void {
      if (found !== null) throw found.fault;
    },
    forget(): void {
      found = null;
    },
    end(): void {
      process.off("uncaughtException", note);
      process.off("unhandledRejection", note);
    },
  };
}
