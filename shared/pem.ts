const block = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** The certificates of a PEM text, DER in Base64; what else stands in it is left out. */
export const certificatesOfPem = (pem: string): string[] =>
  [...pem.matchAll(block)].map(([, body = ""]) => body.replaceAll(/\s/g, ""));

/** The PEM text of certificates. */
export const pemOf = (certificates: readonly string[]): string =>
  certificates
    .map((der) => `-----BEGIN CERTIFICATE-----\n${der.replaceAll(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`)
    .join("");
