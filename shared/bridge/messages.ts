import { z } from "zod";
import { base64, list, prose, verbatim, word } from "../text.ts";
import { personal, plain, secret } from "../personal.ts";
import { bridgeErrorSchema } from "./error.ts";

/*
 * The protocol of the card bridge: JSON-RPC 2.0, one message per line (UTF-8, terminated by LF),
 * over a Unix domain socket or a Windows named pipe. At the start of a connection both sides prove
 * that they know the secret, see proof.ts; the secret itself is never sent:
 *
 * 1. `hello` with the client's nonce; the bridge answers with its own nonce and its proof.
 * 2. `prove` with the client's proof; the bridge answers with `helloSchema`.
 *
 * Anything else closes the connection unanswered.
 */

/**
 * Version of this protocol. Each side supports exactly one version; another one is refused in the
 * answer to `hello`.
 */
export const bridgeProtocol = 2;

/** The longest line that either side accepts, in bytes. */
export const maxLineBytes = 1024 * 1024;

/** Bounds of the JSON in a line. */
export const lineJson = { maxLength: maxLineBytes, maxDepth: 16, maxValues: 10_000 } as const;

const readerName = personal(verbatim(256)).min(1);
const hex = z
  .string()
  .max(66)
  .regex(/^(?:[0-9a-f]{2})*$/);
/** The answer to reset (ISO/IEC 7816-3) in hexadecimal; it identifies the model of a card. */
const atr = plain(hex);

/**
 * The four keys of NIST SP 800-73-4, part 1, 3.1: authentication, signature, key management, card
 * authentication.
 */
export const keyRefs = ["9A", "9C", "9D", "9E"] as const;
export const keyRefSchema = z.enum(keyRefs);
export type KeyRef = z.infer<typeof keyRefSchema>;

/**
 * The format of a PIV PIN: NIST SP 800-73-4 requires 6 to 8 digits, but cards in the field accept
 * other characters too.
 */
export const pinSchema = secret(
  z
    .string()
    .max(8)
    .regex(/^[\x21-\x7e]{6,8}$/),
);

/** `missing`: this machine has no PC/SC library. */
const serviceStateSchema = z.enum(["running", "stopped", "missing"]);
export type ServiceState = z.infer<typeof serviceStateSchema>;

/**
 * `atr` (ISO/IEC 7816-3, hexadecimal) is null while the card does not answer or another program
 * holds it exclusively.
 */
const cardPresenceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  z.object({ kind: z.literal("card"), atr: atr.nullable() }),
]);
export type CardPresence = z.infer<typeof cardPresenceSchema>;

const readerListSchema = z.object({
  service: serviceStateSchema,
  readers: list(z.object({ name: readerName, card: cardPresenceSchema }), 100),
});
export type ReaderList = z.infer<typeof readerListSchema>;

/** State of the PIN that the card reports before any PIN is sent. `unknown`: it reports none. */
export const pinStateSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("tries"), left: z.number().int().min(1) }),
  z.object({ kind: z.literal("blocked") }),
  z.object({ kind: z.literal("unknown") }),
]);
export type PinState = z.infer<typeof pinStateSchema>;

export const cardSchema = z.discriminatedUnion("kind", [
  /** A card that is not a PIV card; this is not an error. */
  z.object({ kind: z.literal("unknown"), atr }),
  z.object({
    kind: z.literal("piv"),
    atr,
    /** Card UUID of the CHUID (RFC 4122, 32 hexadecimal digits); null if the card has none. */
    guid: personal(hex).length(32).nullable(),
    pin: pinStateSchema,
    /** DER in Base64, uncompressed; only the keys that have a certificate. */
    certificates: list(z.object({ key: keyRefSchema, der: base64(100_000) }), keyRefs.length),
  }),
]);
export type Card = z.infer<typeof cardSchema>;

/**
 * `ecdsa-sha256`: DER Ecdsa-Sig-Value (RFC 3279); `rsa-sha256`: RSASSA-PKCS1-v1_5 (RFC 8017).
 * Base64.
 */
const signatureSchema = z.object({
  algorithm: z.enum(["ecdsa-sha256", "rsa-sha256"]),
  signature: base64(2_000),
});
export type Signature = z.infer<typeof signatureSchema>;

/** The answer to `prove`. */
export const helloSchema = z.object({
  protocol: z.literal(bridgeProtocol),
  /** True: there is no PC/SC, the cards are simulated. */
  simulated: z.boolean(),
});
export type Hello = z.infer<typeof helloSchema>;

