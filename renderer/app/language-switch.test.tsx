import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { ok } from "#shared/errors.ts";
import { createClient } from "#shared/ipc/client.ts";
import type { Transport } from "#shared/ipc/messages.ts";
import type { Operator } from "#shared/idm/session.ts";
import { nothingOffline, type OfflineState, type QueueEntry } from "#shared/ipc/offline.ts";
import { followCore } from "../desk/core-state.ts";
import { createDesks } from "../desk/desk.ts";
import { createNavigation, type Route } from "../desk/navigation.ts";
import { createTestCore, type Overrides } from "../testing/test-client.ts";
import {
  administrator,
  anna,
  approver,
  bulkOperator,
  inactiveCard,
  manager,
  reactivateForm,
  task,
} from "../testing/test-data.ts";
import { App } from "./app.tsx";

const german: Readonly<Record<string, string>> = {
  "Reactivate virtual smart card": "Virtuelle Smartcard reaktivieren",
  "Deactivate virtual smart card": "Virtuelle Smartcard deaktivieren",
  "Delete virtual smart card": "Virtuelle Smartcard löschen",
  "Lock virtual smart card": "Virtuelle Smartcard sperren",
  "Deactivate user": "Benutzer deaktivieren",
  "Reactivate the card": "Karte reaktivieren",
  "Virtual smart card": "Virtuelle Smartcard",
};
const english = new RegExp(Object.keys(german).join("|"));

/** State kept by the core stays in the language in which the core received it. */
const keptByCore = /^(session|wizard|offline|app|cards)$/;

/** Simulates a back end that answers in German while `isGerman` returns true. */
const translated = (transport: Transport, isGerman: () => boolean): Transport => ({
  ...transport,
  async call(message) {
    const answer = await transport.call(message);
    if (!isGerman() || keptByCore.test(message.area)) return answer;
    const said = Object.entries(german).reduce(
      (text, [name, translation]) => text.replaceAll(name, translation),
      JSON.stringify(answer),
    );
    return JSON.parse(said);
  },
});

const at = "2026-11-20T08:14:00Z";
const reactivate = "VirtualSmartCardProcReactivate";
const entry: QueueEntry = {
  device: "D-1",
  seq: 1,
  operation: "019ab000-0000-7000-8000-000000000001",
  process: reactivate,
  processName: "Reactivate virtual smart card",
  object: inactiveCard.ref,
  label: "VSC-000002",
  about: anna,
  queuedAt: at,
  changes: [],
  seen: { version: 4, state: "inactive", certificates: [], asOf: at },
  state: { kind: "queued" },
};
const working: OfflineState = {
  ...nothingOffline,
  workingSet: {
    kind: "taken",
    operator: manager,
    access: "open",
    configuration: "virtualSmartCard",
    configurationName: "Virtual smart card",
    q: "",
    state: null,
    objects: 5,
    asOf: at,
    grant: {
      id: "G-1",
      processes: [{ symbolicName: reactivate, name: "Reactivate virtual smart card" }],
      notBefore: at,
      notAfter: "2126-11-20T16:14:00Z",
      maxEntries: 10,
      entriesLeft: 9,
    },
  },
};

const overrides: Overrides = {
  tasks: { list: async () => ok([task]) },
  offline: { state: async () => ok(working), queue: async () => ok({ entries: [entry], next: null }) },
  bulk: {
    options: async () =>
      ok({
        limit: 20,
        processes: [
          {
            symbolicName: reactivate,
            name: "Reactivate virtual smart card",
            text: "Reactivate the card.",
            irreversible: false,
            action: "",
            fields: reactivateForm.fields,
            why: [],
          },
        ],
      }),
  },
};

const card: Route = { screen: "object", ref: inactiveCard.ref };
type Go = (user: UserEvent) => Promise<void>;
const stay: Go = async () => {};
const screens: [string, Route, Operator, Go][] = [
  ["the results", { screen: "search" }, manager, (user) => user.type(screen.getByRole("searchbox"), "VSC")],
  ["an object", card, manager, stay],
  ["the history", card, manager, async (user) => user.click(await screen.findByRole("tab", { name: /^History/ }))],
  ["the open tasks", { screen: "tasks", task: null }, approver, stay],
  ["a task", { screen: "tasks", task: task.id }, approver, stay],
  ["Admin", { screen: "admin", category: "cards", template: "virtualSmartCard" }, administrator, stay],
  ["Bulk", { screen: "bulk" }, bulkOperator, stay],
  ["Offline", { screen: "offline" }, manager, stay],
];

it.each(screens)(
  "%s: names from the back end change to the language that the operator chooses",
  async (_, route, who, go) => {
    const core = createTestCore(overrides);
    core.setSession({ kind: "active", operator: who });
    window.history.replaceState({ route }, "");
    let isGerman = false;
    const transport = translated(core.transport, () => isGerman);
    const client = createClient(transport);
    const navigation = createNavigation(window, client);
    const state = await followCore(client);
    if (!state.ok) throw new Error(state.error.code);
    render(<App desks={createDesks(transport, state.value, navigation)} replay={null} />);
    const user = userEvent.setup();
    await screen.findAllByText(english);
    await go(user);
    await waitFor(() => expect(document.body.textContent).toMatch(english));

    isGerman = true;
    await act(() => client.app.saveSettings({ ...state.value.getState().settings, language: "de" }));
    act(() => {
      core.emit("objects", "allChanged", null);
      core.emit("tasks", "changed", null);
    });
    await waitFor(() => expect(document.body.textContent).not.toMatch(english));
    expect(document.body.textContent).toMatch(/Virtuelle Smartcard|Benutzer deaktivieren/);
  },
);
