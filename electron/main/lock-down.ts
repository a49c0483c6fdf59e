import { app, type Session, type WebContents } from "electron";
import { isPageUrl } from "./page-protocol.ts";

/** Refuses everything that the page could ask of a session beyond its own files. */
export function lockSession(session: Session): void {
  // The page works through the contract alone. Developer tools, which a packaged program does not have, bring own files.
  session.webRequest.onBeforeRequest((details, callback) => {
    const own = isPageUrl(details.url) || (!app.isPackaged && details.url.startsWith("devtools://"));
    callback({ cancel: !own });
  });
  // Asked for (a prompt elsewhere), looked up (without a prompt), and devices: three handlers, one answer.
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** Keeps any web contents, also ones that should never exist, where it is: no way to another page, no frame, no window. */
export function lockContents(contents: WebContents): void {
  const refuse = (event: { preventDefault(): void }): void => event.preventDefault();
  contents.on("will-navigate", refuse);
  contents.on("will-redirect", refuse);
  contents.on("will-frame-navigate", refuse);
  contents.on("will-attach-webview", refuse);
  // The program has no external links; one that comes needs a wrapper here with an exact list of addresses.
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
}
