const tokenName = "carddesk-token";
const secretName = "carddesk-secret";

/**
 * The keys by which the browser shell admits this page; access.ts explains why sessionStorage holds
 * them.
 */
export interface PageKeys {
  /** The keys as subprotocols of the WebSocket: the only header that a page can set. */
  protocols(): string[];
  /** Forgets the token, which has been used. */
  admitted(): void;
  replaceSecret(secret: string): void;
}

/**
 * Moves the token from the address to sessionStorage, and generates a secret for it. Both are kept
 * until the page is admitted: a reload in between must not look as if another party used the token.
 */
export function pageKeys({ location, history, sessionStorage: kept }: Window): PageKeys {
  const token = new URLSearchParams(location.search).get("token");
  if (token !== null) {
    if (/^[\w-]+$/.test(token)) {
      kept.setItem(tokenName, token);
      kept.setItem(secretName, newSecret());
    }
    history.replaceState(history.state, "", location.pathname);
  }
  return {
    protocols() {
      const token = kept.getItem(tokenName);
      const secret = kept.getItem(secretName);
      return [
        "carddesk",
        ...(token === null ? [] : [`token.${token}`]),
        ...(secret === null ? [] : [`secret.${secret}`]),
      ];
    },
    admitted: () => kept.removeItem(tokenName),
    replaceSecret: (secret) => kept.setItem(secretName, secret),
  };
}

/** 256 bits, in hexadecimal digits. */
const newSecret = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
