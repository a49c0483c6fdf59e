import { isIP, type Socket } from "node:net";
import { connect, type DetailedPeerCertificate, type TLSSocket } from "node:tls";
import { isLoopback } from "#shared/loopback.ts";
import { marked } from "#shared/text.ts";
import type { Network } from "../idm/network.ts";
import { ProxyError } from "../idm/proxy.ts";
import { finding, type Check, type Finding } from "./check.ts";

/** Days left below which a certificate should be renewed now. */
const soonDays = 30;
const day = 86_400_000;

/** A certificate that the server presents. */
interface ShownCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** Null: the certificate has no readable end. */
  readonly until: string | null;
}

/**
 * The outcome of a handshake. `why`: Node's reason not to trust the chain; null: it is trusted.
 * "no-way": the proxy lets nothing through.
 */
export type Handshake =
  | { readonly kind: "shown"; readonly why: string | null; readonly chain: readonly ShownCertificate[] }
  | { readonly kind: "failed"; readonly code: string }
  | { readonly kind: "no-way" };

/** Checks whether the certificates of the back end are trusted, and for how long. */
export const tlsCheck = (url: URL, hands: (signal: AbortSignal) => Promise<Handshake>, now: () => number): Check => ({
  id: "tls",
  async ask(signal) {
    if (url.protocol === "http:") return finding(isLoopback(url) ? "tls.on-this-machine" : "tls.insecure");
    return judge(await hands(signal), now());
  },
});

/**
 * Reads the server's chain, even an untrusted one: ends the connection after the handshake, before
 * anything is sent.
 */
export async function shakeHands(url: URL, network: Network, signal: AbortSignal): Promise<Handshake> {
  try {
    const way = await network.wayTo(url);
    return await lookAt(url, way === null ? {} : { socket: way.socket }, network, signal);
  } catch (fault) {
    if (fault instanceof ProxyError) return { kind: "no-way" };
    throw fault;
  }
}

const aborted: Handshake = { kind: "failed", code: "ABORTED" };

function lookAt(
  url: URL,
  through: { readonly socket?: Socket },
  { tls }: Network,
  signal: AbortSignal,
): Promise<Handshake> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (signal.aborted) {
    through.socket?.destroy();
    return Promise.resolve(aborted);
  }
  return new Promise((resolve) => {
    const socket = connect({
      ...tls,
      ...through,
      host,
      port: Number(url.port === "" ? 443 : url.port),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: false,
    });
    signal.addEventListener("abort", () => {
      socket.destroy();
      resolve(aborted);
    });
    socket.once("secureConnect", () => {
      resolve(shownBy(socket));
      socket.destroy();
    });
    socket.once("error", (fault) =>
      resolve({ kind: "failed", code: "code" in fault ? String(fault.code) : "unknown" }),
    );
  });
}

function shownBy(socket: TLSSocket): Handshake {
  const chain = [...certificatesFrom(socket.getPeerCertificate(true))].map((each) => ({
    subject: nameOf(each.subject),
    issuer: nameOf(each.issuer),
    until: instantOf(each.valid_to),
  }));
  // Node declares an Error here, but sets a code.
  return { kind: "shown", why: socket.authorized ? null : String(socket.authorizationError), chain };
}

function judge(hands: Handshake, now: number): Finding {
  if (hands.kind === "no-way") return finding("unknown.proxy");
  if (hands.kind === "failed")
    return /^(ERR_SSL|ERR_TLS|EPROTO)/.test(hands.code) ? notTrusted(hands.code) : finding("unknown.back-end");
  const ends = Math.min(...hands.chain.map(({ until }) => Date.parse(until ?? "")));
  const until = Number.isFinite(ends) ? { until: new Date(ends).toISOString() } : {};
  if (hands.why === "CERT_HAS_EXPIRED") return finding("tls.expired", until);
  if (hands.why === "ERR_TLS_CERT_ALTNAME_INVALID") return finding("tls.other-host");
  if (hands.why !== null) return notTrusted(hands.why);
  const days = Math.floor((ends - now) / day);
  return finding(days < soonDays ? "tls.ends-soon" : "tls.valid", { days, ...until });
}

const notTrusted = (reason: string): Finding => finding("tls.not-trusted", { reason });

/** Returns the certificates of the chain, each once: the last one is its own issuer. */
function certificatesFrom(leaf: DetailedPeerCertificate): ReadonlySet<DetailedPeerCertificate> {
  const seen = new Set<DetailedPeerCertificate>();
  for (let at: DetailedPeerCertificate | undefined = leaf; at !== undefined && !seen.has(at); at = at.issuerCertificate)
    seen.add(at);
  return seen;
}

/** Returns the name that people use for a certificate: its common name, or its organisation. */
function nameOf(name: DetailedPeerCertificate["subject"] | undefined): string {
  const words = [name?.CN ?? name?.O ?? ""].flat().join(", ");
  return marked(words).slice(0, 500);
}

function instantOf(said: string): string | null {
  const at = Date.parse(said);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
