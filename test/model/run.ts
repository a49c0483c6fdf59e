import fc from "fast-check";
import type { QueueEntry } from "#shared/ipc/offline.ts";
import { cards, type BackEnd } from "./back-end.ts";
import { resumeBulk, startBulk } from "./bulk-calls.ts";
import * as calls from "./calls.ts";
import { anyCommand, Command, down, elsewhere, inWindow, reconnect, synced, up } from "./commands.ts";
import { entriesOf } from "./ledger.ts";
import type { Program } from "./program.ts";
import { Violation } from "./violation.ts";
import { World } from "./world.ts";

const pairs: readonly (readonly [string, string])[] = [
  ["vscmanager", "officer"],
  ["officer", "vscmanager"],
  ["officer", "approver"],
  ["helpdesk", "officer"],
  ["vscmanager", "admin"],
];

const first = (call: calls.Call): Command => inWindow(call, 0);
const [, card = { type: "virtualSmartCard", id: "VSC-000002" }] = cards;
const field = [first(calls.logIn(0)), first(calls.take("", 1)), down];
const decided = [...field, first(calls.start(card, 0, false)), first(calls.next("right")), first(calls.close)];
const request = first(calls.start({ type: "user", id: "USR-000001" }, 0, false));

/**
 * The commands played before the random ones; they take a run directly to states in which much can
 * go wrong.
 */
const beginnings: Readonly<Record<string, readonly Command[]>> = {
  nothing: [],
  "A is logged in": [first(calls.logIn(0))],
  "A works offline": field,
  "A has queued an entry": decided,
  "A has a conflict": [...decided, up, elsewhere(1), first(calls.logIn(0)), synced],
  "A has a request": [first(calls.logIn(0)), request, first(calls.next("right"))],
  "A runs a bulk": [first(calls.logIn(0)), first(startBulk(true))],
};

export interface Setup {
  /** The accounts of A and B. */
  readonly operators: readonly [string, string];
  /** Whether reactivating a card needs the approval of a second person. */
  readonly approval: boolean;
}

export interface Options {
  readonly program: Program;
  readonly backEnd: BackEnd;
  readonly directory: string;
  /** Violations whose text contains one of these are ignored, for example `privacy: answer`. */
  readonly ignored: readonly string[];
  readonly longest: number;
}

/** A sequence that broke an invariant. */
export interface Counterexample {
  readonly setup: Setup;
  readonly commands: readonly Command[];
  readonly fault: unknown;
  /** Counted from 0. */
  readonly run: number;
}

/** Plays a sequence on a new machine. Throws the violation. */
async function play(
  { program, backEnd, directory, ignored }: Options,
  setup: Setup,
  work: (world: World) => Promise<void>,
) {
  await backEnd.reset(setup.approval);
  const world = new World(program, backEnd, directory, setup.operators, ignored);
  const unhandled = (fault: unknown): void => world.unhandled(fault);
  process.on("unhandledRejection", unhandled);
  try {
    await world.start();
    await work(world);
    await finish(world);
  } finally {
    await world.end();
    process.off("unhandledRejection", unhandled);
  }
}

async function playList(options: Options, setup: Setup, commands: readonly Command[]): Promise<unknown> {
  try {
    await play(options, setup, async (world) => {
      for (const command of commands) await command.tryIn(world);
    });
    return null;
  } catch (fault) {
    return fault;
  }
}

/**
 * Selects the sequences to play. `path`: a single one; `goOn`: all of them, regardless of
 * violations.
 */
export interface Search {
  readonly seed: number;
  readonly runs: number;
  readonly path: string | undefined;
  readonly goOn: boolean;
}

