import { ipcMain } from "electron";
import { callChannel } from "#shared/ipc/channels.ts";
import type { Result } from "#shared/errors.ts";
import type { Windows } from "./windows.ts";

/**
 * Answers the calls of the windows' own pages; any other sender is refused before its message is
 * read.
 */
export function answerCalls(windows: Windows, answer: (message: unknown) => Promise<Result<unknown>>): void {
  ipcMain.handle(callChannel, async (event, message: unknown) => {
    if (!windows.isOwnPage(event)) throw new Error("This page may not call the program.");
    return answer(message);
  });
}
