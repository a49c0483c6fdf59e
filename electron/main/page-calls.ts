import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from "electron";
import { callChannel, eventChannel } from "#shared/ipc/channels.ts";
import type { Result } from "#shared/errors.ts";
import type { EventMessage } from "#shared/ipc/messages.ts";
import { pageOrigin } from "./page-protocol.ts";

/** Answers the calls of the window's own page; any other sender is refused before its message is looked at. */
export function answerCalls(window: BrowserWindow, answer: (message: unknown) => Promise<Result<unknown>>): void {
  ipcMain.handle(callChannel, async (event, message: unknown) => {
    if (!isOwnPage(event, window)) throw new Error("This page may not call the program.");
    return answer(message);
  });
}

/** Known window, main frame, own origin. */
function isOwnPage(event: IpcMainInvokeEvent, window: BrowserWindow): boolean {
  const frame = event.senderFrame;
  return event.sender === window.webContents && frame !== null && frame.parent === null && frame.origin === pageOrigin;
}

/** Tells an event to the page, while there is a window. */
export function tellPage(window: BrowserWindow, message: EventMessage): void {
  if (!window.isDestroyed()) window.webContents.send(eventChannel, message);
}
