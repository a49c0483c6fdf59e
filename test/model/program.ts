import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { shippedTiming as defaultTiming } from "../../electron/core/timing.ts";

/** The parts of the program under test, loaded from a checkout. */
export type Program = Awaited<ReturnType<typeof loadProgram>>;

const root = join(import.meta.dirname, "../..");

/** Waits in milliseconds, short enough for a run. Request timeouts stay as shipped. */
const shortWaits = {
  readRetryWaits: [1, 2],
  outcomeWaits: [1, 2, 4, 8],
  bulkEventInterval: 1,
  bulkEndWait: 100,
  healthInterval: 8,
  syncFirstWait: 4,
  syncLongestWait: 16,
  eventRetryWait: 8,
} as const;

/**
 * Loads the core, the sandbox and the contract from the checkout in `directory`, or from this one
 * if null.
 */
export async function loadProgram(directory: string | null) {
  const at = (path: string): string => pathToFileURL(join(directory ?? root, path)).href;
  const { createCore }: typeof import("../../electron/core/core.ts") = await import(at("electron/core/core.ts"));
  const { greet }: typeof import("../../electron/browser/greeting.ts") = await import(
    at("electron/browser/greeting.ts")
  );
  const { createClient }: typeof import("#shared/ipc/client.ts") = await import(at("shared/ipc/client.ts"));
  const { emitter, serve }: typeof import("#shared/ipc/serve.ts") = await import(at("shared/ipc/serve.ts"));
  const keys: typeof import("../../electron/core/shell/key-file.ts") = await import(
    at("electron/core/shell/key-file.ts")
  );
  const { startSandbox }: typeof import("../../electron/sandbox/server.ts") = await import(
    at("electron/sandbox/server.ts")
  );
  // A checkout older than this module sends an event in the turn in which it happens.
  const { afterAnswers }: Partial<typeof import("../../electron/core/shell/after-answers.ts")> = await import(
    at("electron/core/shell/after-answers.ts")
  ).catch(() => ({}));
  const { limits }: { limits: object } = await import(at("electron/core/limits.ts"));
  // An older checkout has the waits as constants in its limits module instead of taking them as a
  // parameter.
  const { shippedTiming }: Partial<typeof import("../../electron/core/timing.ts")> = await import(
    at("electron/core/timing.ts")
  ).catch(() => ({}));
  if (shippedTiming === undefined) Object.assign(limits, shortWaits);
  const timing = { ...defaultTiming, ...shippedTiming, ...shortWaits };
  return {
    afterAnswers: afterAnswers ?? ((send) => send),
    createCore,
    createClient,
    emitter,
    greet,
    keys,
    serve,
    startSandbox,
    timing,
  };
}
