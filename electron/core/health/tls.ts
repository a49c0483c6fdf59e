import { isIP } from "node:net";
import { connect, type DetailedPeerCertificate, type TLSSocket } from "node:tls";
import type { Network, Way } from "../idm/network.ts";
import { isLoopback } from "../idm/trust.ts";
import { ProxyError } from "../idm/proxy.ts";
import { finding, type Check, type Finding } from "./check.ts";

/** A certificate that ends earlier should be renewed now. */
const soonDays = 30;
const day = 86_400_000;

/** What the certificates of the back end are worth, and how long. */
export const tlsCheck = (url: URL, network: Network, now: () => number): Check => ({
  id: "tls",
  async ask(signal) {
    if (url.protocol === "http:") return finding(isLoopback(url) ? "tls.on-this-machine" : "tls.insecure");
    try {
      return await shakeHands(url, await network.wayTo(url), network, now, signal);
    } catch (fault) {
      if (fault instanceof ProxyError) return finding("unknown.proxy");
      throw fault;
    }
  },
});

/**
 * Looks at the chain, also at one that is not trusted: the handshake is ended before anything is
 * sent.
 */
function shakeHands(
  url: URL,
  way: Way | null,
  { tls }: Network,
  now: () => number,
  signal: AbortSignal,
): Promise<Finding> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve) => {
    const socket = connect({
      ...tls,
      ...(way === null ? {} : { socket: way.socket }),
      host,
      port: Number(url.port === "" ? 443 : url.port),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: false,
    });
    signal.addEventListener("abort", () => socket.destroy());
    socket.once("secureConnect", () => {
      resolve(judge(socket, now()));
      socket.destroy();
    });
    socket.once("error", (fault) => {
      const code = "code" in fault ? String(fault.code) : "unknown";
      resolve(/^(ERR_SSL|ERR_TLS|EPROTO)/.test(code) ? notTrusted(code) : finding("unknown.back-end"));
    });
  });
}

function judge(socket: TLSSocket, now: number): Finding {
  const ends = endOf(socket.getPeerCertificate(true));
  const until = Number.isNaN(ends) ? {} : { until: new Date(ends).toISOString() };
  if (!socket.authorized) {
    // Node types it as an Error, and sets a code.
    const why = String(socket.authorizationError);
    if (why === "CERT_HAS_EXPIRED") return finding("tls.expired", until);
    if (why === "ERR_TLS_CERT_ALTNAME_INVALID") return finding("tls.other-host");
    return notTrusted(why);
  }
  const days = Math.floor((ends - now) / day);
  return finding(days < soonDays ? "tls.ends-soon" : "tls.valid", { days, ...until });
}

const notTrusted = (reason: string): Finding => finding("tls.not-trusted", { reason });

/** When the first certificate of the chain ends, milliseconds since 1970. */
function endOf(leaf: DetailedPeerCertificate): number {
  let ends = Number.POSITIVE_INFINITY;
  const seen = new Set<DetailedPeerCertificate>();
  for (
    let at: DetailedPeerCertificate | undefined = leaf;
    at !== undefined && !seen.has(at);
    at = at.issuerCertificate
  ) {
    seen.add(at);
    ends = Math.min(ends, Date.parse(at.valid_to));
  }
  return ends;
}
