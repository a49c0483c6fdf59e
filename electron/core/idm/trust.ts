import { readFileSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { isIP } from "node:net";
import { getCACertificates } from "node:tls";

const loopbackName = /^(localhost|.*\.localhost)$/;

/** The address is this machine: the only one that may be spoken to without TLS. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return loopbackName.test(host) || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** Plain http to another machine would show tokens and passwords on the way. */
export function isInsecure(url: URL): boolean {
  return url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url));
}

/**
 * Agents that hold connections open. TLS 1.2 or newer; trusted are Node's and the system's authorities and those in
 * `caFile` (PEM). Certificate errors cannot be overridden anywhere.
 */
export function trustedAgents(caFile: string | null): { httpAgent: HttpAgent; httpsAgent: HttpsAgent } {
  const pinned = caFile === null ? [] : [readFileSync(caFile, "utf8")];
  const ca = [...getCACertificates("default"), ...getCACertificates("system"), ...pinned];
  return {
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true, ca, minVersion: "TLSv1.2", rejectUnauthorized: true }),
  };
}
