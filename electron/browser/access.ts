import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ErrorCode } from "#shared/errors.ts";

/** What a page shows when it connects. */
export interface Keys {
  /** From the address that it was opened at. */
  readonly token: string | null;
  /** From its sessionStorage. */
  readonly secret: string | null;
}

type Verdict =
  /** `swapped`: for a token. The secret before is dead, and its pages must be closed. */
  | { readonly kind: "admitted"; readonly swapped: boolean }
  /** The token was used before, so somebody else may have it: all pages must be closed. */
  | { readonly kind: "alarm"; readonly newAddress: string }
  /** `newAddress`: to print; null while the last printed one is unused. */
  | { readonly kind: "refused"; readonly code: CloseCode; readonly newAddress: string | null };

/** Why a page is closed. */
export type CloseCode = Extract<ErrorCode, "page-not-admitted" | "address-used-twice">;

/**
 * Who may use the browser shell. The session rests on a secret in the sessionStorage of the page.
 * The HTML standard gives sessionStorage to one origin (scheme, host and port) in one tab, and a
 * browser never sends it anywhere by itself; this holds in Chromium, Firefox and Safari. A cookie
 * would go to every server on 127.0.0.1, because cookies know no port (RFC 6265, section 8.5).
 *
 * The printed address carries a token that works once. The page makes up a secret and shows both:
 * from then on the secret is the only one. So the newest address wins, and a reload or a duplicated
 * tab, to which the browser copies sessionStorage, needs nothing. The files of the page hold no
 * secret: whoever can connect may read them.
 */
export interface Access {
  /** Host that requests must name, exactly: another name that leads here is DNS rebinding. */
  readonly host: string;
  readonly origin: string;
  /** The first address. */
  readonly address: string;
  admit(keys: Keys): Verdict;
  /** Makes a new secret, for the pages that are open; the one before is dead. */
  replaceSecret(): string;
  isOwnHost(request: IncomingMessage): boolean;
}

export function createAccess(port: number): Access {
  const host = `127.0.0.1:${port}`;
  const origin = `http://${host}`;
  // Digests: the time of a comparison tells nothing about a key.
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
      // Once: a used token must not be a way to close the pages again and again.
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
