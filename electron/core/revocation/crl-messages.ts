import { z } from "zod";
import { crlRejections } from "./crl.ts";

const bytes = z.instanceof(Uint8Array<ArrayBuffer>);

/** The request to the thread: to verify a CRL against the certificate (DER) of its issuer. */
export const crlQuestionSchema = z.object({
  crl: bytes,
  issuer: bytes,
  now: z.date(),
  toleranceSeconds: z.number(),
});
export type CrlQuestion = z.infer<typeof crlQuestionSchema>;

/**
 * The thread's answer: the verified CRL without its issuer, which the caller has, or the rejection.
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
