import { base64, list } from "./text.ts";

const block = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** Certificates, DER in Base64. */
export const certificatesSchema = list(base64(20_000), 50);

/**
 * The certificates of a PEM text (RFC 7468), DER in Base64; what else stands in it is left out.
 * None where one of them is no Base64 or too long, or where they are too many.
 */
export function certificatesOfPem(pem: string): string[] {
  const found = [...pem.matchAll(block)].map(([, body = ""]) => body.replaceAll(/\s/g, ""));
  return certificatesSchema.safeParse(found).data ?? [];
}

/** The PEM text of certificates. */
export const pemOf = (certificates: readonly string[]): string =>
  certificates
    .map((der) => `-----BEGIN CERTIFICATE-----\n${der.replaceAll(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`)
    .join("");
