import { StartError } from "#shared/start-error.ts";

/** Ends the process on a StartError, with one line on stderr; rethrows any other error. */
export function refuseToStart(error: unknown): never {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`CardDesk: ${error.message}\n`);
  process.exit(error.exitCode);
}
