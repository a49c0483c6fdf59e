import { readFileSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { isIP } from "node:net";
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
 * Keep-alive agents for TLS 1.2 or newer. They trust the authorities of Node and of the system, and
 * those in `caFile` (PEM). A certificate error cannot be overridden anywhere.
 */
export function trustedAgents(caFile: string | null): { httpAgent: HttpAgent; httpsAgent: HttpsAgent } {
  const pinned = caFile === null ? [] : [readFileSync(caFile, "utf8")];
  const ca = [...getCACertificates("default"), ...getCACertificates("system"), ...pinned];
  return {
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true, ca, minVersion: "TLSv1.2", rejectUnauthorized: true }),
  };
}
