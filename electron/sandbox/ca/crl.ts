import { sign } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import { CRLNumber, CRLReason, CRLReasons, id_ce_cRLNumber, id_ce_cRLReasons } from "@peculiar/asn1-x509";
import type { RevocationReason } from "#shared/domain/states.ts";
import { ecdsaWithSha256, type KeyedCertificate } from "./issue.ts";
import { publicKeyHash } from "./public-key-hash.ts";
import type { Revocation } from "./statuses.ts";
import { AuthorityKeyIdentifierExtension, Extension } from "./x509.ts";

/** The content of a CRL; `number` is the CRL number, one more than that of the previous CRL. */
export interface CrlContent {
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revocations: Iterable<Revocation>;
}

const tag = { integer: 0x02, bitString: 0x03, utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30, context0: 0xa0 };

/**
 * Encodes a full CRL, version 2 (RFC 5280 section 5), signed by the issuing CA. The entries are
 * encoded by hand: @peculiar/asn1-schema takes more than ten times as long for them, which is
 * seconds if a good part of 100,000 cards is on hold.
 */
export function encodeCrl(content: CrlContent, issuing: KeyedCertificate): Buffer {
  const algorithm = Buffer.from(AsnConvert.serialize(ecdsaWithSha256));
  const entries = encodeEntries(content.revocations);
  const extensions = [
    new AuthorityKeyIdentifierExtension(publicKeyHash(issuing.certificate, "sha1").toString("hex")),
    new Extension(id_ce_cRLNumber, false, AsnConvert.serialize(new CRLNumber(content.number))),
  ];
  const toBeSigned = der(tag.sequence, [
    der(tag.integer, [Buffer.of(1)]),
    algorithm,
    new Uint8Array(issuing.certificate.subjectName.toArrayBuffer()),
    encodeTime(content.thisUpdate.toISOString()),
    encodeTime(content.nextUpdate.toISOString()),
    // Absent rather than empty (RFC 5280 section 5.1.2.6).
    ...(entries.length === 0 ? [] : [der(tag.sequence, entries)]),
    der(tag.context0, [
      der(
        tag.sequence,
        extensions.map((extension) => new Uint8Array(extension.rawData)),
      ),
    ]),
  ]);
  const signature = sign("sha256", toBeSigned, issuing.privateKey);
  return der(tag.sequence, [toBeSigned, algorithm, der(tag.bitString, [Buffer.of(0), signature])]);
}

function encodeEntries(revocations: Iterable<Revocation>): Buffer[] {
  const extensionsOf = new Map<RevocationReason, Buffer>();
  const entries: Buffer[] = [];
  for (const { serial, reason, revokedAt } of revocations) {
    const extensions = extensionsOf.get(reason) ?? encodeEntryExtensions(reason);
    extensionsOf.set(reason, extensions);
    entries.push(der(tag.sequence, [encodeSerial(serial), encodeTime(revokedAt), extensions]));
  }
  return entries;
}

/** Encodes the reason code; empty for `unspecified` (RFC 5280 section 5.3.1). */
function encodeEntryExtensions(reason: RevocationReason): Buffer {
  if (reason === "unspecified") return Buffer.alloc(0);
  const code = AsnConvert.serialize(new CRLReason(CRLReasons[reason]));
  return der(tag.sequence, [new Uint8Array(new Extension(id_ce_cRLReasons, false, code).rawData)]);
}

function encodeSerial(serial: string): Buffer {
  // A leading zero octet keeps a number with its first bit set from being read as negative.
  return der(tag.integer, [Buffer.from(serial < "8" ? serial : `00${serial}`, "hex")]);
}

/**
 * Encodes ISO 8601 UTC as UTCTime up to the year 2049, as GeneralizedTime after it (RFC 5280
 * section 5.1.2.4), in whole seconds.
 */
function encodeTime(iso: string): Buffer {
  const digits = `${iso.slice(0, 19).replaceAll(/[-:T]/g, "")}Z`;
  return iso < "2050"
    ? der(tag.utcTime, [Buffer.from(digits.slice(2), "latin1")])
    : der(tag.generalizedTime, [Buffer.from(digits, "latin1")]);
}

/** Encodes one DER element: tag, length, contents (X.690 section 8.1). */
function der(tagNumber: number, contents: readonly Uint8Array[]): Buffer {
  const length = contents.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return Buffer.concat([Buffer.of(tagNumber, ...encodeLength(length)), ...contents]);
}

function encodeLength(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 0x100)) octets.unshift(rest % 0x100);
  return [0x80 + octets.length, ...octets];
}
