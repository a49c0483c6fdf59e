import type fc from "fast-check";

/**
 * The outcome of an input: a valid value, or a typed error by its code. Everything else (an
 * exception, the end of the program, no answer) is a finding, and `send` throws it.
 */
export type Verdict = { readonly kind: "accepted" } | { readonly kind: "refused"; readonly code: string };

export const accepted: Verdict = { kind: "accepted" };
export const refused = (code: string): Verdict => ({ kind: "refused", code });

/** A running program, or one of its functions, behind a border. */
export interface Target<Input> {
  /** The process id if the target is a separate process, whose memory is watched. */
  readonly pid?: number | undefined;
  send(input: Input): Promise<Verdict>;
  close(): Promise<void>;
}

/** A place where bytes or values enter the program from outside. */
export interface Border<Input> {
  /** Valid inputs, mutations of them, and random inputs. */
  readonly arbitrary: fc.Arbitrary<Input>;
  open(): Promise<Target<Input>>;
}

/** Creates a target in this process. */
export const inProcess = <Input>(send: (input: Input) => Verdict | Promise<Verdict>): Target<Input> => ({
  send: async (input) => send(input),
  close: async () => undefined,
});
