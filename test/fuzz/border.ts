import type fc from "fast-check";

/**
 * What a program made of an input: a valid value, or a typed error by its code. Everything else (an
 * exception, the end of the program, no answer) is a finding, and `send` throws it.
 */
export type Verdict = { readonly kind: "accepted" } | { readonly kind: "refused"; readonly code: string };

export const accepted: Verdict = { kind: "accepted" };
export const refused = (code: string): Verdict => ({ kind: "refused", code });

/** A running program, or a function of it, behind a border. */
export interface Target<Input> {
  /** Process id where the program is a process of its own: its memory is watched. */
  readonly pid?: number | undefined;
  send(input: Input): Promise<Verdict>;
  close(): Promise<void>;
}

/** A place where bytes or values enter the program from outside. */
export interface Border<Input> {
  /** Sound inputs, mutations of them, and inputs out of nothing. */
  readonly arbitrary: fc.Arbitrary<Input>;
  open(): Promise<Target<Input>>;
}

/** A target in this process. */
export const inProcess = <Input>(send: (input: Input) => Verdict | Promise<Verdict>): Target<Input> => ({
  send: async (input) => send(input),
  close: async () => undefined,
});
