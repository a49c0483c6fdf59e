import { setTimeout as sleep } from "node:timers/promises";
import { idmApi } from "#shared/idm/api.ts";
import type { Connection } from "#shared/ipc/contract.ts";
import { operatorError, type ErrorCode } from "#shared/errors.ts";
import { apiVersion } from "#shared/idm/api.ts";
import type { Failure } from "./failure.ts";
import type { Gateway } from "./gateway.ts";
import type { Timing } from "../timing.ts";

/** Errors that say that the back end cannot be worked with, as against one call that it refused. */
export const offlineCodes: ReadonlySet<ErrorCode> = new Set([
  "backend-unreachable",
  "backend-timeout",
  "backend-untrusted",
  "backend-insecure",
  "backend-unreadable",
  "backend-failed",
]);

/**
 * Looks every few seconds whether the back end answers, until `signal` ends it, and tells each change.
 */
export async function watchConnection(
  gateway: Gateway,
  timing: Timing,
  signal: AbortSignal,
  changed: (connection: Connection) => void,
): Promise<void> {
  let last = "";
  while (!signal.aborted) {
    const health = await gateway.ask(idmApi.health, { signal });
    if (signal.aborted) return;
    const connection = health.kind === "answer" ? online(health.value) : offline(health);
    if (connection !== null && JSON.stringify(connection) !== last) {
      last = JSON.stringify(connection);
      changed(connection);
    }
    await sleep(timing.healthInterval, undefined, { signal }).catch(() => undefined);
  }
}

function online(health: { api: string; product: string }): Connection {
  if (health.api === apiVersion) return { kind: "online", product: health.product };
  return { kind: "offline", error: operatorError("backend-unreadable", {}, `API version ${health.api}`) };
}

function offline(failure: Failure): Connection | null {
  return offlineCodes.has(failure.error.code) ? { kind: "offline", error: failure.error } : null;
}
