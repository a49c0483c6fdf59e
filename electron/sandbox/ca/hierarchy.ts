import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { id_kp_OCSPSigning, id_pkix_ocsp_nocheck } from "@peculiar/asn1-ocsp";
import { z } from "zod";
import { fromDer, issue, type KeyedCertificate, toDer } from "./issue.ts";
import {
  AuthorityInfoAccessExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
} from "./x509.ts";

/**
 * The root, the issuing CA under it, and the OCSP responder to which the issuing CA delegates (RFC
 * 6960 section 4.2.2.2).
 */
export interface Hierarchy {
  readonly root: KeyedCertificate;
  readonly issuing: KeyedCertificate;
  readonly ocspResponder: KeyedCertificate;
}

// Covers the validity of every certificate of the sandbox, including those that expired years ago.
const validity = { notBefore: new Date("2010-01-01T00:00:00Z"), notAfter: new Date("2049-12-31T23:59:59Z") };

const storedRow = z.object({ certificate: z.instanceof(Uint8Array), privateKey: z.instanceof(Uint8Array) });

/**
 * Reads the hierarchy from the database; makes it if there is none yet. The keys are random,
 * whatever the seed: a root that a user came to trust must not be computable from a small number.
 * The seed determines only the serial numbers.
 */
export async function openHierarchy(db: DatabaseSync, seed: number, baseUrl: string): Promise<Hierarchy> {
  const stored = readHierarchy(db);
  if (stored !== null) return stored;
  const made = await makeHierarchy(seed, baseUrl);
  const insert = "INSERT INTO ca_authority (role, certificate, private_key) VALUES (?, ?, ?), (?, ?, ?), (?, ?, ?)";
  const values = Object.entries(made).flatMap(([role, authority]: [string, KeyedCertificate]) => {
    const { certificate, privateKey } = toDer(authority);
    return [role, certificate, privateKey];
  });
  db.prepare(insert).run(...values);
  return made;
}

function readHierarchy(db: DatabaseSync): Hierarchy | null {
  const select = db.prepare("SELECT certificate, private_key AS privateKey FROM ca_authority WHERE role = ?");
  const read = (role: keyof Hierarchy): KeyedCertificate | null => {
    const row = select.get(role);
    if (row === undefined) return null;
    const { certificate, privateKey } = storedRow.parse(row);
    return fromDer({ certificate: Buffer.from(certificate), privateKey: Buffer.from(privateKey) });
  };
  const root = read("root");
  const issuing = read("issuing");
  const ocspResponder = read("ocspResponder");
  return root && issuing && ocspResponder && { root, issuing, ocspResponder };
}

async function makeHierarchy(seed: number, baseUrl: string): Promise<Hierarchy> {
  const signsCertificates = new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true);
  const root = await issue({
    serial: serialFor("root", seed),
    subject: new Name("O=CardDesk Sandbox,CN=CardDesk Sandbox Root CA"),
    ...validity,
    extensions: [new BasicConstraintsExtension(true, undefined, true), signsCertificates],
  });
  const issuing = await issue(
    {
      serial: serialFor("issuing", seed),
      subject: new Name("O=CardDesk Sandbox,CN=CardDesk Sandbox Issuing CA"),
      ...validity,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        signsCertificates,
        new AuthorityInfoAccessExtension({ caIssuers: new URL("/ca/root.cer", baseUrl).href }),
      ],
    },
    root,
  );
  const ocspResponder = await issue(
    {
      serial: serialFor("ocspResponder", seed),
      subject: new Name("O=CardDesk Sandbox,CN=CardDesk Sandbox OCSP Responder"),
      ...validity,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([id_kp_OCSPSigning], true),
        new Extension(id_pkix_ocsp_nocheck, false, Buffer.from("0500", "hex")),
      ],
    },
    issuing,
  );
  return { root, issuing, ocspResponder };
}

/**
 * Returns a serial of 16 octets; the first is fixed, which keeps the number positive and without a
 * leading zero.
 */
function serialFor(role: keyof Hierarchy, seed: number): string {
  return `7a${createHash("sha256").update(`${role} ${seed}`).digest("hex").slice(0, 30)}`;
}
