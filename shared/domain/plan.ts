import { z } from "zod";

/**
 * What becomes of the certificates of an object. `hold`: what is valid in the CA is put on hold; `release`: what the object's
 * deactivation put on hold is released in the CA and gets `stateInIdm`; `revoke`: for good; `forget`: Identity Manager drops
 * them, the CA keeps them as they are.
 */
export const certificateEffectSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("hold") }),
  z.object({ kind: z.literal("release"), stateInIdm: z.string() }),
  z.object({ kind: z.literal("revoke") }),
  z.object({ kind: z.literal("forget") }),
]);
export type CertificateEffect = z.infer<typeof certificateEffectSchema>;

/** What a process does to its object; `state` null: the object is deleted. */
export const effectSchema = z.object({ state: z.string().nullable(), certificates: certificateEffectSchema });
