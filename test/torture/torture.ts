import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enable } from "../fixtures/enable.ts";
import { logIn } from "../fixtures/sandbox.ts";
import { startKilledBackEnd } from "./processes.ts";
import { seeded } from "./random.ts";
import type { Counts } from "./check.ts";
import { playRound } from "./round.ts";
import { openWatch } from "./watch.ts";
import { openWire, type Wire } from "./wire.ts";

/** What was played. */
export interface Summary extends Counts {
  readonly rounds: number;
  readonly backEndKills: number;
  readonly wire: Wire["counts"];
}

/** A round in which an invariant did not hold, or that stood still. `seed` plays it again as the first one. */
export class Failed extends Error {
  override readonly name = "Failed";
  readonly seed: number;

  constructor(seed: number, round: number, cause: unknown) {
    super(`round ${round}, seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.seed = seed;
  }
}

/** Plays rounds; each has a seed of its own, counted on from `seed`. Throws Failed at the first that breaks an invariant. */
export async function torture(rounds: number, seed: number, progress: (soFar: Summary) => void): Promise<Summary> {
  const dataDir = mkdtempSync(join(tmpdir(), "carddesk-torture-back-end-"));
  const backEnd = await startKilledBackEnd(dataDir);
  const counts: Counts = { intents: 0, outcomes: {}, clientKills: 0, clientStarts: 0, meanwhile: 0 };
  await enable(
    backEnd.url(),
    "VirtualSmartCardProcReactivate",
    "VirtualSmartCardProcDeactivate",
    "VirtualSmartCardProcLockForOperator",
  );
  const logInAnew = async (): Promise<string> => (await logIn(backEnd.url(), "vscmanager")).token;
  const wires: Wire["counts"] = { sound: 0, lost: 0, answerLost: 0, late: 0, reordered: 0, duplicated: 0 };
  const summary = (played: number): Summary => ({
    ...counts,
    rounds: played,
    backEndKills: backEnd.kills(),
    wire: wires,
  });
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const random = seeded(seed + round - 1);
      const wire = await openWire(() => backEnd.url(), logInAnew, random);
      const watch = openWatch();
      try {
        await watch.over(() => playRound({ backEnd, wire, random, counts, watch }));
      } catch (fault) {
        throw new Failed(seed + round - 1, round, fault);
      } finally {
        wire.close();
      }
      for (const [kind, count] of Object.entries(wire.counts)) addTo(wires, kind, count);
      progress(summary(round));
    }
  } finally {
    await backEnd.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  return summary(rounds);
}

function addTo(counts: Record<string, number>, kind: string, count: number): void {
  counts[kind] = (counts[kind] ?? 0) + count;
}
