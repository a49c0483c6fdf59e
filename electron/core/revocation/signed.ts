import { constants, createPublicKey, verify, type KeyObject } from "node:crypto";
import { DerReader, tags } from "./der.ts";

/**
 * The common parts of certificates, CRLs and OCSP answers: the signed bytes exactly as received,
 * the AlgorithmIdentifier (DER) and the signature.
 */
export interface Signed {
  readonly tbs: Uint8Array;
  readonly algorithm: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Reads the three elements and leaves any that follow (certificates of an OCSP answer) to the
 * caller. Throws DerError.
 */
export function readSigned(reader: DerReader): Signed {
  return { tbs: reader.raw(tags.sequence), algorithm: reader.raw(tags.sequence), signature: reader.bitString() };
}

/** `saltBytes`: the salt length of PSS. */
type Algorithm =
  | { readonly key: "ec" | "rsa"; readonly hash: string }
  | { readonly key: "rsa-pss"; readonly hash: string; readonly saltBytes: number };

/**
 * Every accepted AlgorithmIdentifier, by the hexadecimal of its DER. RFC 5758 section 3.2 (ECDSA,
 * without parameters), RFC 4055 section 5 (PKCS #1 v1.5, parameters NULL or absent) and section 3.1
 * (PSS with one hash for both uses and a salt as long as the hash; the hash's own parameters NULL
 * or absent).
 */
const algorithms: ReadonlyMap<string, Algorithm> = new Map<string, Algorithm>([
  ["300a06082a8648ce3d040302", { key: "ec", hash: "sha256" }],
  ["300a06082a8648ce3d040303", { key: "ec", hash: "sha384" }],
  ...rsaAlgorithms("sha256", "0b", "01", 32),
  ...rsaAlgorithms("sha384", "0c", "02", 48),
  ...rsaAlgorithms("sha512", "0d", "03", 64),
]);

/**
 * Returns the four encodings of RSA with a hash; the last bytes of the two object identifiers
 * select the hash.
 */
function rsaAlgorithms(hash: string, pkcs1Id: string, hashId: string, saltBytes: number): [string, Algorithm][] {
  const pkcs1 = `06092a864886f70d0101${pkcs1Id}`;
  const digest = `06096086480165030402${hashId}`;
  return [
    [element("30", `${pkcs1}0500`), { key: "rsa", hash }],
    [element("30", pkcs1), { key: "rsa", hash }],
    [pssIdentifier(element("30", `${digest}0500`), saltBytes), { key: "rsa-pss", hash, saltBytes }],
    [pssIdentifier(element("30", digest), saltBytes), { key: "rsa-pss", hash, saltBytes }],
  ];
}

function pssIdentifier(hash: string, saltBytes: number): string {
  const maskGeneration = element("30", `06092a864886f70d010108${hash}`);
  const salt = `0201${saltBytes.toString(16)}`;
  const parameters = element("30", element("a0", hash) + element("a1", maskGeneration) + element("a2", salt));
  return element("30", `06092a864886f70d01010a${parameters}`);
}

/** Encodes one DER element in hexadecimal; the value must be shorter than 128 bytes. */
function element(tag: string, value: string): string {
  return tag + (value.length / 2).toString(16).padStart(2, "0") + value;
}

/** P-256 and P-384 by their names in OpenSSL. */
const acceptedCurves = ["prime256v1", "secp384r1"];
const shortestRsaModulus = 2048;

/**
 * Whether a signature matches a key; `unsupported`: the algorithm, curve or key length is not
 * accepted.
 */
export type SignatureVerdict = "right" | "wrong" | "unsupported";

/**
 * Verifies ECDSA on P-256 or P-384 with SHA-256 or SHA-384, and RSA of 2048 bits or more with
 * SHA-256, SHA-384 or SHA-512, PKCS #1 v1.5 or PSS. `publicKeyInfo`: the signer's
 * SubjectPublicKeyInfo (DER). Never throws.
 */
export function verifySignature(signed: Signed, publicKeyInfo: Uint8Array): SignatureVerdict {
  const algorithm = algorithms.get(Buffer.from(signed.algorithm).toString("hex"));
  const key = readPublicKey(publicKeyInfo);
  if (algorithm === undefined || key === null || !fits(key, algorithm)) return "unsupported";
  const pss =
    algorithm.key === "rsa-pss" ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.saltBytes } : {};
  try {
    return verify(algorithm.hash, signed.tbs, { key, ...pss }, signed.signature) ? "right" : "wrong";
  } catch {
    return "wrong"; // OpenSSL could not even read the signature.
  }
}

/** Reads the public key of a SubjectPublicKeyInfo (DER); null if OpenSSL cannot read it. */
function readPublicKey(publicKeyInfo: Uint8Array): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(publicKeyInfo), format: "der", type: "spki" });
  } catch {
    return null;
  }
}

function fits(key: KeyObject, algorithm: Algorithm): boolean {
  const { namedCurve = "", modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (algorithm.key === "ec") return key.asymmetricKeyType === "ec" && acceptedCurves.includes(namedCurve);
  if (modulusLength < shortestRsaModulus) return false;
  return key.asymmetricKeyType === "rsa" || key.asymmetricKeyType === algorithm.key;
}
