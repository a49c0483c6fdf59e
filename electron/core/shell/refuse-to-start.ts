import { StartError } from "#shared/start-error.ts";
import { logWords, type Log } from "../log.ts";

/**
 * Ends the process on a StartError, with one line on stderr; rethrows any other error, after it was
 * logged if there is a log by then.
 */
export function refuseToStart(error: unknown, log: Log | null = null): never {
  if (!(error instanceof StartError)) {
    log?.error({ fault: error }, "uncaught fault");
    throw error;
  }
  process.stderr.write(`CardDesk: ${error.message}\n`);
  process.exit(error.exitCode);
}

/**
 * Returns the line that says why the program does not start. An unexpected fault goes to the log,
 * by its kind and place only; if it cannot be logged, the line has them.
 */
export function whyNotStarted(error: unknown, log: Log | null): string {
  if (error instanceof StartError) return error.message;
  log?.error({ fault: error }, "uncaught fault");
  if (log?.state().kind === "writing") return "it failed at the start; see carddesk.log";
  return `it failed at the start: ${JSON.stringify(logWords({ fault: error }))}`;
}
