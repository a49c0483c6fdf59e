import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "#shared/ipc/app.ts";
import { operatorError, type ErrorCode } from "#shared/errors.ts";
import { apiVersion, idmApi } from "#shared/idm/api.ts";
import type { Timing } from "../timing.ts";
import type { Failure } from "./failure.ts";
import type { Gateway } from "./gateway.ts";

/** Errors of the back end as a whole, in contrast to a single refused request. */
export const offlineCodes: ReadonlySet<ErrorCode> = new Set([
  "backend-unreachable",
  "backend-timeout",
  "backend-untrusted",
  "backend-insecure",
  "backend-unreadable",
  "backend-failed",
  "proxy-unreachable",
  "proxy-auth-required",
]);

/** Whether the back end answers, as of the last check. */
export interface ConnectionKeeper {
  now(): Connection;
  subscribe(listener: (connection: Connection) => void): void;
  /**
   * Checks at once, without waiting for the request or the interval under way: the machine was
   * asleep.
   */
  again(): void;
}

/** Checks every `healthInterval` whether the back end answers, until `signal` aborts. */
export function followConnection(gateway: Gateway, timing: Timing, signal: AbortSignal): ConnectionKeeper {
  const listeners: ((connection: Connection) => void)[] = [];
  let now: Connection = { kind: "connecting" };
  let round = new AbortController();

  async function follow(): Promise<void> {
    while (!signal.aborted) {
      round = new AbortController();
      const ended = AbortSignal.any([signal, round.signal]);
      const health = await gateway.ask(idmApi.health, { signal: ended });
      if (signal.aborted) return;
      if (ended.aborted) continue;
      const found = health.kind === "answer" ? online(health.value) : offline(health);
      if (found !== null && !isSame(found, now)) {
        now = found;
        for (const listener of listeners) listener(found);
      }
      await sleep(timing.healthInterval, undefined, { signal: ended }).catch(() => undefined);
    }
  }

  void follow();
  return { now: () => now, subscribe: (listener) => void listeners.push(listener), again: () => round.abort() };
}

/** Compares two connections without their traces: each failure has a trace of its own. */
function isSame(a: Connection, b: Connection): boolean {
  const untraced = (connection: Connection): Connection =>
    connection.kind === "offline" ? { ...connection, error: { ...connection.error, trace: "" } } : connection;
  return JSON.stringify(untraced(a)) === JSON.stringify(untraced(b));
}

function online(health: { api: string; product: string }): Connection {
  if (health.api === apiVersion) return { kind: "online", product: health.product };
  return { kind: "offline", error: operatorError("backend-unreadable", {}, `API version ${health.api}`) };
}

function offline(failure: Failure): Connection | null {
  return offlineCodes.has(failure.error.code) ? { kind: "offline", error: failure.error } : null;
}
