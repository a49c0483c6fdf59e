const tokenName = "carddesk-token";
const secretName = "carddesk-secret";

/** The keys by which the browser shell admits this page; access.ts says why they lie here. */
export interface PageKeys {
  /** As subprotocols of the WebSocket: the only header that a page can write. */
  protocols(): string[];
  /** The token has done its work. */
  admitted(): void;
  replaceSecret(secret: string): void;
}

/**
 * Takes the token out of the address, and makes up a secret for it. Both are kept until the page
 * was admitted: a reload in between must not look as if somebody else used the token.
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
