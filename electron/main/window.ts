import { join } from "node:path";
import { app, BrowserWindow, type Rectangle, type Session } from "electron";
import { smallest } from "./window-bounds.ts";

/**
 * Opens an empty window. The page in it has no Node, no world shared with other scripts and a
 * sandboxed process.
 */
export function openWindow(session: Session, bounds: Partial<Rectangle>): BrowserWindow {
  const window = new BrowserWindow({
    ...bounds,
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    // Alt alone shows the menu bar. Alt with another key belongs to the page: Alt+N is Next.
    autoHideMenuBar: true,
    title: "CardDesk",
    // Windows and macOS take the icon from the program.
    ...(process.platform === "linux" ? { icon: join(import.meta.dirname, "../renderer/icon.png") } : {}),
    webPreferences: {
      session,
      preload: join(import.meta.dirname, "../preload/preload.cjs"),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      // The spell checker would learn names.
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  window.once("ready-to-show", () => window.show());
  return window;
}