/** For support. */
const diagnosticsSchema = z.object({
  simulated: z.boolean(),
  runtime: word,
  platform: word,
  /** The PC/SC addon with its version. */
  addon: word,
  service: serviceStateSchema,
  /** The last error of PC/SC, by its own name; empty if there was none. */
  lastComplaint: prose,
  readers: z.number().int(),
  connections: z.number().int(),
  uptimeSeconds: z.number().int(),
});
export type Diagnostics = z.infer<typeof diagnosticsSchema>;

const request = <M extends string, P extends z.ZodType>(method: M, params: P) =>
  z.strictObject({
    jsonrpc: z.literal("2.0"),
    id: z.number().int(),
    method: z.literal(method),
    params,
  });
const none = z.strictObject({});

/** 32 random bytes, or an HMAC-SHA-256. */
const octets32 = secret(hex).length(64);

/** `nonce` is absent in other versions of the protocol. */
export const helloRequestSchema = request(
  "hello",
  z.object({ protocol: z.number().int(), nonce: octets32.optional() }),
);

/** The answer to `hello`. */
export const challengeSchema = z.object({ protocol: z.literal(bridgeProtocol), nonce: octets32, proof: octets32 });
export type Challenge = z.infer<typeof challengeSchema>;

export const proveRequestSchema = request("prove", z.strictObject({ proof: octets32 }));

/** Every request after `hello` and `prove`. */
export const bridgeRequestSchema = z.discriminatedUnion("method", [
  request("readers.list", none),
  request("card.read", z.strictObject({ reader: readerName })),
  /** The card is reset afterwards, so that no other program finds it unlocked. */
  request("card.verifyPin", z.strictObject({ reader: readerName, pin: pinSchema })),
  /**
   * Signs a SHA-256 digest (32 bytes, Base64). If the key requires the PIN, it is verified in the
   * same transaction, because the card forgets it at the end; null for a key without PIN.
   */
  request(
    "card.sign",
    z.strictObject({ reader: readerName, key: keyRefSchema, digest: base64(44).length(44), pin: pinSchema.nullable() }),
  ),
  request("diagnostics", none),
]);
export type BridgeRequest = z.infer<typeof bridgeRequestSchema>;
export type BridgeMethod = BridgeRequest["method"];
export type BridgeParams<M extends BridgeMethod> = Extract<BridgeRequest, { method: M }>["params"];

export interface BridgeValues {
  "readers.list": ReaderList;
  "card.read": Card;
  "card.verifyPin": null;
  "card.sign": Signature;
  diagnostics: Diagnostics;
}

/** The schema of each call's result. */
export const bridgeValueSchemas: { readonly [M in BridgeMethod]: z.ZodType<BridgeValues[M]> } = {
  "readers.list": readerListSchema,
  "card.read": cardSchema,
  "card.verifyPin": z.null(),
  "card.sign": signatureSchema,
  diagnostics: diagnosticsSchema,
};

/**
 * The codes of JSON-RPC 2.0, section 5.1, that the bridge uses. `card`: `data` is a BridgeError.
 */
export const rpcCodes = { parse: -32700, request: -32600, method: -32601, params: -32602, card: -32000 } as const;

/** `id` is null if the request could not be read. */
export const bridgeResponseSchema = z.union([
  z.object({ jsonrpc: z.literal("2.0"), id: z.number().int(), result: z.unknown() }),
  z.object({
    jsonrpc: z.literal("2.0"),
    id: z.number().int().nullable(),
    error: z.object({ code: z.number().int(), message: prose, data: bridgeErrorSchema.optional() }),
  }),
]);
export type BridgeResponse = z.infer<typeof bridgeResponseSchema>;

const event = <M extends string, P extends z.ZodType>(method: M, params: P) =>
  z.object({ jsonrpc: z.literal("2.0"), method: z.literal(method), params });

/** An event to every connection that has proved itself, in the order of occurrence. */
export const bridgeEventSchema = z.discriminatedUnion("method", [
  event("service.changed", z.object({ service: serviceStateSchema })),
  event("reader.added", z.object({ reader: readerName })),
  event("reader.removed", z.object({ reader: readerName })),
  /** Sent again, with the ATR, when another program releases a card whose ATR was null. */
  event("card.inserted", z.object({ reader: readerName, atr: atr.nullable() })),
  event("card.removed", z.object({ reader: readerName })),
]);
export type BridgeEvent = z.infer<typeof bridgeEventSchema>;