/** Plays random sequences until one breaks an invariant. */
export async function search(options: Options, { seed, runs, path, goOn }: Search) {
  const setup = fc.record({
    operators: fc.constantFrom(...pairs),
    approval: fc.constantFrom(false, false, true),
    beginning: fc.constantFrom(...Object.keys(beginnings)),
  });
  const commands = fc.commands([...anyCommand], { maxCommands: options.longest, size: "max" });
  const found: Counterexample[] = [];
  let run = -1;
  const property = fc.asyncProperty(setup, commands, async ({ beginning, ...rest }, list) => {
    let played: World | null = null;
    run += 1;
    if (run > 0 && run % 500 === 0) process.stdout.write(`${run} runs, seed ${seed}\n`);
    try {
      await play(options, rest, async (world) => {
        played = world;
        for (const command of beginnings[beginning] ?? []) await command.tryIn(world);
        await fc.asyncModelRun(() => ({ model: { world }, real: world }), list);
      });
    } catch (fault) {
      const commands = ranIn(played);
      found.push({ setup: rest, commands, fault, run });
      if (!goOn) throw fault;
    }
  });
  // Shrinking is left to `shorten`, which skips commands that do not apply and looks for the same
  // kind of fault.
  const parameters = { seed, numRuns: runs, endOnFailure: true, ...(path === undefined ? {} : { path }) };
  const { numRuns, counterexamplePath } = await fc.check(property, parameters);
  return { found, numRuns, counterexamplePath };
}

/** Removes commands while the same invariant still breaks. */
export async function shorten(options: Options, found: Counterexample): Promise<Counterexample> {
  let shortest = found;
  const isSame = (fault: unknown): boolean => kindOf(fault) === kindOf(found.fault);
  for (let size = Math.ceil(found.commands.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < shortest.commands.length;) {
      const commands = shortest.commands.toSpliced(from, size);
      const fault = await playList(options, shortest.setup, commands);
      if (fault !== null && isSame(fault)) shortest = { ...shortest, commands, fault };
      else from += size;
    }
  }
  return shortest;
}

/** The commands that ran. */
const ranIn = (world: World | null): Command[] => (world?.commands ?? []).filter((each) => each instanceof Command);

/** A key that faults with the same cause are likely to share. */
export const kindOf = (fault: unknown): string => (fault instanceof Violation ? fault.kind : "fault of the model");

/**
 * Lets all pending work finish, syncs for each operator, and compares what the core reported with
 * the back end's records.
 */
async function finish(world: World): Promise<void> {
  const { wire } = world;
  world.isNoting = false;
  wire.fault = null;
  wire.release();
  await reconnect.tryIn(world);
  await up.tryIn(world);
  await world.settlePending();
  wire.deliverLate();
  // An entry queued while its operator was leaving is reported only when it is sent.
  const mayHaveEntries = world.ledger.queued.size > 0 || world.state.offline?.workingSet.kind !== "none";
  const entries: QueueEntry[] = [];
  if (mayHaveEntries) for (const who of [0, 1] as const) entries.push(...(await syncFor(world, who)));
  await finishBulk(world);
  await world.ledger.check(entries);
  world.check();
}

/** Resumes an interrupted bulk as its operator, until it is finished or stops again. */
async function finishBulk(world: World): Promise<void> {
  const who = world.operators.indexOf("officer");
  if (who === -1) return;
  if (world.operator !== "officer") {
    await first(calls.logOut).tryIn(world);
    await first(calls.logIn(who === 0 ? 0 : 1)).tryIn(world);
  }
  if (world.state.bulk?.kind !== "stopped") return;
  await first(resumeBulk).tryIn(world);
  await world.until("the end of the bulk", ({ bulk }) => bulk?.kind !== "running" && bulk?.kind !== "stopping");
}

/** Logs in, waits for the sync, and reads the queue. */
async function syncFor(world: World, who: 0 | 1): Promise<readonly QueueEntry[]> {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    if (world.state.session.kind !== "none") await first(calls.logOut).tryIn(world);
    await first(calls.logIn(who)).tryIn(world);
    await first(calls.resume).tryIn(world);
    await synced.tryIn(world);
    const queue = await world.page(0).client.offline.queue({ before: null });
    // If the session was lost meanwhile, the violation is already recorded; try again.
    if (queue.ok && world.operator === world.operators[who]) return entriesOf(queue.value);
  }
  throw new Violation("stuck", `${world.operators[who]} is not logged in at the end`);
}
