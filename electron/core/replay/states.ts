import { ok } from "#shared/errors.ts";
import { findCall } from "#shared/ipc/entries.ts";
import type { AppInfo } from "#shared/ipc/app.ts";
import type { Environments } from "#shared/ipc/environments.ts";
import { nothingOffline } from "#shared/ipc/offline.ts";
import type { Recording, RecordingItem, StateCall } from "#shared/ipc/recording.ts";
import { noScenario } from "#shared/sandbox.ts";
import { changedStates } from "../diagnostics/changed-states.ts";
import { shippedSettings } from "../settings/stored.ts";

/** State calls of a page that is loading, which no event reports. */
type OtherState = "wizard.entries" | "app.settingsFile" | "app.managed";

/**
 * The state whose events have only a part of it (`changedStates`): the recorded answers to its call
 * count as well.
 */
export const partlyTold = "bulk.items" satisfies StateCall;

/** The states that the recording does not have. */
const unsaid: Readonly<Record<StateCall | OtherState, unknown>> = {
  "app.settings": { ...shippedSettings, tourEnded: true, idleMinutes: 240 },
  "app.settingsFile": { kind: "sound" },
  "app.managed": { organisation: null, keys: [] },
  "app.connection": { kind: "connecting" },
  "session.state": { kind: "none" },
  "wizard.state": { kind: "closed" },
  "wizard.entries": null,
  "offline.state": nothingOffline,
  "cards.state": { kind: "starting" },
  "bulk.state": { kind: "none" },
  "bulk.items": [],
  "scenarios.state": noScenario,
  "health.state": { report: null, asking: [] },
};

/** Returns the environments, which no recording has: a single one, which cannot be left. */
function environmentOf({ idm: { url } }: AppInfo): Environments {
  const current = { id: "played", name: "Recording", colour: "neutral", url, ca: null, bridge: null } as const;
  return { current: { ...current, ways: null, proxy: "system" }, list: [], isManaged: false, isFixed: true };
}

/**
 * Opens the answers of the state calls: those at the recording's beginning, changed by every event.
 * Ignores a value that does not fit its schema: without a valid one the page would not start.
 */
export function openStates({ states, items }: Recording, info: AppInfo) {
  const asked = new Set(items.flatMap((item) => (item.kind === "call" && item.place === partlyTold ? [item.id] : [])));
  const now = new Map<string, unknown>([
    ["app.info", info],
    ["environments.state", environmentOf(info)],
    ...Object.entries(unsaid),
  ]);
  function set(place: string, value: unknown): void {
    if (now.has(place) && findCall(place)?.answer.safeParse(ok(value)).success === true) now.set(place, value);
  }
  for (const [place, value] of Object.entries(states)) set(place, value);
  return {
    has: (place: string): boolean => now.has(place),
    get: (place: string): unknown => now.get(place),
    happened(item: RecordingItem): void {
      if (item.kind === "event")
        for (const [state, value] of changedStates(item, (place) => now.get(place))) set(state, value);
      if (item.kind !== "answer" || !asked.has(item.id)) return;
      const answer = findCall(partlyTold)?.answer.safeParse(item.result).data;
      if (answer?.ok === true) set(partlyTold, answer.value);
    },
  };
}
