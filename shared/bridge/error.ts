import { z } from "zod";
import { plain } from "../personal.ts";
import { prose } from "../text.ts";

const codesWithoutData = [
  /** The PC/SC service does not run, or its library is not installed. */
  "service-not-running",
  /** There is no reader, or none of that name. */
  "no-reader",
  "no-card",
  /** Another program holds the card exclusively. */
  "card-in-use",
  /** The card was removed, or lost contact, during the call. An ordinary event. */
  "card-removed",
  /** The card does not answer: inserted the wrong way round, or broken. */
  "card-silent",
  /** Not a PIV card: it has no PIN and no keys that this program knows of. */
  "card-unknown",
  /** The card's answer violates its standard; `detail` says where. */
  "card-malformed",
  /** The card refused a command; `detail` has the command and the status word (ISO/IEC 7816-4). */
  "card-refused",
  /** The card has no certificate for this key. */
  "key-missing",
  /** The key signs only after the PIN was verified. */
  "pin-required",
  "pin-blocked",
  /** The bridge process is missing, or ended before it answered. It restarts by itself. */
  "bridge-lost",
  /** The bridge did not answer in time. */
  "bridge-timeout",
  /** The two sides disagree on the protocol, or the bridge has a defect; `detail` says more. */
  "bridge-fault",
] as const;

/** All codes of a failed call to the card bridge. They reach the operator unchanged. */
export const bridgeCodes = [...codesWithoutData, "pin-wrong"] as const;

/** An error of the card bridge. `detail` is for support: English, without a PIN, name or serial. */
export const bridgeErrorSchema = z.discriminatedUnion("code", [
  z.object({ code: z.enum(codesWithoutData), detail: plain(prose) }),
  z.object({ code: z.literal("pin-wrong"), triesLeft: z.number().int().min(1), detail: plain(prose) }),
]);
export type BridgeError = z.infer<typeof bridgeErrorSchema>;
export type BridgeErrorCode = (typeof codesWithoutData)[number];

/** A value, or the reason why there is none. */
export type BridgeResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: BridgeError };

/** Makes the result of a failed call. */
export function bridgeFail(code: BridgeErrorCode, detail = ""): { readonly ok: false; readonly error: BridgeError } {
  return { ok: false, error: { code, detail } };
}
