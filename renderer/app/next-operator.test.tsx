import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { roles } from "#shared/domain/roles.ts";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import type { HistoryEntry } from "#shared/idm/object.ts";
import type { SearchPage } from "#shared/idm/search.ts";
import type { Operator } from "#shared/idm/session.ts";
import type { Task } from "#shared/idm/task.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import { openPage, type Page } from "../testing/test-app.tsx";
import type { Overrides, TestCore } from "../testing/test-client.ts";
import { cardItem, history, inactiveCard, reactivateForm, task, template } from "../testing/test-data.ts";

/**
 * Every text that belongs to the first operator contains this word; no text of the program does.
 */
const mark = /zeta/i;

const first: Operator = { id: "OP-zeta", name: "Alma Zeta", account: "alma", roles: [...roles] };
const second: Operator = { id: "OP-B", name: "Berta Borg", account: "berta", roles: [...roles] };
const asFirst = { kind: "active", operator: first } as const;
const asSecond = { kind: "active", operator: second } as const;

const card = { ...inactiveCard, ref: { type: "virtualSmartCard", id: "VSC-ZETA" }, label: "VSC-ZETA" };
const item = { ...cardItem(2, "inactive"), ref: card.ref, label: card.label };
const ofFirst: Task = { ...task, id: "T-zeta", label: "Zeta card", requester: "Zeta requester" };
const found: SearchPage = { items: [item], total: { value: 1, relation: "eq" }, next: null };
const field = { name: "reason", label: "Reason", type: "STRING", required: false, choices: [], value: null };
const form: Wizard = {
  kind: "form",
  process: "P",
  processName: "Zeta process",
  object: card.ref,
  label: card.label,
  about: card.about,
  instance: "PI-2",
  form: { ...reactivateForm, fields: [field] },
};
const commands = [{ symbolicName: "ProcZeta", name: "Zeta process" }];
const bulkProcess = {
  symbolicName: "P",
  name: "Reactivate cards",
  text: "",
  irreversible: false,
  action: "",
  fields: [],
  why: [],
};

/** A back end that has data only for the first operator. */
function backEnd(isFirst: () => boolean): Overrides {
  const mine = <T,>(value: T, other: Result<T>): Result<T> => (isFirst() ? ok(value) : other);
  const notFound = fail(operatorError("not-found"));
  const nothing: SearchPage = { items: [], total: { value: 0, relation: "eq" }, next: null };
  const entries = history.map((entry): HistoryEntry => ({ ...entry, operator: "Zeta operator" }));
  return {
    search: { run: async () => mine(found, ok(nothing)) },
    objects: {
      open: async () => mine({ object: card, processes: [] }, notFound),
      history: async () => mine({ items: entries, next: null }, notFound),
    },
    tasks: { list: async () => mine([ofFirst], ok([])) },
    bulk: {
      options: async () => ok({ limit: 20, processes: [bulkProcess] }),
      judge: async ({ wanted }) =>
        ok(wanted.map(() => ({ kind: "candidate", item, about: card.about, version: 1, changes: [] }) as const)),
    },
    admin: { coreTemplate: async () => ok({ ...template, availableProcesses: isFirst() ? commands : [] }) },
  };
}

const press = (
  { user }: Page,
  role: "button" | "link" | "radio" | "row" | "tab",
  name: string | RegExp,
): Promise<void> => screen.findByRole(role, { name }).then((element) => user.click(element));
const type = ({ user }: Page, role: "searchbox" | "textbox", name: string | RegExp, text: string): Promise<void> =>
  screen.findByRole(role, { name }).then((element) => user.type(element, text));

/**
 * Leaves data of the first operator on every screen, as an operator would, and an open wizard at
 * the end.
 */
async function workEverywhere(page: Page): Promise<void> {
  await type(page, "searchbox", "Search", "zeta");
  await screen.findByRole("row", { name: /VSC/ });
  await page.user.keyboard("{Enter}");
  await press(page, "tab", /^History/);
  await type(page, "textbox", "Contains", "zeta");
  await press(page, "button", /^Open tasks/);
  await press(page, "row", /Deactivate user.*Zeta card/);
  await type(page, "textbox", "Reason", "zeta reason");
  await press(page, "button", "Bulk");
  await press(page, "radio", "Reactivate cards");
  await press(page, "button", /^Next/);
  await press(page, "radio", "From a list of numbers");
  await type(page, "textbox", "List of numbers", "zeta-1");
  await press(page, "button", "Look up and add to the basket");
  await screen.findByText(/1 of 1/);
  await press(page, "button", "Offline");
  await type(page, "textbox", "Search", "zeta");
  await press(page, "button", "Admin");
  await press(page, "link", "Cards");
  await press(page, "link", "Virtual smart card");
  await press(page, "tab", "Active");
  await press(page, "button", "New");
  await page.user.selectOptions(await screen.findByRole("combobox", { name: "Process" }), "Zeta process");
  act(() => page.core.setWizard(form));
  await type(page, "textbox", "Reason", "zeta entered");
}

/**
 * Collects the texts on screen, values of fields, every store of the page and everything that the
 * browser keeps for it.
 */
