import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { DerReader, tags } from "../../electron/core/revocation/der.ts";
import { readSigned } from "../../electron/core/revocation/signed.ts";
import { OpensslCa } from "../fixtures/openssl-ca.ts";
import { derOf } from "./bytes.ts";

/**
 * A CA run by OpenSSL with a card, a lost card and a responder, for the borders that parse its
 * output.
 */
export const ca = new OpensslCa();
process.once("exit", () => ca[Symbol.dispose]());

const addresses = [
  "authorityInfoAccess=OCSP;URI:http://ca.example/",
  "crlDistributionPoints=URI:http://ca.example/crl",
];
export const card = ca.issue("Card", { extensions: [...addresses, "keyUsage=digitalSignature"] });
export const lost = ca.issue("Lost");
ca.revoke(lost, "keyCompromise");
ca.enterRevoked(20);

export const clock = { now: new Date(), toleranceSeconds: 300 };

/** Returns the signed part of a certificate, a CRL or a basic OCSP answer. */
export const tbsOf = (bytes: Uint8Array): Uint8Array => readSigned(new DerReader(bytes).inside(tags.sequence)).tbs;

const key = createPrivateKey(readFileSync(ca.self.keyFile));
const ecdsaWithSha256 = Buffer.from("300a06082a8648ce3d040302", "hex");

/** Signs any bytes as the CA; only the CA itself can send the result. */
export const signed = (tbs: Uint8Array): Uint8Array =>
  derOf(0x30, tbs, ecdsaWithSha256, derOf(0x03, Uint8Array.of(0), sign("sha256", tbs, key)));

/** Bytes of a border, and whether the CA has signed them. */
export interface MaybeSigned {
  readonly isSigned: boolean;
  readonly bytes: Uint8Array;
}
