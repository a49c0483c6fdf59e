import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * Who may use the browser shell. An address carries a token that works once; it is swapped for a cookie that works until
 * the program ends, so a reload and a second tab need nothing. A browser that has no cookie (another one, or one that was
 * closed in between) needs a new address: see `renew`.
 */
export interface Access {
  /** Host that requests must name, exactly: another name that leads here is DNS rebinding. */
  readonly host: string;
  readonly origin: string;
  /** The first address. */
  readonly address: string;
  /** A new address, unless one that was given out is still unused: then null. */
  renew(): string | null;
  /** Takes a token, which then works no more: the Set-Cookie header, or null for a wrong or used token. */
  swap(token: string): string | null;
  hasCookie(request: IncomingMessage): boolean;
  isOwnHost(request: IncomingMessage): boolean;
}

export function createAccess(port: number): Access {
  const host = `127.0.0.1:${port}`;
  const origin = `http://${host}`;
  // Browsers do not keep cookies apart by port: the name does.
  const cookieName = `carddesk-${port}`;
  const secret = newSecret();
  const first = newSecret();
  let token: string | null = first;
  const addressWith = (token: string): string => `${origin}/?token=${token}`;

  return {
    host,
    origin,
    address: addressWith(first),
    renew() {
      if (token !== null) return null;
      token = newSecret();
      return addressWith(token);
    },
    swap(given) {
      if (token === null || !same(given, token)) return null;
      token = null;
      return `${cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict`;
    },
    hasCookie(request) {
      const cookies = (request.headers.cookie ?? "").split(";").map((cookie) => cookie.trim());
      return cookies.some((cookie) => same(cookie, `${cookieName}=${secret}`));
    },
    isOwnHost: (request) => request.headers.host === host,
  };
}

/** 256 bits, safe in a URL and in a cookie. */
const newSecret = (): string => randomBytes(32).toString("base64url");

/** Compares in constant time: neither the place of a difference nor a length leaks. */
function same(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
