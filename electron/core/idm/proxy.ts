import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import type { ConnectionOptions } from "node:tls";

/**
 * "system": as the operating system says; "none"; or the address of one
 * (`http://proxy.example:8080`).
 */
export type ProxySetting = string;

/**
 * Returns the proxies for an address, in the syntax of a PAC file (`PROXY a:8080; DIRECT`), or the
 * address of one.
 */
export type ResolveProxy = (url: string) => Promise<string>;

/** A proxy let nothing through. Nothing was sent to the back end. */
export class ProxyError extends Error {
  override readonly name = "ProxyError";
  /** `host:port`, without the name and password of a log-in. */
  readonly proxy: string;
  /** A code of Node, or `HTTP 502`. */
  readonly reason: string;
  readonly code: "PROXY_UNREACHABLE" | "PROXY_AUTH_REQUIRED";

  constructor(proxy: string, reason: string) {
    super(`${proxy}: ${reason}`);
    this.proxy = proxy;
    this.reason = reason;
    this.code = reason === "HTTP 407" ? "PROXY_AUTH_REQUIRED" : "PROXY_UNREACHABLE";
  }
}

/** The most proxies that are tried. */
const mostProxies = 5;

/**
 * Reads the proxies that a shell named for an address, in their order; null: a direct connection.
 * Skips SOCKS proxies, which are not supported.
 */
export function proxiesIn(words: string): (URL | null)[] {
  const found = words.split(";").flatMap((part) => {
    const [word = "", host = ""] = part.trim().split(/\s+/);
    if (/^direct$/i.test(word)) return [null];
    const scheme = /^https$/i.test(word) ? "https" : "http";
    const url = URL.parse(/^(proxy|https?)$/i.test(word) ? `${scheme}://${host}` : word);
    return url !== null && /^https?:$/.test(url.protocol) ? [url] : [];
  });
  return found.slice(0, mostProxies);
}

const portOf = (url: URL): string => (url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port);

/** Returns the name of a proxy, as the operator sees it. */
export const nameOf = (proxy: URL): string => `${proxy.hostname}:${portOf(proxy)}`;

/**
 * Opens a tunnel to the host of an https address (RFC 9110 section 9.3.6). Throws ProxyError. Uses
 * Node's own HTTP: https-proxy-agent passes a proxy's refusal on as the answer of the server behind
 * it, so that a proxy could speak for the back end.
 */
export function openTunnel(proxy: URL, to: URL, tls: ConnectionOptions, limit: number): Promise<Socket> {
  const target = `${to.hostname}:${portOf(to)}`;
  const isSecure = proxy.protocol === "https:";
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const request = (isSecure ? httpsRequest : httpRequest)({
    ...(isSecure ? { ...tls, rejectUnauthorized: true } : {}),
    host: proxy.hostname.replace(/^\[|\]$/g, ""),
    port: portOf(proxy),
    method: "CONNECT",
    path: target,
    headers: { Host: target, ...logInOf(proxy) },
    agent: false,
  });
  const give = (reason: string): void => {
    clearTimeout(timer);
    reject(new ProxyError(nameOf(proxy), reason));
    request.destroy();
  };
  const timer = setTimeout(() => give("time-out"), limit);
  request.on("error", (fault) => give("code" in fault ? String(fault.code) : "closed"));
  request.on("connect", ({ statusCode = 0 }, socket, head) => {
    // Data before our ClientHello cannot be TLS.
    if (statusCode !== 200 || head.length > 0) {
      socket.destroy();
      return give(statusCode === 200 ? "unexpected data" : `HTTP ${statusCode}`);
    }
    clearTimeout(timer);
    resolve(socket);
  });
  request.end();
  return promise;
}

/**
 * Returns the header for the credentials in an address (RFC 7617); only an environment variable may
 * have any.
 */
function logInOf({ username, password }: URL): Record<string, string> {
  if (username === "") return {};
  const logIn = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  return { "Proxy-Authorization": `Basic ${logIn}` };
}
