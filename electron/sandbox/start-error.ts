/** The sandbox cannot start; the message is the one line that whoever started it reads on stderr. */
export class StartError extends Error {
  override readonly name = "StartError";
}
