import { setTimeout as sleep } from "node:timers/promises";
import { app } from "electron";
import { quitUnasked } from "./ask-before-unload.ts";

/** Milliseconds that the core has for the log-out from the back end. */
const shutdownTimeout = 1_000;

/**
 * Ends the program in order, and once, however often it is asked: Electron forgets a quit that was
 * held up, so the next one asks `will-quit` again. Every quit waits for the same end: `stop`, then
 * `lastWords`, then the exit.
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
