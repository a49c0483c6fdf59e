import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enable } from "../fixtures/enable.ts";
import { logIn } from "../fixtures/sandbox.ts";
import { startKilledBackEnd, type KilledBackEnd } from "./processes.ts";
import { seeded } from "./random.ts";
import type { Counts } from "./check.ts";
import { playRound } from "./round.ts";
import { openWatch } from "./watch.ts";
import { openWire, type Wire } from "./wire.ts";

/** The totals of a run. */
export interface Summary extends Counts {
  readonly rounds: number;
  readonly backEndKills: number;
  readonly wire: Wire["counts"];
}

/**
 * A round that broke an invariant or stalled. Passing `seed` again replays it as the first round.
 */
export class Failed extends Error {
  override readonly name = "Failed";
  readonly seed: number;

  constructor(seed: number, round: number, cause: unknown) {
    super(`round ${round}, seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.seed = seed;
  }
}

/**
 * Rounds spend most of their time waiting, so this many run in parallel, each lane with its own
 * back end.
 */
const lanes = 4;

/**
 * Plays rounds; round n uses the seed `seed` + n - 1. If one breaks an invariant, waits for the
 * rounds in the other lanes and throws Failed.
 */
export async function torture(rounds: number, seed: number, progress: (soFar: Summary) => void): Promise<Summary> {
  const counts: Counts = { intents: 0, outcomes: {}, clientKills: 0, clientStarts: 0, meanwhile: 0 };
  const wires: Wire["counts"] = { sound: 0, lost: 0, answerLost: 0, late: 0, reordered: 0, duplicated: 0 };
  const backEnds: KilledBackEnd[] = [];
  const failed: Failed[] = [];
  let begun = 0;
  let played = 0;
  const summary = (): Summary => ({
    ...counts,
    rounds: played,
    backEndKills: backEnds.reduce((sum, backEnd) => sum + backEnd.kills(), 0),
    wire: wires,
  });

  async function playLane(): Promise<void> {
    const dataDir = mkdtempSync(join(tmpdir(), "carddesk-torture-back-end-"));
    const backEnd = await startKilledBackEnd(dataDir);
    backEnds.push(backEnd);
    try {
      await enable(
        backEnd.url(),
        "VirtualSmartCardProcReactivate",
        "VirtualSmartCardProcDeactivate",
        "VirtualSmartCardProcLockForOperator",
      );
      while (begun < rounds && failed.length === 0) {
        begun += 1;
        await play(backEnd, begun);
      }
    } finally {
      await backEnd.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  }

  async function play(backEnd: KilledBackEnd, round: number): Promise<void> {
    const random = seeded(seed + round - 1);
    const logInAnew = async (): Promise<string> => (await logIn(backEnd.url(), "vscmanager")).token;
    const wire = await openWire(() => backEnd.url(), logInAnew, random);
    const watch = openWatch();
    try {
      await watch.over(() => playRound({ backEnd, wire, random, counts, watch }));
    } catch (fault) {
      failed.push(new Failed(seed + round - 1, round, fault));
      return;
    } finally {
      wire.close();
    }
    for (const [kind, count] of Object.entries(wire.counts)) addTo(wires, kind, count);
    played += 1;
    progress(summary());
  }

  await Promise.all(Array.from({ length: Math.min(lanes, rounds) }, () => playLane()));
  const [first] = failed.toSorted((one, other) => one.seed - other.seed);
  if (first !== undefined) throw first;
  return summary();
}

function addTo(counts: Record<string, number>, kind: string, count: number): void {
  counts[kind] = (counts[kind] ?? 0) + count;
}
