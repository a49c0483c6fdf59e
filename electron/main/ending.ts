import { setTimeout as sleep } from "node:timers/promises";
import { app } from "electron";
import { shutdownTimeout } from "../core/timing.ts";
import { quitUnasked } from "./ask-before-unload.ts";

/**
 * Ends the program in order and only once, however often a quit is requested: Electron forgets a
 * quit that was prevented, so the next one emits `will-quit` again. Every quit waits for the same
 * sequence: `stop`, then `lastWords`, then the exit.
 */
export function endInOrder(stop: () => Promise<void>, lastWords: () => void): (exitCode: number) => void {
  let exitCode = 0;
  let ended: Promise<void> | undefined;
  async function leave(): Promise<void> {
    try {
      await Promise.race([stop(), sleep(shutdownTimeout)]).catch(() => undefined);
      lastWords();
    } finally {
      app.exit(exitCode);
    }
  }
  app.on("will-quit", (event) => {
    event.preventDefault();
    ended ??= leave();
  });
  return (code) => {
    exitCode = code;
    quitUnasked();
  };
}
