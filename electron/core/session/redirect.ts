import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { Language } from "#shared/ipc/app.ts";

/** The address to which the provider sends the browser back, once (RFC 8252 section 7.3). */
export interface Redirect {
  readonly uri: string;
  /** The address with the provider's answer; null: it did not come in time, or `signal` aborted. */
  readonly answered: Promise<URL | null>;
}

const path = "/callback";

const texts: Readonly<Record<Language, string>> = {
  en: "You can close this window and go back to CardDesk.",
  sv: "Du kan stänga det här fönstret och gå tillbaka till CardDesk.",
  de: "Sie können dieses Fenster schließen und zu CardDesk zurückkehren.",
  fr: "Vous pouvez fermer cette fenêtre et revenir à CardDesk.",
};

const headers = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  Connection: "close",
};

/**
 * Listens on a port of its own for the one answer with this `state`. Refuses every other request
 * and does not report it: another path, another name in `Host`, another state, a second answer.
 */
export async function awaitRedirect(
  state: string,
  language: Language,
  timeout: number,
  signal: AbortSignal,
): Promise<Redirect> {
  const { promise, resolve } = Promise.withResolvers<URL | null>();
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 });
  server.maxConnections = 10;
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const host = `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  let isAnswered = false;

  server.on("request", (request, response) => {
    const answer = isAnswered ? null : answerIn(request, host, state);
    if (answer === null) response.writeHead(400, headers).end();
    else {
      isAnswered = true;
      response.writeHead(200, headers).end(page(texts[language]), () => resolve(answer));
    }
  });

  const over = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
  over.addEventListener("abort", () => resolve(null), { once: true });
  if (over.aborted) resolve(null);
  const answered = promise.finally(() => {
    server.close();
    server.closeAllConnections();
  });
  return { uri: `http://${host}${path}`, answered };
}

function answerIn({ method, url = "", headers: { host: named } }: IncomingMessage, host: string, state: string) {
  const answer = URL.parse(url, `http://${host}`);
  if (method !== "GET" || named !== host || answer?.origin !== `http://${host}` || answer.pathname !== path)
    return null;
  const states = answer.searchParams.getAll("state");
  return states.length === 1 && states[0] === state ? answer : null;
}

const page = (text: string): string => `<!doctype html><meta charset="utf-8"><title>CardDesk</title><p>${text}</p>`;
