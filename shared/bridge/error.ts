import { z } from "zod";

/**
 * Why a call to the card bridge has no value. A code is stable. The first four are the situations that an operator
 * can change: each has its own sentence and next step on screen.
 */
export const bridgeErrorSchema = z.discriminatedUnion("code", [
  z.object({
    code: z.enum([
      /** The PC/SC service does not run, or its library is not installed. */
      "service-not-running",
      /** There is no reader, or none of that name. */
      "no-reader",
      "no-card",
      /** Another program has the card for itself. */
      "card-in-use",
      /** The card was pulled out, or lost contact, in the middle. An ordinary event. */
      "card-removed",
      /** A card is there and does not answer: put in the wrong way round, or broken. */
      "card-silent",
      /** Not a PIV card: it has no PIN and no keys that this program knows of. */
      "card-unknown",
      /** What the card said breaks its standard; `detail` says where. */
      "card-malformed",
      /** The card refused a command; `detail` has the command and the status word (ISO/IEC 7816-4). */
      "card-refused",
      /** The card has no certificate for this key. */
      "key-missing",
      /** The key signs only after the PIN. */
      "pin-required",
      "pin-blocked",
      // Between a program and the bridge.
      /** The bridge is not there, or went away before it answered. It is started again by itself. */
      "bridge-lost",
      /** The bridge did not answer in time. */
      "bridge-timeout",
      /** The two sides do not understand each other, or the bridge has a defect; `detail` says more. */
      "bridge-fault",
    ]),
    /** For support: English, without a PIN, name or serial. */
    detail: z.string(),
  }),
  z.object({ code: z.literal("pin-wrong"), triesLeft: z.number().int().min(1), detail: z.string() }),
]);
export type BridgeError = z.infer<typeof bridgeErrorSchema>;
export type BridgeErrorCode = Exclude<BridgeError["code"], "pin-wrong">;

/** A value, or the reason why there is none. */
export type BridgeResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: BridgeError };

/** A call without a value. */
export function bridgeFail(code: BridgeErrorCode, detail = ""): { readonly ok: false; readonly error: BridgeError } {
  return { ok: false, error: { code, detail } };
}
