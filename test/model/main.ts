import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { replaceSlowParts } from "./seams.ts";
import type { Counterexample } from "./run.ts";
import { Violation } from "./violation.ts";
import { useWires } from "./wire.ts";

const whole = z.coerce.number().int();
const flags = z.object({
  runs: whole.positive().default(100),
  seed: whole.default(() => Date.now() % 1_000_000),
  path: z.string().optional(),
  longest: whole.positive().default(30),
  core: z.string().nullable().default(null),
  ignore: z.array(z.string()).default([]),
});

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    runs: text,
    seed: text,
    path: text,
    longest: text,
    core: text,
    ignore: { type: "string", multiple: true },
    "go-on": { type: "boolean" },
  },
});
const { runs, seed, path, longest, core, ignore } = flags.parse(values);
const goOn = values["go-on"] === true;

replaceSlowParts();
useWires();
// After the replacements: what they replace is read when the modules are loaded.
const { loadProgram } = await import("./program.ts");
const { BackEnd } = await import("./back-end.ts");
const { kindOf, search, shorten } = await import("./run.ts");

const directory = mkdtempSync(join(tmpdir(), "carddesk-model-"));
const program = await loadProgram(core);
const backEnd = await BackEnd.start(program, directory);
const options = { program, backEnd, directory, ignored: ignore, longest };
const began = performance.now();
const { done, found, all } = search(options, seed, runs, path, goOn);
const { numRuns, counterexamplePath } = await done;
const seconds = (performance.now() - began) / 1000;
process.stdout.write(
  `${numRuns} runs, ${seconds.toFixed(1)} s, ${((seconds / numRuns) * 1000).toFixed(0)} ms each, seed ${seed}\n`,
);
if (goOn) {
  const kinds = Map.groupBy(all, ({ fault }) => kindOf(fault));
  for (const [kind, found] of [...kinds].toSorted(([, a], [, b]) => b.length - a.length)) {
    const [shortest] = found.toSorted((a, b) => a.commands.length - b.commands.length);
    if (shortest === undefined) continue;
    process.stdout.write(`\n${found.length} x ${kind}\n${describe(await shorten(options, shortest))}\n`);
  }
}
const counterexample = found();
if (counterexample !== null) {
  process.stdout.write(`${describe(counterexample)}\nPlay it again: --seed ${seed} --path ${counterexamplePath}\n`);
  const short = await shorten(options, counterexample);
  process.stdout.write(`As short as it was found:\n${describe(short)}\n`);
}
await backEnd.stop();
rmSync(directory, { recursive: true, force: true });
process.exit(counterexample === null ? 0 : 1);

function describe({ setup, commands, fault }: Counterexample): string {
  const steps = commands.map((command, n) => `  ${n + 1}. ${command.toString()}`);
  const why = fault instanceof Violation ? fault.message : fault instanceof Error ? fault.stack : String(fault);
  const [a, b] = setup.operators;
  return [`A is ${a}, B is ${b}, approval ${setup.approval}`, ...steps, `  => ${why}`].join("\n");
}
