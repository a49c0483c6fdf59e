import { StartError } from "#shared/start-error.ts";

/** Ends the process on a StartError, with one line on stderr; throws any other error on. */
export function refuseToStart(error: unknown): never {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`CardDesk: ${error.message}\n`);
  process.exit(error.exitCode);
}
