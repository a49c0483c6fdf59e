/** Why a program cannot start, in a sentence for the one who started it. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** Ends the process over a reason not to start: one line on stderr and exit code 2. Any other error is thrown on. */
export function refuseToStart(error: unknown): never {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`CardDesk: ${error.message}\n`);
  process.exit(2);
}
