import { z } from "zod";
import { instant, list, prose, word } from "../text.ts";
import { personal } from "../personal.ts";
import { bridgeErrorSchema } from "../bridge/error.ts";
import { keyRefSchema, pinStateSchema } from "../bridge/messages.ts";
import { caCertificateStates, revocationReasons } from "../domain/states.ts";

/** How the CA was asked: OCSP (RFC 6960), or its CRL (RFC 5280) where OCSP is off. */
const caSources = ["ocsp", "crl"] as const;

/**
 * Why an answer of the CA is not believed, or does not speak for the certificate: the codes of the
 * verification. `detail` beside it is for support.
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
   * The CA has taken the responder's own certificate back, or it could not be found out whether it
   * has.
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
  /** The program could not finish the verification, such as for want of memory. */
  "verification-failed",
] as const;
export type CaRejection = (typeof caRejections)[number];

/**
 * What the CA itself says of a certificate of the card. `unknown`: it does not know the
 * certificate.
 */
const caAnswerSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("verified"),
    by: z.enum(caSources),
    status: z.enum([...caCertificateStates, "unknown"]),
    /** For revoked and on hold. */
    reason: z.enum(revocationReasons).nullable(),
    /** thisUpdate and nextUpdate of the answer. */
    asOf: instant,
    nextUpdate: instant.nullable(),
  }),
  z.object({ kind: z.literal("rejected"), by: z.enum(caSources), why: z.enum(caRejections), detail: prose }),
  /** Nobody answered at any address. */
  z.object({ kind: z.literal("unreachable"), detail: prose }),
  /** The certificate names no address, or none that this client may ask. */
  z.object({ kind: z.literal("no-address") }),
  /** There was nothing to ask about, or nobody to ask: the row's verdict says why. */
  z.object({ kind: z.literal("not-asked") }),
]);
export type CaAnswer = z.infer<typeof caAnswerSchema>;

const cardCheckVerdicts = [
  /**
   * On the card, in Identity Manager, and the CA's own verified answer is what Identity Manager
   * shows for it.
   */
  "agrees",
  /** The CA's own answer is another than Identity Manager shows. */
  "differs",
  /** The CA could not be asked, or its answer cannot be believed. */
  "unconfirmed",
  /** Identity Manager has it for this card, the card has not. */
  "not-on-card",
  /** The card has it, Identity Manager has not for this card. */
  "not-in-idm",
  /** What lies on the card was not signed by the CA, whatever serial it bears. */
  "not-of-this-ca",
  /** What lies on the card is no certificate. */
  "unreadable",
] as const;
export type CardCheckVerdict = (typeof cardCheckVerdicts)[number];

/** One certificate: of a key of the card, or one that only Identity Manager has. */
const cardCheckRowSchema = z.object({
  /** Null where the certificate is only in Identity Manager. */
  key: keyRefSchema.nullable(),
  /** Lower-case hexadecimal without leading zeros; null where it cannot be read. */
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

/** The one sentence, by its code; the first that holds. */
const cardCheckSummaries = [
  "no-certificates",
  /** None of its certificates is one that Identity Manager has for this card. */
  "other-card",
  /** A certificate or signature on the card is not genuine. */
  "not-genuine",
  "differs",
  "unconfirmed",
  /**
   * All that is on the card agrees, but a certificate that Identity Manager counts as usable is
   * missing on it.
   */
  "incomplete",
  /** All agrees, but the card did not prove its key, though that was wanted. */
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
   * The PIN as the card says it stands before a PIN was given: tries left are shown before the last
   * one.
   */
  pin: pinStateSchema,
  checkedAt: instant,
});
export type CardCheck = z.infer<typeof cardCheckSchema>;
