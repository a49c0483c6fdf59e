import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ErrorCode } from "#shared/errors.ts";

/** The credentials that a page presents when it connects. */
export interface Keys {
  /** From the address at which the page was opened. */
  readonly token: string | null;
  /** From the page's sessionStorage. */
  readonly secret: string | null;
}

type Verdict =
  /** `swapped`: admitted by a token. The previous secret is dead, and its pages must be closed. */
  | { readonly kind: "admitted"; readonly swapped: boolean }
  /** The token was used before, so another party may have it: all pages must be closed. */
  | { readonly kind: "alarm"; readonly newAddress: string }
  /** `newAddress`: the address to print; null while the last printed one is unused. */
  | { readonly kind: "refused"; readonly code: CloseCode; readonly newAddress: string | null };

/** Reason for closing a page. */
export type CloseCode = Extract<ErrorCode, "page-not-admitted" | "address-used-twice">;

/**
 * Access control of the browser shell. The session rests on a secret in the sessionStorage of the
 * page. The HTML standard gives sessionStorage to one origin (scheme, host and port) in one tab,
 * and a browser never sends it anywhere by itself; this holds in Chromium, Firefox and Safari. A
 * cookie would go to every server on 127.0.0.1, because cookies know no port (RFC 6265, section
 * 8.5).
 *
 * The printed address carries a token that works once. The page generates a secret and presents
 * both; from then on only the secret counts. So the newest address wins, and a reload or a
 * duplicated tab, to which the browser copies sessionStorage, needs no new address. The files of
 * the page hold no secret: any program that can connect may read them.
 */
export interface Access {
  /** Host that requests must name exactly: any other name that leads here is DNS rebinding. */
  readonly host: string;
  readonly origin: string;
  /** The first address. */
  readonly address: string;
  admit(keys: Keys): Verdict;
  /** Makes a new secret for the open pages; the previous one is dead. */
  replaceSecret(): string;
  isOwnHost(request: IncomingMessage): boolean;
}

export function createAccess(port: number): Access {
  const host = `127.0.0.1:${port}`;
  const origin = `http://${host}`;
  // Digests, so that the time of a comparison reveals nothing about a key.
  let liveSecret: string | null = null;
  let unusedToken: string | null = null;
  const usedTokens = new Set<string>();
  const alarmedSecrets = new Set<string>();

  function newAddress(): string {
    const token = randomBytes(32).toString("base64url");
    unusedToken = digest(token);
    return `${origin}/?token=${token}`;
  }

  return {
    host,
    origin,
    address: newAddress(),
    admit(keys) {
      const token = keys.token === null ? null : digest(keys.token);
      const secret = keys.secret === null ? null : digest(keys.secret);
      if (secret !== null && secret === liveSecret) return { kind: "admitted", swapped: false };
      if (token !== null && secret !== null && token === unusedToken) {
        unusedToken = null;
        usedTokens.add(token);
        liveSecret = secret;
        return { kind: "admitted", swapped: true };
      }
      // Only once: a used token must not be a way to close the pages again and again.
      if (token !== null && usedTokens.delete(token)) {
        for (const each of [liveSecret, secret]) if (each !== null) alarmedSecrets.add(each);
        liveSecret = null;
        return { kind: "alarm", newAddress: newAddress() };
      }
      return {
        kind: "refused",
        code: secret !== null && alarmedSecrets.has(secret) ? "address-used-twice" : "page-not-admitted",
        newAddress: unusedToken === null ? newAddress() : null,
      };
    },
    replaceSecret() {
      const secret = randomBytes(32).toString("hex");
      liveSecret = digest(secret);
      return secret;
    },
    isOwnHost: (request) => request.headers.host === host,
  };
}

const digest = (key: string): string => createHash("sha256").update(key).digest("base64");
