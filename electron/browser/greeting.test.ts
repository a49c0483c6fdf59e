import { nothingOffline } from "#shared/ipc/offline.ts";
import { expect, test } from "vitest";
import { ok } from "#shared/errors.ts";
import type { Bulk } from "#shared/ipc/bulk.ts";
import type { EventMessage } from "#shared/ipc/messages.ts";
import { emitter } from "#shared/ipc/serve.ts";
import { noScenario } from "#shared/sandbox.ts";
import { shippedSettings } from "../core/settings/stored.ts";
import { greet } from "./greeting.ts";

test("a page that connects gets the whole state, and a slow part delays no other", async () => {
  const opened = Promise.withResolvers<Bulk>();
  const sent: EventMessage[] = [];
  const faults: string[] = [];
  const greeted = greet(
    {
      app: {
        settings: async () => ok(shippedSettings),
        connection: async () => ok({ kind: "connecting" }),
      },
      session: { state: async () => ok({ kind: "none" }) },
      wizard: { state: async () => ok({ kind: "closed" }) },
      bulk: { state: async () => ok(await opened.promise), items: async () => ok([]) },
      offline: {
        state: async () => ok(nothingOffline),
      },
      cards: { state: async () => ok({ kind: "no-card" }) },
      scenarios: { state: async () => ok(noScenario) },
    },
    emitter(
      (message) => sent.push(message),
      (place) => faults.push(place),
    ),
  );
  const names = (): string[] => sent.map(({ area, name }) => `${area}.${name}`);
  await expect.poll(names).toContain("session.changed");
  expect(names()).toContain("wizard.changed");
  expect(names()).not.toContain("bulk.changed");
  opened.resolve({ kind: "none" });
  await greeted;
  expect(names().toSorted()).toEqual([
    "app.connectionChanged",
    "app.settingsChanged",
    "bulk.changed",
    "bulk.itemsChanged",
    "cards.changed",
    "objects.allChanged",
    "offline.changed",
    "scenarios.changed",
    "session.changed",
    "tasks.changed",
    "wizard.changed",
  ]);
  expect(faults).toEqual([]);
});
