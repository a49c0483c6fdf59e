import type { Certificate, IdmObject } from "#shared/idm/object.ts";

/** Returns the certificate that the object itself is; null if it only has certificates. */
export function ownCertificate({ ref, certificates: [first, second] }: IdmObject): Certificate | null {
  return first !== undefined && second === undefined && first.serial === ref.id ? first : null;
}
