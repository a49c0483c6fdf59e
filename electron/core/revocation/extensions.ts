import { AsnConvert } from "@peculiar/asn1-schema";
import { DerError, DerReader, readWhole, tags } from "./der.ts";

/** One extension (RFC 5280 section 4.1.2.9); `value` is the DER of its content. */
interface Extension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** Extensions by their object identifier. */
export type Extensions = ReadonlyMap<string, Extension>;

/** Reads `SEQUENCE OF Extension`; throws DerError, also for a duplicate (RFC 5280 section 4.2). */
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

/** Reads `[n] EXPLICIT Extensions OPTIONAL`; an empty map if it is absent. */
export function readOptionalExtensions(reader: DerReader, tag: number): Extensions {
  const holder = reader.insideIf(tag);
  if (holder === null) return new Map();
  const extensions = readExtensions(holder.inside(tags.sequence));
  holder.finish();
  return extensions;
}

/**
 * Finds the first unknown critical extension, for which the caller must reject the whole structure;
 * null: there is none.
 */
export function unknownCritical(extensions: Extensions, known: readonly string[]): string | null {
  for (const [id, { critical }] of extensions) if (critical && !known.includes(id)) return id;
  return null;
}

/**
 * Parses the content of an extension into its class of @peculiar/asn1-x509; null if it is absent.
 * Throws DerError.
 */
export function contentOf<T>(extensions: Extensions, id: string, type: new () => T): T | null {
  const extension = extensions.get(id);
  if (extension === undefined) return null;
  // asn1-schema reads BER and ignores trailing bytes, so first require exactly one DER element.
  readWhole(extension.value, (reader) => reader.next());
  try {
    return AsnConvert.parse(extension.value, type);
  } catch {
    throw new DerError(`extension ${id} is not readable`);
  }
}
