import { app, type Session, type WebContents } from "electron";
import { isPageBlob, isPageUrl } from "./page-protocol.ts";

/** Electron's name for writing text to the clipboard. */
const copying = "clipboard-sanitized-write";

/**
 * Before `ready`: Chromium looks up no name. The page needs no network, and the back end is asked
 * by Node; what is left are Chromium's own calls (dictionaries, components), which no handler of a
 * session sees. `pac`: the host of the system's PAC file, which it may fetch.
 */
export function closeNetwork(pac: string | null): void {
  const open = pac === null ? "" : `, EXCLUDE ${pac}`;
  app.commandLine.appendSwitch("host-resolver-rules", `MAP * ~NOTFOUND${open}`);
}

/** Refuses everything that a page could ask of a session beyond the program's own files. */
export function restrictSession(session: Session): void {
  // Chromium fetches a dictionary for each language of the system, although `spellcheck` is off.
  session.setSpellCheckerLanguages([]);

  // The page works through the contract alone. Developer tools, which a packaged program does not
  // have, bring own files.
  session.webRequest.onBeforeRequest((details, callback) => {
    const own = isPageUrl(details.url) || isPageBlob(details.url);
    callback({ cancel: !own && (app.isPackaged || !details.url.startsWith("devtools://")) });
  });

  // A file is saved only if the page made it, in a dialog that asks the operator where.
  session.on("will-download", (event, item) => {
    if (!isPageBlob(item.getURL())) event.preventDefault();
  });

  // Asked for (a prompt elsewhere), looked up (without a prompt), and devices: three handlers, one
  // answer. Copying text at the press of a button is all that the page may do beyond itself;
  // reading the clipboard it may not.
  const isGranted = (permission: string, url: string): boolean => permission === copying && isPageUrl(url);
  session.setPermissionRequestHandler((_contents, permission, callback, { requestingUrl }) =>
    callback(isGranted(permission, requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin));
  session.setDevicePermissionHandler(() => false);
}

/**
 * Keeps any web contents, also ones that should never exist, where it is: no way to another page,
 * no frame, no window.
 */
export function restrictContents(contents: WebContents): void {
  const refuse = (event: { preventDefault(): void }): void => event.preventDefault();
  // The page may load itself again.
  const refuseOther = (event: { preventDefault(): void; readonly url: string }): void => {
    if (!isPageUrl(event.url) || event.url !== contents.getURL()) event.preventDefault();
  };
  contents.on("will-navigate", refuseOther);
  contents.on("will-redirect", refuse);
  contents.on("will-frame-navigate", refuseOther);
  contents.on("will-attach-webview", refuse);
  // The program has no external links; one that comes needs a wrapper here with an exact list of
  // addresses.
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
}
