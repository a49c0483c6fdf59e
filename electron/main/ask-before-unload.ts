import { app, dialog, type BrowserWindow } from "electron";
import type { Language } from "#shared/ipc/app.ts";
import { texts } from "./texts.ts";

/**
 * Whether the operator quits, which waits for the answer, or the machine or a defect ends the
 * program, which does not.
 */
let isQuitting = false;
let mustQuit = false;
app.on("before-quit", () => {
  isQuitting = true;
});

/** Quits without a question, because no operator may be there to answer it. */
export function quitUnasked(): void {
  mustQuit = true;
  app.quit();
}

/**
 * Asks the operator when the page reports that unsaved input would be lost (`beforeunload`):
 * otherwise Electron silently keeps the window open. The box does not block the core.
 */
export function askBeforeUnload(window: BrowserWindow, language: () => Language): void {
  const { webContents } = window;
  let isClosing = false;
  let isAsking = false;
  let isAnswered = false;

  window.on("close", () => {
    isClosing = true;
  });
  webContents.on("will-prevent-unload", (event) => {
    if (mustQuit || isAnswered) event.preventDefault();
    else if (!isAsking) void ask({ isClosing, isQuitting });
    isClosing = false;
    isQuitting = false;
    isAnswered = false;
  });

  async function ask(wanted: { readonly isClosing: boolean; readonly isQuitting: boolean }): Promise<void> {
    isAsking = true;
    const leaves = await isWanted(window, language());
    isAsking = false;
    if (!leaves || window.isDestroyed()) return;
    // A page without unsaved input leaves without asking again.
    webContents.once("did-start-navigation", () => (isAnswered = false));
    isAnswered = true;
    if (wanted.isQuitting) app.quit();
    else if (wanted.isClosing) window.close();
    else webContents.reload();
  }
}

async function isWanted(window: BrowserWindow, language: Language): Promise<boolean> {
  const { leaveUnsaved, unsavedGoes, leave, stay } = texts[language];
  const { response } = await dialog.showMessageBox(window, {
    type: "question",
    title: "CardDesk",
    message: leaveUnsaved,
    detail: unsavedGoes,
    buttons: [leave, stay],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
