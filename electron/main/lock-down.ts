import { app, type Session, type WebContents } from "electron";
import { isPageBlob, isPageUrl } from "./page-protocol.ts";

/** Electron's name of the permission to write text to the clipboard. */
const copying = "clipboard-sanitized-write";

/**
 * Stops Chromium from resolving any host name; must be called before `ready`. The page needs no
 * network and Node makes the requests to the back end, so only Chromium's own requests remain
 * (dictionaries, components), which no handler of a session sees. `pac`: the host of the system's
 * PAC file, which Chromium may fetch.
 */
export function closeNetwork(pac: string | null): void {
  const open = pac === null ? "" : `, EXCLUDE ${pac}`;
  app.commandLine.appendSwitch("host-resolver-rules", `MAP * ~NOTFOUND${open}`);
}

/** Refuses everything that a page could request from a session beyond the program's own files. */
export function restrictSession(session: Session): void {
  // Chromium fetches a dictionary for each language of the system, although `spellcheck` is off.
  session.setSpellCheckerLanguages([]);

  // The page works through the contract alone. Developer tools, which a packaged program does not
  // have, load files of their own.
  session.webRequest.onBeforeRequest((details, callback) => {
    const own = isPageUrl(details.url) || isPageBlob(details.url);
    callback({ cancel: !own && (app.isPackaged || !details.url.startsWith("devtools://")) });
  });

  // A file is saved only if the page made it, in a dialog that asks the operator where.
  session.on("will-download", (event, item) => {
    if (!isPageBlob(item.getURL())) event.preventDefault();
  });

  // Electron has three handlers: permission requests (a prompt in a browser), permission checks
  // (without a prompt), and devices. The page may only copy text when a button is pressed; it may
  // not read the clipboard.
  const isGranted = (permission: string, url: string): boolean => permission === copying && isPageUrl(url);
  session.setPermissionRequestHandler((_contents, permission, callback, { requestingUrl }) =>
    callback(isGranted(permission, requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin));
  session.setDevicePermissionHandler(() => false);
}

/**
 * Confines any web contents, even ones that should never exist, to their page: no navigation, no
 * frame, no window.
 */
export function restrictContents(contents: WebContents): void {
  const refuse = (event: { preventDefault(): void }): void => event.preventDefault();
  // The page may reload itself.
  const refuseOther = (event: { preventDefault(): void; readonly url: string }): void => {
    if (!isPageUrl(event.url) || event.url !== contents.getURL()) event.preventDefault();
  };
  contents.on("will-navigate", refuseOther);
  contents.on("will-redirect", refuse);
  contents.on("will-frame-navigate", refuseOther);
  contents.on("will-attach-webview", refuse);
  // The program has no external links; a future one needs a wrapper here with an exact list of
  // addresses.
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
}
