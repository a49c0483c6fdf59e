import { parseArgs } from "node:util";
import { z } from "zod";
import { borders, type BorderName } from "./borders.ts";

const whole = z.coerce.number().int();
/** A function declaration, because it is used before this line. */
function isName(name: unknown): name is BorderName {
  return typeof name === "string" && Object.hasOwn(borders, name);
}

const text = { type: "string" } as const;

const flags = z.object({
  /** The number of runs for each border. */
  runs: whole.positive().default(1_000),
  /** If missing, a different seed for every start. */
  seed: whole.default(() => Date.now() % 1_000_000),
  /** The borders to fuzz; all by default. */
  border: z
    .array(z.custom<BorderName>(isName, { error: `borders are ${Object.keys(borders).join(", ")}` }))
    .min(1)
    .default(Object.keys(borders).filter(isName)),
  path: z.string().optional(),
  /** The number of borders fuzzed in parallel. */
  workers: whole.positive().default(2),
});

/** Reads the flags of the command line. Throws on an unknown flag or an invalid number. */
export function readFlags(): z.infer<typeof flags> {
  const { values } = parseArgs({
    options: { runs: text, seed: text, path: text, workers: text, border: { type: "string", multiple: true } },
  });
  return flags.parse(values);
}
