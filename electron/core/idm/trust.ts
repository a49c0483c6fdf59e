import type { LookupFunction } from "node:net";
import { getCACertificates } from "node:tls";

/**
 * Resolves every name to this machine without asking the resolver: plain http is for `localhost`
 * names alone, and a name server could send them elsewhere (RFC 6761 section 6.3).
 */
export const loopbackLookup: LookupFunction = (_hostname, { all }, callback) => {
  const addresses = [
    { address: "127.0.0.1", family: 4 },
    { address: "::1", family: 6 },
  ];
  if (all === true) callback(null, addresses);
  else callback(null, "127.0.0.1", 4);
};

/**
 * Cipher suites of TLS 1.3, and those of TLS 1.2 with forward secrecy and authenticated encryption
 * (RFC 9325 section 4.2).
 */
const ciphers = [
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "TLS_AES_128_GCM_SHA256",
  "ECDHE+AESGCM",
  "ECDHE+CHACHA20",
].join(":");

/**
 * Returns the TLS options: TLS 1.2 or newer. Trusts the authorities of Node and of the system, and
 * `own` (PEM).
 */
export function trustedTls(own: string | null) {
  const pinned = own === null ? [] : [own];
  const ca = [...getCACertificates("default"), ...getCACertificates("system"), ...pinned];
  return { ca, ciphers, minVersion: "TLSv1.2" } as const;
}
