/** The invariants, by the name that `--ignore` takes. */
const rules = [
  /**
   * Something of an operator was told to another one, or something of an object or a person to
   * nobody.
   */
  "privacy",
  /** The same, in the answer to a call that was made before the operator changed. */
  "late-answer",
  /** A command answered ok, and what it says is not so. */
  "ok-without-effect",
  /** A success was told that the back end does not know, or a failure that it carried out. */
  "read-back",
  /** An intent was lost, or carried out twice. */
  "intents",
  /** A window shows something else than the core says. */
  "windows",
  /** The core logged an error, answered `client-fault`, or left a rejection unhandled. */
  "fault",
  /** A session ended that the back end had not ended. */
  "session",
  /** A call was not answered, or what had to come did not come. */
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
