import { expect, test } from "vitest";
import { ok } from "#shared/errors.ts";
import type { Bulk } from "#shared/ipc/bulk.ts";
import type { EventMessage } from "#shared/ipc/messages.ts";
import { greet } from "./greeting.ts";

test("each page is told how things stand, and nothing waits for what is known later", async () => {
  const opened = Promise.withResolvers<Bulk>();
  const told: EventMessage[] = [];
  const greeted = greet(
    {
      app: {
        settings: async () => ok({ language: null, theme: "system", idleMinutes: 10 }),
        connection: async () => ok({ kind: "connecting" }),
      },
      session: { state: async () => ok({ kind: "none" }) },
      wizard: { state: async () => ok({ kind: "closed" }) },
      bulk: { state: async () => ok(await opened.promise), items: async () => ok([]) },
    },
    (message) => told.push(message),
  );
  const names = (): string[] => told.map(({ area, name }) => `${area}.${name}`);
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
    "objects.allChanged",
    "session.changed",
    "wizard.changed",
  ]);
});
