import { AsnConvert } from "@peculiar/asn1-schema";
import { DerError, DerReader, readWhole, tags } from "./der.ts";

/** One extension (RFC 5280 section 4.1.2.9): the DER of its content is in `value`. */
export interface Extension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** Extensions by their object identifier. */
export type Extensions = ReadonlyMap<string, Extension>;

/** Reads `SEQUENCE OF Extension`; throws DerError, also when one comes twice (RFC 5280 section 4.2). */
export function readExtensions(list: DerReader): Extensions {
  const extensions = new Map<string, Extension>();
  while (list.more) {
    const extension = list.inside(tags.sequence);
    const id = extension.objectIdentifier();
    const critical = extension.at(tags.boolean) && extension.value(tags.boolean)[0] !== 0;
    const value = extension.value(tags.octetString);
    extension.finish();
    if (extensions.has(id)) throw new DerError(`extension ${id} twice`);
    extensions.set(id, { critical, value });
  }
  return extensions;
}

/** Reads what [n] EXPLICIT Extensions OPTIONAL holds; none where it is absent. */
export function readOptionalExtensions(reader: DerReader, tag: number): Extensions {
  const holder = reader.insideIf(tag);
  if (holder === null) return new Map();
  const extensions = readExtensions(holder.inside(tags.sequence));
  holder.finish();
  return extensions;
}

/** The first critical extension that is not among the known ones: whoever meets one must refuse the whole. */
export function unknownCritical(extensions: Extensions, known: readonly string[]): string | null {
  for (const [id, { critical }] of extensions) if (critical && !known.includes(id)) return id;
  return null;
}

/** The content of an extension, by its class of @peculiar/asn1-x509; null where it is absent. Throws DerError. */
export function contentOf<T>(extensions: Extensions, id: string, type: new () => T): T | null {
  const extension = extensions.get(id);
  if (extension === undefined) return null;
  // asn1-schema reads BER and stops at the end of the first element: one DER element, and all of it, is asked for here.
  readWhole(extension.value, (reader) => reader.next());
  try {
    return AsnConvert.parse(extension.value, type);
  } catch {
    throw new DerError(`extension ${id} is not readable`);
  }
}
