/**
 * Thrown if a program cannot start. The message is the one line on stderr for the person who
 * started it.
 */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly exitCode: number;

  constructor(message: string, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}
