import type { Certificate, IdmObject } from "#shared/idm/object.ts";

/** The certificate that the object is; null where it only has some. */
export function ownCertificate({ ref, certificates: [first, second] }: IdmObject): Certificate | null {
  return first !== undefined && second === undefined && first.serial === ref.id ? first : null;
}
