import { protocol, type Session } from "electron";
import { findPageFile, type PageFiles } from "../core/shell/page-files.ts";
import { securityHeaders } from "../core/shell/security-headers.ts";

/** Origin of the page. The window never shows anything else: no `file:`, no other host. */
export const pageOrigin = "app://carddesk";

/** Makes pages of the scheme secure, with an origin of their own; must be called before `ready`. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: "app", privileges: { standard: true, secure: true } }]);
}

/** Answers the page's requests in a session from the files read at the start. */
export function servePage(session: Session, files: PageFiles): void {
  session.protocol.handle("app", (request) => answerPageRequest(files, request));
}

/**
 * Answers one request: GET, of this host, for a file of the page; otherwise an error without
 * content.
 */
function answerPageRequest(files: PageFiles, request: Request): Response {
  const url = URL.parse(request.url);
  if (request.method !== "GET") return new Response(null, { status: 405, headers: { Allow: "GET" } });
  if (url === null || !isPageUrl(request.url)) return new Response(null, { status: 403 });
  const file = findPageFile(files, url.pathname);
  if (file === undefined) return new Response(null, { status: 404 });
  return new Response(new Uint8Array(file.body), {
    headers: { "Content-Type": file.type, "Cache-Control": "no-store", ...securityHeaders("'none'") },
  });
}

/**
 * Whether a URL is one of a blob that the page made, to be saved as a file (W3C File API, section
 * 8).
 */
export const isPageBlob = (url: string): boolean => url.startsWith(`blob:${pageOrigin}/`);

/** Whether a URL is one of the page: its scheme, its host, no port and no user. */
export function isPageUrl(url: string): boolean {
  return url === pageOrigin || url.startsWith(`${pageOrigin}/`);
}
