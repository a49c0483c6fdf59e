import { z } from "zod";
import { label, word } from "../text.ts";
import { pinSchema, pinStateSchema } from "../bridge/messages.ts";
import { refSchema } from "../domain/ref.ts";
import { operatorErrorSchema } from "../errors.ts";

/** A reader with a card. `simulated`: there is no PC/SC, the card is the sandbox's. */
const reader = z.object({ name: label, simulated: z.boolean() });
const mayBeSimulated = { simulated: z.literal(true).optional() };

/**
 * The object in Identity Manager that the card in the reader is, found by the fingerprints of its
 * certificates.
 */
const cardIdentitySchema = z.discriminatedUnion("kind", [
  /** No operator is logged in at the back end. */
  z.object({ kind: z.literal("not-asked") }),
  z.object({ kind: z.literal("asking") }),
  z.object({ kind: z.literal("found"), ref: refSchema }),
  /** Identity Manager knows none of its certificates; `certificates` says how many there are. */
  z.object({ kind: z.literal("not-found"), certificates: z.number().int() }),
  /** The request failed; it is sent again when the connection is back. */
  z.object({ kind: z.literal("failed"), error: operatorErrorSchema }),
]);
export type CardIdentity = z.infer<typeof cardIdentitySchema>;

/**
 * The state of the card reader, owned by the core. All of them are ordinary: a card may be removed
 * and the service may end at any moment. With several readers it is the one whose card was inserted
 * last.
 */
export const cardReaderSchema = z.discriminatedUnion("kind", [
  /** The card bridge is being started with the program. */
  z.object({ kind: z.literal("starting") }),
  /** The card bridge failed or ended; it restarts by itself. */
  z.object({ kind: z.literal("unavailable"), error: operatorErrorSchema }),
  /** The PC/SC service does not run, or is not installed. */
  z.object({ kind: z.literal("service-not-running"), ...mayBeSimulated }),
  z.object({ kind: z.literal("no-reader"), ...mayBeSimulated }),
  z.object({ kind: z.literal("no-card"), ...mayBeSimulated }),
  z.object({ kind: z.literal("reading"), reader }),
  /** Another program holds the card exclusively; the read is retried by itself. */
  z.object({ kind: z.literal("card-in-use"), reader }),
  /** The card does not answer, or its answer violates its standard. */
  z.object({ kind: z.literal("unreadable"), reader, error: operatorErrorSchema }),
  /** A card of another kind than PIV. `atr` in hexadecimal. */
  z.object({ kind: z.literal("unknown-card"), reader, atr: word }),
  z.object({ kind: z.literal("piv"), reader, pin: pinStateSchema, identity: cardIdentitySchema }),
]);
export type CardReader = z.infer<typeof cardReaderSchema>;

/** Whether the reader is simulated, as far as the state has that. */
export const isSimulated = (reader: CardReader): boolean =>
  "reader" in reader ? reader.reader.simulated : "simulated" in reader;

/**
 * The request of **Check this card**: the object that the card should be, and the holder's PIN if
 * the card is to prove its key.
 */
export const cardCheckRequestSchema = z.object({
  object: refSchema,
  /** Goes to the card and nowhere else; never kept, never logged. */
  pin: pinSchema.nullable(),
});
export type CardCheckRequest = z.infer<typeof cardCheckRequestSchema>;

/** The step that the check is at. */
const cardCheckSteps = ["reading-card", "asking-ca", "signing"] as const;
export const cardCheckStepSchema = z.enum(cardCheckSteps);
export type CardCheckStep = z.infer<typeof cardCheckStepSchema>;
