import { parseArgs } from "node:util";
import { shellFlags, shellOptionsSchema, type ShellOptions } from "../core/shell/options.ts";
import { StartError } from "#shared/start-error.ts";

/**
 * Reads how the program was started: flags, and the environment variable CARDDESK_IDM for the back
 * end of an installed program. Chromium's own flags are among `args`, so unknown ones are let pass.
 * A deep link comes from anybody and must not bring flags with it: what follows one is not read.
 * Throws StartError.
 */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  defaultDataDirectory: string,
): ShellOptions {
  const link = args.findIndex((arg) => /^carddesk:/i.test(arg));
  const flags = link === -1 ? [...args] : args.slice(0, link);
  const { values } = parseArgs({ args: flags, options: shellFlags, strict: false });
  const given = { idm: environment["CARDDESK_IDM"], "data-dir": defaultDataDirectory, ...values };
  const options = shellOptionsSchema.safeParse(given);
  if (options.success) return options.data;
  throw new StartError(options.error.issues[0]?.message ?? "the flags cannot be read");
}
