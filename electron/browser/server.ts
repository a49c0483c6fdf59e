import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { findPageFile, type PageFiles } from "../core/shell/page-files.ts";
import { securityHeaders } from "../core/shell/security-headers.ts";
import type { Access } from "./access.ts";
import { pages } from "./pages.ts";

/**
 * The HTTP side of the browser shell: gives the files of the page to a browser that has the cookie, and the cookie to one
 * that has the token. `renewed` is told the new
 * address when somebody came without either.
 */
export function pageListener(files: PageFiles, access: Access, renewed: (address: string) => void): RequestListener {
  return (request, response) => answer(request, response, files, access, renewed);
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  files: PageFiles,
  access: Access,
  renewed: (address: string) => void,
): void {
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

  const token = url.pathname === "/" ? url.searchParams.get("token") : null;
  if (token !== null) {
    const cookie = request.method === "GET" ? access.swap(token) : null;
    if (cookie !== null) return send(303, "", { "Set-Cookie": cookie, Location: "/" });
  }
  if (!access.hasCookie(request)) {
    if (url.pathname !== "/") return send(401, pages.noCookie);
    // Somebody followed a link to here from another site: a strict cookie is held back until the page itself asks.
    if (request.headers["sec-fetch-site"] === "cross-site" && token === null) return send(200, pages.again);
    const address = access.renew();
    if (address !== null) renewed(address);
    return send(401, pages.noCookie);
  }
  if (token !== null) return send(303, "", { Location: "/" });
  const file = findPageFile(files, url.pathname);
  if (file === undefined) return send(404, pages.notFound);
  return send(200, file.body, { "Content-Type": file.type, "Cache-Control": cacheControl(url.pathname) });
}

/** Files below `/assets/` carry their content's hash in the name. */
const cacheControl = (pathname: string): string =>
  pathname.startsWith("/assets/") ? "private, max-age=31536000, immutable" : "no-store";
