import { z } from "zod";
import { crlRejections } from "./crl.ts";

const bytes = z.instanceof(Uint8Array<ArrayBuffer>);

/** What the thread is asked: to verify a CRL by the certificate (DER) of its issuer. */
export const crlQuestionSchema = z.object({
  crl: bytes,
  issuer: bytes,
  now: z.date(),
  toleranceSeconds: z.number(),
});
export type CrlQuestion = z.infer<typeof crlQuestionSchema>;

/**
 * What it answers: the verified CRL without its issuer, which the asker has, or why it has none.
 */
export const crlAnswerSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("verified"),
    thisUpdate: z.date(),
    nextUpdate: z.date(),
    entries: z.object({
      kind: z.literal("entries"),
      count: z.number(),
      bytes,
      slots: z.instanceof(Uint32Array<ArrayBuffer>),
    }),
    scope: z.object({
      kind: z.literal("scope"),
      addresses: z.array(z.string()).nullable(),
      onlyEndEntities: z.boolean(),
    }),
  }),
  z.object({ kind: z.literal("rejected"), why: z.enum(crlRejections), detail: z.string() }),
]);
export type CrlAnswer = z.infer<typeof crlAnswerSchema>;
