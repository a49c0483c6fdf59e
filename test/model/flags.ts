import { parseArgs } from "node:util";
import { z } from "zod";

const whole = z.coerce.number().int();
const text = { type: "string" } as const;

const flags = z.object({
  runs: whole.positive().default(100),
  /** If missing, a different seed for every start. */
  seed: whole.default(() => Date.now() % 1_000_000),
  path: z.string().optional(),
  /** Processes that share the runs. */
  workers: whole.positive().default(1),
  /** The maximum number of commands in a run. */
  longest: whole.positive().default(30),
  /** Another checkout whose core and sandbox are tried. */
  core: z.string().nullable().default(null),
  ignore: z.array(z.string()).default([]),
  goOn: z.boolean().default(false),
});
export type Flags = z.infer<typeof flags>;

/** Reads the flags of the command line. Throws on an unknown flag or an invalid number. */
export function readFlags(): Flags {
  const { values } = parseArgs({
    options: {
      runs: text,
      seed: text,
      path: text,
      workers: text,
      longest: text,
      core: text,
      ignore: { type: "string", multiple: true },
      "go-on": { type: "boolean" },
    },
  });
  return flags.parse({ ...values, goOn: values["go-on"] });
}

/** Returns the flags of the n-th worker: its share of the runs, and its own seed. */
export function flagsOfWorker({ runs, seed, workers, longest, core, ignore, goOn }: Flags, n: number): string[] {
  const part = Math.floor(runs / workers) + (n < runs % workers ? 1 : 0);
  return [
    `--runs=${Math.max(1, part)}`,
    `--seed=${seed + n}`,
    `--longest=${longest}`,
    ...(core === null ? [] : ["--core", core]),
    ...ignore.flatMap((each) => ["--ignore", each]),
    ...(goOn ? ["--go-on"] : []),
  ];
}
