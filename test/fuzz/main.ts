/**
 * Fuzzing: `npm run fuzz -- --runs N --seed S [--border NAME]`.
 *
 * Sends N inputs over every border of the program (`borders.ts`): valid, mutated and random ones.
 * After each, the program must be alive and must have answered with a valid value or a typed error;
 * at the end its memory must not have grown. Each border runs in a separate process, which is
 * killed after `mostSilence` without a new run.
 *
 * A finding is printed with the smallest input found that reproduces it, and with the flags that
 * replay it: the input is the same, but the timing depends on the machine.
 */
import { fork, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BorderName } from "./borders.ts";
import type { Told } from "./child.ts";
import { readFlags } from "./flags.ts";
import { mega, type Summary } from "./run.ts";

/** The longest time without a new run, in milliseconds; far more than any run takes. */
const mostSilence = 60_000;

/**
 * A directory in memory on Linux, so that a database written a thousand times does not go to disk.
 */
const inMemory = "/dev/shm";

const { runs, seed, path, border: names, workers } = readFlags();
const children = new Set<ChildProcess>();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    for (const child of children) kill(child);
    process.exit(1);
  });

const rows = new Map<BorderName, Summary>();
const waiting = [...names];
await Promise.all(Array.from({ length: Math.min(workers, names.length) }, work));
say(`\n${table()}`);
const findings = [...rows].filter(([, { finding }]) => finding !== null);
for (const [name, { finding }] of findings) say(`\n${name}: ${finding}\n  --border ${name}`);
say(`\n${names.length} borders, ${runs} runs each, seed ${seed}: ${findings.length} with a finding`);
process.exit(findings.length === 0 ? 0 : 1);

async function work(): Promise<void> {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const from = performance.now();
    rows.set(name, await watch(name));
    say(`${name}: ${((performance.now() - from) / 1000).toFixed(1)} s`);
  }
}

/** Runs a border in a process, and kills the process if it is silent. */
async function watch(name: BorderName): Promise<Summary> {
  const flags = ["--border", name, "--runs", String(runs), "--seed", String(seed)];
  const child = fork(
    join(import.meta.dirname, "child.ts"),
    [...flags, ...(path === undefined ? [] : ["--path", path])],
    {
      execArgv: ["--expose-gc"],
      env: { ...process.env, TMPDIR: existsSync(inMemory) ? inMemory : tmpdir() },
      // A separate process group, so that its own children are killed with it.
      detached: true,
    },
  );
  children.add(child);
  const ended = Promise.withResolvers<string | Summary>();
  let run = 0;
  const silence = setTimeout(() => ended.resolve(`no answer for ${mostSilence / 1000} s`), mostSilence);
  child.on("message", (told: Told) => {
    silence.refresh();
    if (told.kind === "run") ({ run } = told);
    else ended.resolve(told.summary);
  });
  child.once("exit", (code, signal) => ended.resolve(`the process ended with ${signal ?? `exit code ${code}`}`));
  const end = await ended.promise;
  clearTimeout(silence);
  kill(child);
  children.delete(child);
  if (typeof end !== "string") return end;
  const finding = `run ${run}: ${end}\n  Play it again: --runs 1 --seed ${seed} --path ${run}`;
  return {
    runs: run,
    accepted: 0,
    refused: {},
    median: 0,
    slowest: { run: 0, time: 0 },
    memory: { start: 0, end: 0, peak: 0 },
    finding,
  };
}

/** Kills a process and everything that it has started. */
function kill({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // The whole group has already ended.
  }
}

/**
 * Formats the results: times in milliseconds, memory in megabytes after the warm-up, at the end,
 * and at its peak.
 */
function table(): string {
  const head = [
    "border",
    "runs",
    "accepted",
    "refused",
    "median",
    "slowest",
    "ratio",
    "of run",
    "start",
    "end",
    "peak",
  ];
  const lines = names.flatMap((name) => {
    const summary = rows.get(name);
    if (summary === undefined) return [];
    const { runs, accepted, refused, median, slowest, memory } = summary;
    const all = Object.values(refused).reduce((sum, count) => sum + count, 0);
    const ratio = median === 0 ? 0 : slowest.time / median;
    const times = [median.toFixed(2), slowest.time.toFixed(0), ratio.toFixed(0), slowest.run];
    const megas = [memory.start, memory.end, memory.peak].map(mega);
    return [[name, runs, accepted, all, ...times, ...megas].map(String).concat(codesOf(refused))];
  });
  const widths = head.map((_, index) => Math.max(...[head, ...lines].map((line) => line[index]?.length ?? 0)));
  const padded = [[...head, "refused by code"], ...lines].map(([name = "", ...cells]) =>
    [name.padEnd(widths[0] ?? 0), ...cells.map((cell, index) => cell.padStart(widths[index + 1] ?? 0))].join("  "),
  );
  return padded.join("\n");
}

/** Formats the most frequent codes. */
function codesOf(refused: Summary["refused"]): string {
  const codes = Object.entries(refused).toSorted(([, a], [, b]) => b - a);
  const named = codes.slice(0, 8).map(([code, count]) => `${code} ${count}`);
  return [...named, ...(codes.length > 8 ? [`${codes.length - 8} more`] : [])].join(", ");
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
