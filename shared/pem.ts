import { base64, list } from "./text.ts";

const block = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** Certificates, DER in Base64. */
export const certificatesSchema = list(base64(20_000), 50);

/**
 * Returns the certificates of a PEM text (RFC 7468), DER in Base64; other content is ignored.
 * Returns none if one of them is not Base64 or is too long, or if there are too many.
 */
export function certificatesOfPem(pem: string): string[] {
  const found = [...pem.matchAll(block)].map(([, body = ""]) => body.replaceAll(/\s/g, ""));
  return certificatesSchema.safeParse(found).data ?? [];
}

/** Returns the PEM text of certificates. */
export const pemOf = (certificates: readonly string[]): string =>
  certificates
    .map((der) => `-----BEGIN CERTIFICATE-----\n${der.replaceAll(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`)
    .join("");
