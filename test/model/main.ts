/**
 * A model of the whole program: `npm run model -- --runs 1000 --seed 1`.
 *
 * Each run starts the real core on a new data directory, with two windows and the real sandbox as
 * back end, and plays up to 30 random commands of two operators (fast-check, model-based testing):
 * log-in, wizard, working set, bulk and tasks, with a failing connection, duplicated requests,
 * expired sessions, clock changes, restarts and kills. After each command the invariants of
 * `violation.ts` must hold; at the end everything is synced and compared with the histories of the
 * back end. Keys are derived cheaply and the store's thread runs in this one (`seams.ts`); waits
 * are short (`program.ts`); everything else is the product.
 *
 * A violation is printed with its commands, then with the shortest sequence found that reproduces
 * it. `--seed S --path P` replays it with the same commands; the timing depends on the machine, so
 * a race may need several attempts.
 *
 * `--workers N` shares the runs among N processes, with the seeds S, S + 1, … `--go-on` continues
 * after a violation and prints one of each kind. `--ignore TEXT` ignores violations whose text
 * contains it. `--core DIR` tests the core of another checkout, which has its own node_modules.
 * TMPDIR on a file system in memory makes it faster.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flagsOfWorker, readFlags, type Flags } from "./flags.ts";
import type { Counterexample } from "./run.ts";
import { replaceSlowParts } from "./seams.ts";
import { Violation } from "./violation.ts";
import { useWires } from "./wire.ts";

const flags = readFlags();
process.exit((await (flags.workers > 1 ? share(flags) : run(flags))) ? 0 : 1);

/** Shares the runs among processes. Returns true if none found a violation. */
async function share(shared: Flags): Promise<boolean> {
  const codes = Array.from({ length: shared.workers }, (_, n) => {
    const child = spawn(process.execPath, [import.meta.filename, ...flagsOfWorker(shared, n)], { stdio: "inherit" });
    return new Promise((resolve) => child.once("exit", resolve));
  });
  return (await Promise.all(codes)).every((code) => code === 0);
}

/** Plays the runs in this process. Returns true if no violation was found. */
async function run({ runs, seed, path, longest, core, ignore, goOn }: Flags): Promise<boolean> {
  replaceSlowParts();
  useWires();
  // Imported after the replacements: these modules read the replaced functions when they are
  // loaded.
  const { loadProgram } = await import("./program.ts");
  const { BackEnd } = await import("./back-end.ts");
  const { kindOf, search, shorten } = await import("./run.ts");

  const directory = mkdtempSync(join(tmpdir(), "carddesk-model-"));
  const program = await loadProgram(core);
  const backEnd = await BackEnd.start(program, directory);
  const options = { program, backEnd, directory, ignored: ignore, longest };
  const began = performance.now();
  const { found, numRuns, counterexamplePath } = await search(options, { seed, runs, path, goOn });
  const seconds = (performance.now() - began) / 1000;
  say(`${numRuns} runs, seed ${seed}: ${seconds.toFixed(1)} s, ${((seconds / numRuns) * 1000).toFixed(0)} ms each`);
  if (!goOn && found.length > 0) say(`Play it again: --seed ${seed} --path ${counterexamplePath}`);
  const kinds = Map.groupBy(found, ({ fault }) => kindOf(fault));
  for (const [kind, same] of [...kinds].toSorted(([, a], [, b]) => b.length - a.length)) {
    const [first] = same.toSorted((a, b) => a.commands.length - b.commands.length);
    if (first === undefined) continue;
    say(`\n${same.length} x ${kind}, run ${first.run} of seed ${seed}\n${describe(first)}`);
    say(`As short as it was found:\n${describe(await shorten(options, first))}`);
  }
  await backEnd.stop();
  rmSync(directory, { recursive: true, force: true });
  return found.length === 0;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function describe({ setup, commands, fault }: Counterexample): string {
  const steps = commands.map((command, n) => `  ${n + 1}. ${command.toString()}`);
  const why = fault instanceof Violation ? fault.message : fault instanceof Error ? fault.stack : String(fault);
  const [a, b] = setup.operators;
  return [`A is ${a}, B is ${b}, approval ${setup.approval}`, ...steps, `  => ${why}`].join("\n");
}
