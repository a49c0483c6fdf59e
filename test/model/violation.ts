/** The invariants, by the name that `--ignore` takes. */
const rules = [
  /**
   * A window received another operator's data, or received data of an object or a person without an
   * operator.
   */
  "privacy",
  /** The same, in the answer to a call that was made before the operator changed. */
  "late-answer",
  /** A call answered ok, but the state contradicts the answer. */
  "ok-without-effect",
  /**
   * The core reported a success that the back end does not know, or a failure of something that was
   * carried out.
   */
  "read-back",
  /** An intent was lost, or carried out twice. */
  "intents",
  /** A window shows something other than the core's state. */
  "windows",
  /** The core logged an error, answered `client-fault`, or left a rejection unhandled. */
  "fault",
  /** A session was reported as expired, but the back end had not ended it. */
  "session",
  /** A call was not answered, or an expected event did not come. */
  "stuck",
] as const;
export type Rule = (typeof rules)[number];

/** An invariant does not hold. */
export class Violation extends Error {
  override readonly name = "Violation";
  /** Violations of one kind are likely to have one cause. */
  readonly kind: string;

  constructor(rule: Rule, what: string, kind = "") {
    super(`${rule}: ${what}`);
    this.kind = `${rule} ${kind}`;
  }
}
