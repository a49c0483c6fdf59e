import { setTimeout as sleep } from "node:timers/promises";
import { parseBoundedJson } from "#shared/bounded-json.ts";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import type { AppInfo } from "#shared/ipc/app.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import { noScenario, scenarioStateSchema, type ScenarioState } from "#shared/sandbox.ts";
import type { Timing } from "../timing.ts";
import { askSandbox } from "./sandbox-http.ts";

/** Bounds of the JSON in an answer. */
const answerJson = { maxLength: 1_000, maxDepth: 2, maxValues: 10 } as const;

export interface ScenariosDeps {
  readonly idm: AppInfo["idm"];
  readonly timing: Timing;
  readonly signal: AbortSignal;
  readonly changed: (state: ScenarioState) => void;
  /** The client's own part of a scenario: its database stops growing, as on a full disk. */
  readonly setDiskFull: (full: boolean) => Promise<void>;
}

export interface Scenarios {
  readonly handlers: Handlers["scenarios"];
  now(): ScenarioState;
}

/**
 * Polls the scenario of the sandbox, which another window or `curl` may change, and sets it. A real
 * back end has none and gets no request.
 */
export function createScenarios({ idm, timing, signal, changed, setDiskFull }: ScenariosDeps): Scenarios {
  let state = noScenario;
  let isDiskFull = false;

  async function took(next: ScenarioState): Promise<void> {
    if (JSON.stringify(next) !== JSON.stringify(state)) {
      state = next;
      changed(next);
    }
    const full = next.current === "disk-full";
    if (full === isDiskFull) return;
    isDiskFull = full;
    await setDiskFull(full);
  }

  async function ask(method: "GET" | "PUT", path: string, body?: object): Promise<ScenarioState | null> {
    try {
      const ended = AbortSignal.any([signal, AbortSignal.timeout(timing.readTimeout)]);
      const response = await askSandbox(idm.url, method, path, ended, body);
      const json = parseBoundedJson(await response.text(), answerJson);
      const answer = scenarioStateSchema.safeParse(response.ok && json.ok ? json.value : null);
      return answer.success ? answer.data : null;
    } catch {
      // The connection keeper reports a back end that does not answer.
      return null;
    }
  }

  async function follow(): Promise<void> {
    while (!signal.aborted) {
      const found = await ask("GET", "/sandbox/scenarios");
      if (found !== null) await took(found);
      const wait = state.preparing === null ? timing.healthInterval : timing.healthInterval / 10;
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  if (idm.sandbox) void follow();
  const handlers: Handlers["scenarios"] = {
    state: async () => ok(state),
    async choose({ name }): Promise<Result<ScenarioState>> {
      if (!idm.sandbox) return fail(operatorError("not-found", {}, "scenarios are for the sandbox"));
      const answer = await ask("PUT", "/sandbox/scenario", { name });
      if (answer === null) return fail(operatorError("backend-unreachable", { address: idm.url }));
      await took(answer);
      return ok(answer);
    },
  };
  return { handlers, now: () => state };
}
