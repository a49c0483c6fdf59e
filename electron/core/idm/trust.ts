import { readFileSync } from "node:fs";
import { isIP, type LookupFunction } from "node:net";
import { getCACertificates } from "node:tls";

const loopbackName = /^(localhost|.*\.localhost)$/;

/** Whether the address is this machine, the only one that may be reached without TLS. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return loopbackName.test(host) || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/**
 * Whether the address is plain http to another machine, which would expose tokens and passwords.
 */
export function isInsecure(url: URL): boolean {
  return url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url));
}

/**
 * Answers every name with this machine without asking the resolver: plain http is for `localhost`
 * names alone, and a name server could say that they are elsewhere (RFC 6761 section 6.3).
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
 * TLS 1.3, and of TLS 1.2 what has forward secrecy and authenticated encryption (RFC 9325 section
 * 4.2).
 */
const ciphers = [
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "TLS_AES_128_GCM_SHA256",
  "ECDHE+AESGCM",
  "ECDHE+CHACHA20",
].join(":");

/**
 * TLS 1.2 or newer. Trusts the authorities of Node and of the system, and those in `caFile` (PEM).
 */
export function trustedTls(caFile: string | null) {
  const pinned = caFile === null ? [] : [readFileSync(caFile, "utf8")];
  const ca = [...getCACertificates("default"), ...getCACertificates("system"), ...pinned];
  return { ca, ciphers, minVersion: "TLSv1.2" } as const;
}