function everything({ desk }: Page): Record<string, string> {
  const { core, navigation, stores } = desk();
  const fields = [...document.querySelectorAll<HTMLInputElement>("input, textarea, select")].map(({ value }) => value);
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, each: unknown) => (each instanceof Map ? [...each] : each)) ?? "";
  return {
    screen: document.documentElement.outerHTML,
    fields: text(fields),
    title: document.title,
    core: text(core.getState()),
    navigation: text(navigation.getState()),
    ...Object.fromEntries([...stores].map(([name, store]) => [name, text(store.getState())])),
    history: text(window.history.state),
    storage: text([window.sessionStorage, window.localStorage].map((storage) => Object.entries(storage))),
  };
}

const marked = (page: Page, where = everything(page)): string[] =>
  Object.keys(where).filter((each) => mark.test(where[each] ?? ""));

async function openAsFirst(
  more: Overrides = {},
): Promise<Page & { readonly hand: (go: (core: TestCore) => void) => void }> {
  let isFirst = true;
  const page = await openPage({ session: asFirst, overrides: { ...backEnd(() => isFirst), ...more } });
  const hand = (go: (core: TestCore) => void): void => {
    isFirst = false;
    act(() => go(page.core));
  };
  return { ...page, hand };
}

const handovers: [string, (core: TestCore) => void][] = [
  [
    "after a log-out",
    (core) => {
      core.setSession({ kind: "none" });
      core.setSession(asSecond);
    },
  ],
  [
    "at a locked page",
    (core) => {
      core.setSession({ kind: "locked", operator: first });
      core.setSession(asSecond);
    },
  ],
  [
    "at an expired session",
    (core) => {
      core.setSession({ kind: "expired", operator: first });
      core.setSession(asSecond);
    },
  ],
  ["in another window, without a log-out here", (core) => core.setSession(asSecond)],
];

describe("the next operator", () => {
  it.each(handovers)("%s finds no data of the previous operator on any screen", async (_, handover) => {
    const page = await openAsFirst();
    await workEverywhere(page);
    expect(marked(page)).toEqual(
      expect.arrayContaining([
        "core",
        "quick search",
        "recent objects",
        "open tasks",
        "bulk choice",
        "template draft",
        "wizard entries",
      ]),
    );
    page.hand(handover);
    expect(await screen.findByText("Berta Borg")).toBeVisible();
    expect(marked(page)).toEqual([]);
    for (const area of ["Open tasks", "Bulk", "Offline", "Admin", "Settings", "Quick search"]) {
      await press(page, "button", area);
      expect(marked(page)).toEqual([]);
    }
    await press(page, "button", "Bulk");
    await press(page, "radio", "Reactivate cards");
    await press(page, "button", /^Next/);
    expect(await screen.findByText("Nothing in the basket yet")).toBeVisible();
  });

  it("does not reach the screens of the previous operator by Back", async () => {
    const page = await openAsFirst();
    await type(page, "searchbox", "Search", "zeta");
    await screen.findByRole("row", { name: /VSC/ });
    await page.user.keyboard("{Enter}");
    await screen.findByRole("heading", { name: "VSC-ZETA" });
    page.hand((core) => core.setSession(asSecond));
    await screen.findByText("Berta Borg");
    for (let steps = 0; steps < 3; steps += 1) {
      const moved = new Promise((resolve) => window.addEventListener("popstate", resolve, { once: true }));
      window.history.back();
      await act(() => moved);
      const { history: ofBrowser, ...where } = everything(page);
      expect(ofBrowser).toBeDefined();
      expect(marked(page, where)).toEqual([]);
    }
    expect(page.core.calls.filter(({ call }) => call === "objects.open")).toHaveLength(1);
  });

  it("gets no answer to a call of the previous operator", async () => {
    let answer: (page: Result<SearchPage>) => void = () => {};
    const run = (): Promise<Result<SearchPage>> => new Promise((resolve) => (answer = resolve));
    const page = await openAsFirst({ search: { run } });
    await type(page, "searchbox", "Search", "z");
    await waitFor(() => expect(page.core.count("search.run")).toBe(1));
    const before = page.desk();
    const reading = before.client.search.run({ configuration: "virtualSmartCard", q: "z", state: null, cursor: null });
    let isRead = false;
    void reading.then(() => (isRead = true));
    page.hand((core) => core.setSession(asSecond));
    answer(ok(found));
    // The second operator's own call is answered later, so the first answer has been processed by
    // then.
    const settings = page.desk().client.app.settings();
    await act(() => settings);
    expect(isRead).toBe(false);
    expect(marked(page)).toEqual([]);
  });

  it("has no calls sent by screens of the previous operator", async () => {
    const page = await openAsFirst();
    const before = page.desk();
    page.hand((core) => core.setSession(asSecond));
    void before.client.wizard.close();
    await act(() => page.desk().client.app.settings());
    expect(page.core.count("wizard.close")).toBe(0);
  });
});

describe("a locked page", () => {
  it("shows no data of its operator except the account, and shows their entries again once unlocked", async () => {
    const page = await openAsFirst();
    await workEverywhere(page);
    act(() => page.core.setSession({ kind: "locked", operator: first }));
    expect(await screen.findByRole("heading", { name: "Session locked" })).toBeVisible();
    const { screen: onScreen, fields, title } = everything(page);
    expect(marked(page, { onScreen: onScreen ?? "", fields: fields ?? "", title: title ?? "" })).toEqual([]);
    act(() => page.core.setSession(asFirst));
    expect(within(await screen.findByRole("dialog")).getByRole("textbox", { name: "Reason" })).toHaveValue(
      "zeta entered",
    );
  });
});
