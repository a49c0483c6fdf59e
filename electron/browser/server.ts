import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { findPageFile, type PageFiles } from "../core/shell/page-files.ts";
import { securityHeaders } from "../core/shell/security-headers.ts";
import type { Access } from "./access.ts";
import { pages } from "./pages.ts";

/**
 * Serves the files of the page: the HTTP side of the browser shell. The files hold no secret, and
 * only the page uses a token in the address: a program that merely fetches it does not use it up.
 */
export function pageListener(files: PageFiles, access: Access): RequestListener {
  const answering = new WeakSet<Socket>();
  return (request, response) => {
    const { socket } = request;
    // Browsers wait for an answer before their next request. A peer that pipelines requests (HTTP
    // pipelining) could make the program write thousands of answers that are never read.
    if (answering.has(socket)) socket.destroy();
    else answer(request, response, files, access);
    answering.add(socket);
    response.once("close", () => answering.delete(socket));
  };
}

function answer(request: IncomingMessage, response: ServerResponse, files: PageFiles, access: Access): void {
  const send = (status: number, body: string | Buffer, headers: Record<string, string> = {}): void => {
    response.writeHead(status, {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      ...securityHeaders(`ws://${access.host}`),
      ...headers,
      "Content-Length": Buffer.byteLength(body).toString(),
    });
    response.end(request.method === "HEAD" ? undefined : body);
  };

  if (!access.isOwnHost(request)) return send(421, pages.wrongHost);
  if (request.method !== "GET" && request.method !== "HEAD")
    return send(405, pages.wrongMethod, { Allow: "GET, HEAD" });
  const origin = request.headers.origin;
  if (origin !== undefined && origin !== access.origin) return send(403, pages.wrongOrigin);

  const url = URL.parse(request.url ?? "/", access.origin);
  if (url === null || url.origin !== access.origin) return send(400, pages.notFound);
  const file = findPageFile(files, url.pathname);
  if (file === undefined) return send(404, pages.notFound);
  return send(200, file.body, { "Content-Type": file.type, "Cache-Control": cacheControl(url.pathname) });
}

/** File names below `/assets/` carry a hash of the content, so they may be cached. */
const cacheControl = (pathname: string): string =>
  pathname.startsWith("/assets/") ? "private, max-age=31536000, immutable" : "no-store";
