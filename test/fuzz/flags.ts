import { parseArgs } from "node:util";
import { z } from "zod";
import { borders, type BorderName } from "./borders.ts";

const whole = z.coerce.number().int();
/** A function: it is used before its line. */
function isName(name: unknown): name is BorderName {
  return typeof name === "string" && Object.hasOwn(borders, name);
}

const text = { type: "string" } as const;

const flags = z.object({
  /** For each border. */
  runs: whole.positive().default(1_000),
  /** Without one, another each time. */
  seed: whole.default(() => Date.now() % 1_000_000),
  /** One border alone, or several. */
  border: z
    .array(z.custom<BorderName>(isName, { error: `borders are ${Object.keys(borders).join(", ")}` }))
    .min(1)
    .default(Object.keys(borders).filter(isName)),
  path: z.string().optional(),
  /** Borders at the same time. */
  workers: whole.positive().default(2),
});

/** Reads the flags of the command line; throws for one that is unknown or no number. */
export function readFlags(): z.infer<typeof flags> {
  const { values } = parseArgs({
    options: { runs: text, seed: text, path: text, workers: text, border: { type: "string", multiple: true } },
  });
  return flags.parse(values);
}
