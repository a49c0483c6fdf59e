import { z } from "zod";
import { instant, list, prose, word } from "../text.ts";
import { personal } from "../personal.ts";
import { bridgeErrorSchema } from "../bridge/error.ts";
import { keyRefSchema, pinStateSchema } from "../bridge/messages.ts";
import { caCertificateStates, revocationReasons } from "../domain/states.ts";

/**
 * How the CA was asked: by OCSP (RFC 6960), or by its CRL (RFC 5280) if the certificate names no
 * OCSP responder or the responder gives no signed answer.
 */
const caSources = ["ocsp", "crl"] as const;

/**
 * Why the verification rejects an answer of the CA, or the answer does not cover the certificate.
 * `detail` beside it is for support.
 */
const caRejections = [
  "oversize",
  "malformed",
  "unsupported-algorithm",
  "wrong-signature",
  "not-yet-valid",
  "expired",
  "unknown-critical-extension",
  // OCSP
  "not-successful",
  "certificate-not-of-issuer",
  "responder-not-authorised",
  /**
   * The CA does not report the responder's own certificate as valid, or its status could not be
   * determined.
   */
  "responder-revoked",
  "responder-unconfirmed",
  "nonce-missing",
  "nonce-mismatch",
  "other-certificate",
  // CRL
  "wrong-issuer",
  "issuer-not-authorised",
  "delta-not-supported",
  "indirect-not-supported",
  "scope-not-supported",
  "other-distribution-point",
  "ca-certificate",
  /** The program could not finish the verification, for example for lack of memory. */
  "verification-failed",
] as const;
export type CaRejection = (typeof caRejections)[number];

/**
 * The CA's own answer about a certificate of the card. `unknown`: it does not know the certificate.
 */
const caAnswerSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("verified"),
    by: z.enum(caSources),
    status: z.enum([...caCertificateStates, "unknown"]),
    /** Null unless the status is `revoked` or `onHold`. */
    reason: z.enum(revocationReasons).nullable(),
    /** thisUpdate and nextUpdate of the answer. */
    asOf: instant,
    nextUpdate: instant.nullable(),
  }),
  z.object({ kind: z.literal("rejected"), by: z.enum(caSources), why: z.enum(caRejections), detail: prose }),
  /** No address of the certificate gave an answer. */
  z.object({ kind: z.literal("unreachable"), detail: prose }),
  /** The certificate names no address, or none that this client may ask. */
  z.object({ kind: z.literal("no-address") }),
  /** The CA was not asked: the verdict of the row says why. */
  z.object({ kind: z.literal("not-asked") }),
]);
export type CaAnswer = z.infer<typeof caAnswerSchema>;

const cardCheckVerdicts = [
  /**
   * It is on the card and in Identity Manager, and the CA's own verified answer is the state that
   * Identity Manager shows for it.
   */
  "agrees",
  /** The CA's own answer differs from the state that Identity Manager shows. */
  "differs",
  /** The CA could not be asked, or its answer was rejected. */
  "unconfirmed",
  /** Identity Manager lists it for this card, but it is not on the card. */
  "not-on-card",
  /** It is on the card, but Identity Manager does not list it for this card. */
  "not-in-idm",
  /** The certificate on the card was not signed by the CA, whatever its serial number. */
  "not-of-this-ca",
  /** The card has something else in place of a certificate. */
  "unreadable",
] as const;
export type CardCheckVerdict = (typeof cardCheckVerdicts)[number];

/** One certificate: of a key of the card, or one that only Identity Manager has. */
const cardCheckRowSchema = z.object({
  /** Null if the certificate is only in Identity Manager. */
  key: keyRefSchema.nullable(),
  /**
   * Lower-case hexadecimal without leading zeros; null if it is not on the card or cannot be read.
   */
  serialOnCard: personal(word).nullable(),
  inIdm: z.object({ serial: personal(word), purpose: word, stateInIdm: word, stateInCa: word }).nullable(),
  ca: caAnswerSchema,
  verdict: z.enum(cardCheckVerdicts),
});
export type CardCheckRow = z.infer<typeof cardCheckRowSchema>;

/**
 * Whether the card proved that it has the private key, by signing a challenge after the holder's
 * PIN.
 */
const possessionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("not-asked") }),
  z.object({ kind: z.literal("proved"), key: keyRefSchema }),
  /** The card signed with another key than that of its certificate. */
  z.object({ kind: z.literal("wrong-signature"), key: keyRefSchema }),
  /** The card did not sign: wrong PIN with the tries left, card pulled out, and so on. */
  z.object({ kind: z.literal("failed"), key: keyRefSchema, error: bridgeErrorSchema }),
]);
export type Possession = z.infer<typeof possessionSchema>;

/** The code of the summary sentence: the first one that applies. */
const cardCheckSummaries = [
  "no-certificates",
  /** Identity Manager lists none of its certificates for this card. */
  "other-card",
  /** A certificate or signature on the card is not genuine. */
  "not-genuine",
  "differs",
  "unconfirmed",
  /**
   * All certificates on the card agree, but one that Identity Manager counts as usable is missing.
   */
  "incomplete",
  /** All certificates agree, but the card did not prove its key although that was requested. */
  "not-proved",
  "confirmed",
] as const;
export type CardCheckSummary = (typeof cardCheckSummaries)[number];

/** The answer of **Check this card**: one sentence and a table. */
export const cardCheckSchema = z.object({
  summary: z.enum(cardCheckSummaries),
  rows: list(cardCheckRowSchema, 1_000),
  possession: possessionSchema,
  /**
   * The state of the PIN that the card reported before a PIN was sent: the tries left are shown
   * before the last one is used.
   */
  pin: pinStateSchema,
  checkedAt: instant,
});
export type CardCheck = z.infer<typeof cardCheckSchema>;
