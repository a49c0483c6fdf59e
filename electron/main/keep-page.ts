import { dialog, type BrowserWindow } from "electron";
import type { Language } from "#shared/ipc/app.ts";
import type { Log } from "../core/log.ts";
import { pageOrigin } from "./page-protocol.ts";
import { texts } from "./texts.ts";

/** Chromium's ERR_ABORTED: another load replaced this one, or the window was closed. */
const aborted = -3;

interface Keeper {
  readonly log: Log;
  /** Locks the session, because the operator can do nothing at a page that has stopped. */
  readonly lockSession: () => void;
  readonly language: () => Language;
  readonly quit: () => void;
  /** Called if the page cannot be loaded at all, which is a defect of the program. */
  readonly failed: (fault: unknown) => void;
}

/**
 * Loads the page, and reloads it when its process has ended or hangs: the first time by itself,
 * after that if the operator agrees. The session is locked each time.
 */
export function keepPage(window: BrowserWindow, { log, lockSession, language, quit, failed }: Keeper): void {
  const { webContents } = window;
  let reloads = 0;

  // The rejection says less than the events below: it also comes when the window was closed, and
  // before the event of a process that ended.
  const load = (): void => void window.loadURL(`${pageOrigin}/`).catch(() => undefined);

  async function again(): Promise<void> {
    reloads += 1;
    const isReloaded = reloads === 1 || (await isWanted(window, language()));
    // The operator has closed the window in the meantime; the others go on.
    if (window.isDestroyed()) return;
    if (isReloaded) load();
    else quit();
  }

  webContents.on("did-fail-load", (_event, code, description, _url, isMainFrame) => {
    if (isMainFrame && code !== aborted) failed(new Error(description));
  });
  webContents.on("render-process-gone", (_event, { reason, exitCode }) => {
    log.error({ reason, exitCode, reloads }, "the process of the page ended");
    lockSession();
    again().catch(failed);
  });
  // The page no longer reacts to the operator's keys, so its process is ended; that is handled
  // above.
  window.on("unresponsive", () => {
    log.error({}, "the page does not respond");
    webContents.forcefullyCrashRenderer();
  });
  load();
}

/** Whether the operator wants to reload the page rather than quit. */
async function isWanted(window: BrowserWindow, language: Language): Promise<boolean> {
  const { pageStopped, reload, quit } = texts[language];
  const buttons = [reload, quit];
  const { response } = await dialog.showMessageBox(window, {
    type: "error",
    title: "CardDesk",
    message: pageStopped,
    buttons,
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
