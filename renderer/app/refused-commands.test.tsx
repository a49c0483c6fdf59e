import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import type { FormStep } from "#shared/idm/instance.ts";
import { countStates, type Bulk } from "#shared/ipc/bulk.ts";
import { nothingOffline, type QueueEntry } from "#shared/ipc/offline.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import { openCard, openPage, type Page } from "../testing/test-app.tsx";
import { changes, inactiveCard, manager, reactivateForm } from "../testing/test-data.ts";

const refuse = async () => fail(operatorError("wrong-state"));
const press = ({ user }: Page, name: string): Promise<void> =>
  screen.findByRole("button", { name }).then((button) => user.click(button));
const refusal = () => screen.findByText("wrong-state", { exact: false, selector: ".error-code" });

const at = "2026-11-20T08:14:00Z";
const subject = { process: "P", processName: "Process", object: inactiveCard.ref, label: "VSC-000002", about: null };
const approval: Wizard = {
  kind: "approval",
  ...subject,
  instance: "PI-2",
  step: { kind: "approval", requestId: "R-7", text: "Ask." },
};
const conflict: QueueEntry = {
  ...subject,
  device: "D-1",
  seq: 1,
  operation: "019ab000-0000-7000-8000-000000000001",
  queuedAt: at,
  seen: { version: 4, state: "inactive", certificates: [], asOf: at },
  changes,
  state: {
    kind: "conflict",
    at,
    error: operatorError("version-conflict"),
    now: inactiveCard,
    settlement: { kind: "open" },
  },
};
const finished: Bulk = {
  kind: "finished",
  id: "019ab000-0000-7000-8000-0000000000b1",
  operator: manager,
  coreTemplate: "virtualSmartCard",
  process: "P",
  processName: "Process",
  startedAt: at,
  total: 1,
  counts: countStates([{ state: { kind: "done", at, changes: [] } }]),
};

describe("a refusal by the core is shown where the operator gave the command:", () => {
  it("log-out", async () => {
    const page = await openPage({ overrides: { session: { logOut: refuse } } });
    await press(page, "Account of Vera Manager");
    await press(page, "Log out");
    expect(await refusal()).toBeVisible();
  });

  it("choosing a language at the log-in", async () => {
    const page = await openPage({ session: { kind: "none" }, overrides: { app: { saveSettings: refuse } } });
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Language" }), "Deutsch");
    expect(await refusal()).toBeVisible();
  });

  it("starting a process, and the object is read again", async () => {
    const page = await openCard({ overrides: { wizard: { start: refuse } } });
    await page.user.keyboard("1");
    expect(await refusal()).toBeVisible();
    await waitFor(() => expect(page.core.count("objects.open")).toBe(2));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it.each(["back", "close", "next"] as const)("%s in the wizard", async (command) => {
    const page = await openCard({ overrides: { wizard: { [command]: refuse } } });
    const form: FormStep = { ...reactivateForm, canGoBack: true };
    page.core.setWizard({ kind: "form", ...subject, instance: "PI-2", form });
    await press(page, { back: "Back", close: "Cancel", next: "Next" }[command]);
    expect(await refusal()).toBeVisible();
  });

  it("leaving a waiting request by the link to its object, which is not opened", async () => {
    const page = await openPage({ overrides: { wizard: { close: refuse } } });
    page.core.setWizard(approval);
    await page.user.click(await screen.findByRole("link", { name: /VSC-000002/ }));
    expect(await refusal()).toBeVisible();
    expect(page.core.count("objects.open")).toBe(0);
  });

  it.each([
    ["offline.startAgain", "Start again on the current state"],
    ["offline.drop", "Drop"],
  ])("%s, and the queue is read again", async (call, button) => {
    const queue = async () => ok({ entries: [conflict], next: null });
    const state = async () => ok({ ...nothingOffline, counts: { waiting: 0, attention: 1 } });
    const offline = { queue, state, startAgain: refuse, drop: refuse };
    const page = await openPage({ route: { screen: "offline" }, overrides: { offline } });
    await press(page, "Decide on VSC-000002");
    if (call === "offline.drop") await page.user.type(screen.getByRole("textbox", { name: /Reason/ }), "Not needed");
    await press(page, button);
    expect(await refusal()).toBeVisible();
    await waitFor(() => expect(page.core.count("offline.queue")).toBe(2));
    expect(screen.getByRole("dialog")).toBeVisible();
  });

  it("cancelling the download of a working set", async () => {
    const state = async () => ok({ ...nothingOffline, workingSet: { kind: "taking", done: 1, total: 2 } as const });
    const page = await openPage({
      route: { screen: "offline" },
      overrides: { offline: { state, cancelTake: refuse } },
    });
    await press(page, "Cancel");
    expect(await refusal()).toBeVisible();
  });

  it("closing a finished bulk", async () => {
    const operator = { ...manager, roles: ["bulkOperator"] };
    const page = await openPage({
      route: { screen: "bulk" },
      session: { kind: "active", operator },
      overrides: { bulk: { state: async () => ok(finished), close: refuse } },
    });
    await press(page, "Close");
    expect(await refusal()).toBeVisible();
  });
});

const sources = import.meta.glob<string>(["../{desk,parts,features,app}/**/*.{ts,tsx}", "!**/*.test.*"], {
  query: "?raw",
  import: "default",
  eager: true,
});

it("the page discards no result of a call to the core", () => {
  const ignored = Object.entries(sources).flatMap(([file, text]) =>
    [...text.matchAll(/(?:^|=> |\{ )\s*(?:void|await) (?:\w+\.)*client\.\w+\.\w+\(.*$/gm)].map(
      ([line]) => `${file}: ${line}`,
    ),
  );
  expect(Object.keys(sources).length).toBeGreaterThan(100);
  expect(ignored).toEqual([]);
});
