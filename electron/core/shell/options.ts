import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { z } from "zod";
import { languages } from "#shared/ipc/app.ts";
import { StartError } from "#shared/start-error.ts";

/** The command-line flags of both shells. */
export const shellFlags = {
  idm: { type: "string" },
  "idm-is-sandbox": { type: "boolean" },
  "idm-ca": { type: "string" },
  "data-dir": { type: "string" },
  bridge: { type: "string" },
  lang: { type: "string" },
  replay: { type: "string" },
  policy: { type: "string" },
} as const;

/** The values of `shellFlags`, checked. */
export const shellOptionsSchema = z.object({
  /** Address of the back end; null: the environments of the settings or of the policy. */
  idm: z
    .url({ protocol: /^https?$/, error: "--idm needs the address of a back end, such as https://idm.example.org" })
    .nullable()
    .default(null),
  /** The back end is the sandbox that the launcher started. */
  "idm-is-sandbox": z.boolean().default(false),
  /** PEM file with further certificate authorities to trust for the back end. */
  "idm-ca": z.string().min(1).nullable().default(null),
  /** Directory for the settings, the log, the offline data and the window's profile. */
  "data-dir": z.string({ error: "--data-dir needs a directory" }).min(1),
  /** Address of a running card bridge; null: that of the environment, or one that is started. */
  bridge: z.string({ error: "--bridge needs the address of a card bridge" }).min(1).nullable().default(null),
  /** Language of the page until the operator chooses one. */
  lang: z
    .enum(languages, { error: `--lang is one of ${languages.join(", ")}` })
    .nullable()
    .default(null),
  /** A support bundle to play in place of a core. */
  replay: z.string().min(1, "--replay needs a support bundle").nullable().default(null),
  /** A policy to try out; an installed program refuses the flag. */
  policy: z.string().min(1, "--policy needs a file").nullable().default(null),
});
export type ShellOptions = z.infer<typeof shellOptionsSchema>;

/** Reads a command line; throws StartError with its first error. */
export function readFlags<S extends z.ZodType>(
  args: string[],
  options: ParseArgsOptionsConfig,
  schema: S,
): z.output<S> {
  const parsed = schema.safeParse(parse(args, options));
  if (parsed.success) return parsed.data;
  throw new StartError(parsed.error.issues[0]?.message ?? "the flags cannot be read");
}

function parse(args: string[], options: ParseArgsOptionsConfig): unknown {
  try {
    return parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message.split("\n", 1).join("") : "the flags cannot be read");
  }
}
