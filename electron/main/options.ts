import { parseArgs } from "node:util";
import { shellFlags, shellOptionsSchema, type ShellOptions } from "../core/shell/options.ts";
import { StartError } from "#shared/start-error.ts";

/**
 * Reads the options of the program: flags, and the environment variable CARDDESK_IDM for the back
 * end of an installed program. `args` also holds Chromium's own flags, so unknown ones are ignored.
 * A deep link may come from any source and must not bring flags with it: arguments after one are
 * not read. Throws StartError.
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
