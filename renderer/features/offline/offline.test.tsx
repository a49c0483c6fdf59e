import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { pseudoLocale } from "#shared/ipc/app.ts";
import {
  nothingOffline,
  type OfflineState,
  type QueueEntry,
  type QueueState,
  type WorkingSetState,
} from "#shared/ipc/offline.ts";
import { openCard, openPage, type Page } from "../../testing/test-app.tsx";
import type { Overrides } from "../../testing/test-client.ts";
import {
  activeCard,
  anna,
  administrator,
  changes,
  inactiveCard,
  manager,
  offersWhileInactive,
} from "../../testing/test-data.ts";

const at = "2026-11-20T08:14:00Z";
const reactivate = "Reactivate virtual smart card";

const taken: Extract<WorkingSetState, { kind: "taken" }> = {
  kind: "taken",
  operator: manager,
  access: "open",
  configuration: "cards",
  configurationName: "Virtual smart card",
  q: "",
  state: "inactive",
  objects: 500,
  asOf: at,
  grant: {
    id: "G-1",
    processes: [{ symbolicName: "VirtualSmartCardProcReactivate", name: reactivate }],
    notBefore: at,
    notAfter: "2126-11-20T16:14:00Z",
    maxEntries: 1000,
    entriesLeft: 997,
  },
};

const seen = {
  version: 4,
  state: inactiveCard.state,
  certificates: inactiveCard.certificates.map(({ serial, purpose, stateInIdm, stateInCa }) => ({
    serial,
    purpose,
    stateInIdm,
    stateInCa: stateInCa.status,
  })),
  asOf: at,
};

const entry = (seq: number, state: QueueState): QueueEntry => ({
  device: "D-1",
  seq,
  operation: `019ab000-0000-7000-8000-00000000000${seq}`,
  process: "VirtualSmartCardProcReactivate",
  processName: reactivate,
  object: inactiveCard.ref,
  label: `VSC-00000${seq}`,
  about: { ...anna, label: `VSC-00000${seq}` },
  queuedAt: at,
  seen,
  changes,
  state,
});

const open = { kind: "open" } as const;
const conflict: QueueState = {
  kind: "conflict",
  at,
  error: operatorError("version-conflict"),
  now: activeCard,
  settlement: open,
};

const waits = ["queued", "sending", "unknown", "approval", "parked"];
const countsOf = (entries: readonly QueueEntry[]): OfflineState["counts"] => ({
  waiting: entries.filter(({ state }) => waits.includes(state.kind)).length,
  attention: entries.filter(({ state }) => "settlement" in state && state.settlement.kind === "open").length,
});

/** Opens the Offline screen over a state, with entries in the queue. */
function openOffline(state: Partial<OfflineState>, entries: QueueEntry[] = [], more: Overrides = {}): Promise<Page> {
  const offline: Overrides["offline"] = {
    state: async () => ok({ ...nothingOffline, counts: countsOf(entries), ...state }),
    queue: async () => ok({ entries, next: null }),
    ...more.offline,
  };
  return openPage({ route: { screen: "offline" }, overrides: { ...more, offline } });
}

const region = (name: string) => screen.findByRole("region", { name });
const press = (page: Page, name: string) => page.user.click(screen.getByRole("button", { name }));
const asked = ({ core }: Page, call: string): unknown[] =>
  core.calls.filter((each) => each.call === call).map(({ args }) => args);

describe("a working set", () => {
  it("is downloaded by configuration, query, state and hours, and not without the hours", async () => {
    const page = await openOffline({});
    const form = within(await region("Download a working set"));
    await page.user.type(await form.findByRole("textbox", { name: "Search" }), " Lund ");
    await page.user.selectOptions(form.getByRole("combobox", { name: "State" }), "Inactive");
    await page.user.clear(form.getByRole("spinbutton", { name: "Hours without a connection" }));
    await press(page, "Download");
    expect(asked(page, "offline.take")).toEqual([]);
    await page.user.type(form.getByRole("spinbutton", { name: "Hours without a connection" }), "4");
    await press(page, "Download");
    expect(asked(page, "offline.take")).toEqual([
      { configuration: "virtualSmartCard", q: "Lund", state: "inactive", hours: 4, passphrase: null },
    ]);
  });

  it("shows the progress of its download, which can be cancelled", async () => {
    const page = await openOffline({ workingSet: { kind: "taking", done: 120, total: 500 } });
    const panel = within(await region("Download a working set"));
    expect(panel.getByText("120 of 500")).toBeVisible();
    expect(panel.getByRole("progressbar")).toHaveAttribute("value", "120");
    await press(page, "Cancel");
    expect(page.core.count("offline.cancelTake")).toBe(1);
  });

  it("whose download failed shows the reason, and the form keeps what was entered", async () => {
    const page = await openOffline({});
    await page.user.type(await screen.findByRole("textbox", { name: "Search" }), "Lund");
    page.core.emit("offline", "changed", { ...nothingOffline, workingSet: { kind: "taking", done: 0, total: null } });
    expect((await screen.findAllByText("The back end is counting…"))[0]).toBeVisible();
    const error = operatorError("grant-untrusted");
    page.core.emit("offline", "changed", { ...nothingOffline, workingSet: { kind: "failed", error } });
    expect(await screen.findByRole("alert")).toHaveTextContent("Code grant-untrusted");
    expect(screen.getByRole("textbox", { name: "Search" })).toHaveValue("Lund");
  });

  it("whose download is refused at once shows the reason", async () => {
    const take = async () => fail(operatorError("sync-first", { entries: 2 }));
    const page = await openOffline({}, [], { offline: { take } });
    await page.user.click(await screen.findByRole("button", { name: "Download" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Entries are still waiting for an answer.");
  });

  it("shows what it allows, until when and how many entries are left, and is removed after a confirmation", async () => {
    const page = await openOffline({ workingSet: taken });
    const set = within(await region("Working set"));
    expect(set.getByText("Virtual smart card, all; State Inactive")).toBeVisible();
    expect(set.getByText("997 of 1,000")).toBeVisible();
    expect(set.getByText(/20 Nov 2126/)).toBeVisible();
    expect(set.getByRole("listitem")).toHaveTextContent(reactivate);
    await press(page, "Remove the working set");
    await press(page, "Keep");
    expect(page.core.count("offline.leave")).toBe(0);
    await press(page, "Remove the working set");
    await press(page, "Remove");
    expect(page.core.count("offline.leave")).toBe(1);
  });

  it.each<[string, Partial<typeof taken>, string]>([
    ["that is locked", { access: "locked" }, "Locked. It opens with the password or offline passphrase"],
    ["that is being opened", { access: "opening" }, "Opening…"],
    ["that has ended", { grant: { ...taken.grant, notAfter: at } }, "Ended 20 Nov 2026"],
    ["that allows nothing", { grant: { ...taken.grant, processes: [] } }, "The objects can be looked up."],
  ])("%s says so", async (_, change, sentence) => {
    await openOffline({ workingSet: { ...taken, ...change } });
    expect(await region("Working set")).toHaveTextContent(sentence);
  });

  it("of another operator shows only its owner, and is removed after a confirmation that names the owner", async () => {
    const page = await openOffline({ workingSet: { kind: "foreign", owner: "Ada Admin", asOf: at } });
    expect(await region("Working set")).toHaveTextContent("Only Ada Admin can work with it.");
    expect(screen.queryByText("Usable until")).toBeNull();
    await press(page, "Remove the working set of Ada Admin");
    expect(await screen.findByRole("alertdialog")).toHaveTextContent(/Ada Admin/);
    expect(page.core.count("offline.leave")).toBe(0);
    await press(page, "Remove");
    expect(page.core.count("offline.leave")).toBe(1);
  });

  it("is replaced from a form; a double click on the button that opens it downloads nothing", async () => {
    const page = await openOffline({ workingSet: taken });
    await page.user.dblClick(await screen.findByRole("button", { name: "Download another working set" }));
    const form = within(await region("Download another working set"));
    expect(form.getByRole("combobox", { name: "Objects" })).toHaveFocus();
    expect(page.core.count("offline.take")).toBe(0);
    await press(page, "Download");
    expect(page.core.count("offline.take")).toBe(1);
  });

  it("is shown again only once its replacement is accepted: wrong input or a refusal keeps the form open", async () => {
    let refusal = true;
    const take = async () => (refusal ? fail(operatorError("sync-first", { entries: 2 })) : ok(null));
    const page = await openOffline({ workingSet: taken }, [], { offline: { take } });
    await page.user.click(await screen.findByRole("button", { name: "Download another working set" }));
    const form = within(await region("Download another working set"));
    const hours = form.getByRole("spinbutton", { name: "Hours without a connection" });
    await page.user.clear(hours);
    await page.user.type(hours, "99");
    await press(page, "Download");
    expect(hours).toBeVisible();
    expect(hours).toBeInvalid();
    expect(page.core.count("offline.take")).toBe(0);
    await page.user.clear(hours);
    await page.user.type(hours, "4");
    await press(page, "Download");
    expect(await form.findByRole("alert")).toHaveTextContent("Entries are still waiting for an answer.");
    refusal = false;
    await page.user.type(hours, "{Enter}");
    await waitFor(() => expect(screen.queryByRole("region", { name: "Download another working set" })).toBeNull());
    expect(page.core.count("offline.take")).toBe(2);
  });

  it("whose replacement was refused shows the reason to an operator who was on another screen meanwhile", async () => {
    const answer = Promise.withResolvers<Result<null>>();
    const page = await openOffline({ workingSet: taken }, [], { offline: { take: () => answer.promise } });
    await page.user.click(await screen.findByRole("button", { name: "Download another working set" }));
    await press(page, "Download");
    await press(page, "Quick search");
    await waitFor(() => expect(screen.queryByRole("heading", { level: 1, name: "Offline" })).toBeNull());
    answer.resolve(fail(operatorError("grant-untrusted")));
    await press(page, "Offline");
    const form = within(await region("Download another working set"));
    expect(await form.findByRole("alert")).toHaveTextContent("Code grant-untrusted");
  });

  it("cannot be downloaded before the program knows what is on this machine", async () => {
    const { core } = await openOffline({ workingSet: { kind: "opening" } });
    expect(await region("Working set")).toHaveTextContent("Loading…");
    expect(screen.queryByRole("button", { name: "Download" })).toBeNull();
    core.emit("offline", "changed", nothingOffline);
    expect(await screen.findByRole("button", { name: "Download" })).toBeVisible();
  });

  it("cannot be downloaded without a connection", async () => {
    const { core } = await openOffline({});
    core.setConnection({ kind: "offline", error: operatorError("backend-unreachable") });
    expect(await screen.findByText("Downloading a working set needs a connection.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Download" })).toBeNull();
  });

  it("shows why the store cannot be used", async () => {
    await openOffline({ workingSet: { kind: "unavailable", error: operatorError("store-unwritable") } });
    expect(await screen.findByRole("alert")).toHaveTextContent("Code store-unwritable");
  });
});

describe("the banner", () => {
  const banner = () => region("Connection");
  it.each<[string, Partial<OfflineState>, boolean, RegExp]>([
    ["offline, at work", { working: true, workingSet: taken }, false, /^You are working on the working set/],
    ["offline, without a set", {}, false, /^You have no working set/],
    ["offline, entries waiting", { counts: { waiting: 3, attention: 0 } }, false, /3 entries wait/],
    ["online, ready", { workingSet: taken }, true, /^Working set of 500 objects/],
    ["online, a decision", { counts: { waiting: 0, attention: 1 } }, true, /^1 entry needs your decision/],
    ["online, paused", { sync: { kind: "paused" }, counts: { waiting: 1, attention: 0 } }, true, /Sync is paused/],
    ["syncing", { sync: { kind: "syncing", done: 2, total: 7 } }, true, /^Syncing 2 of 7/],
  ])("describes the situation: %s", async (_, state, isOnline, text) => {
    const offline = { state: async () => ok({ ...nothingOffline, ...state }) };
    const { core } = await openPage({ overrides: { offline } });
    if (!isOnline) core.setConnection({ kind: "offline", error: operatorError("backend-unreachable") });
    await waitFor(async () => expect(await banner()).toHaveTextContent(text));
  });

  it("links to the Offline screen, and disappears when no entry waits any more", async () => {
    const offline = { state: async () => ok({ ...nothingOffline, counts: { waiting: 1, attention: 0 } }) };
    const { core, user } = await openPage({ overrides: { offline } });
    await user.click(within(await banner()).getByRole("link", { name: "Go to Offline" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Offline" })).toHaveFocus();
    core.emit("offline", "changed", nothingOffline);
    await waitFor(() => expect(screen.queryByRole("region", { name: "Connection" })).toBeNull());
  });

  it("and the Offline area are hidden from a role that may not search", async () => {
    const { core } = await openPage({ session: { kind: "active", operator: administrator } });
    await screen.findByRole("link", { name: "Home" });
    act(() => core.emit("offline", "changed", { ...nothingOffline, counts: { waiting: 1, attention: 0 } }));
    expect(screen.queryByRole("region", { name: "Connection" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Offline" })).toBeNull();
  });
});

describe("the queue", () => {
  const refused: QueueState = { kind: "refused", at, error: operatorError("forbidden"), settlement: open };
  it.each<[QueueState, string]>([
    [{ kind: "queued" }, "QueuedNot yet effective."],
    [{ kind: "sending", since: at }, "SendingSent 20 Nov 2026"],
    [{ kind: "unknown", since: at }, "Nothing is done twice"],
    [{ kind: "applied", at, changes }, "AppliedCarried out by the back end"],
    [
      { kind: "approval", at, requestId: "R-7", text: "" },
      "Waiting for approvalNothing changes until another person approves it.",
    ],
    [conflict, "ConflictNothing was changed"],
    [refused, "RefusedNothing was changed. You are not allowed to do this."],
    [{ kind: "expired", at, settlement: open }, "ExpiredNothing was changed"],
    [{ kind: "parked" }, "ParkedMade by another version of CardDesk. It is kept and not sent"],
    [{ ...refused, settlement: { kind: "dropped", reason: "Done", at } }, "Dropped 20 Nov 2026"],
    [{ ...conflict, settlement: { kind: "startedAgain", at } }, "Started again 20 Nov 2026"],
  ])(
    "explains an entry in state $kind under its tab, and offers a decision only while one is needed",
    async (state, sentence) => {
      const { user } = await openOffline({}, [entry(2, state)]);
      const isOpen = "settlement" in state && state.settlement.kind === "open";
      const own = waits.includes(state.kind) ? "Waiting" : isOpen ? "Needs a decision" : "Done";
      await user.click(await screen.findByRole("tab", { name: own, description: "1" }));
      expect(await screen.findByRole("row", { name: /VSC-000002/ })).toHaveTextContent(sentence);
      expect(screen.queryAllByRole("button", { name: "Decide on VSC-000002" })).toHaveLength(isOpen ? 1 : 0);
    },
  );

  it("opens at the entries that need a decision, then shows the waiting and then the done ones", async () => {
    const entries = [entry(3, { kind: "queued" }), entry(2, conflict)];
    const page = await openOffline({}, entries);
    expect(await screen.findByRole("row", { name: /VSC-000002/ })).toHaveTextContent("Conflict");
    const counts = (waiting: number, attention: number): void =>
      page.core.emit("offline", "changed", { ...nothingOffline, counts: { waiting, attention } });
    const dropped = { kind: "dropped", reason: "Done", at } as const;
    page.core.emit("offline", "entriesChanged", [entry(2, { ...conflict, settlement: dropped })]);
    counts(1, 0);
    expect(await screen.findByRole("row", { name: /VSC-000003/ })).toHaveTextContent("Queued");
    page.core.emit("offline", "entriesChanged", [entry(3, { kind: "applied", at, changes })]);
    counts(0, 0);
    await waitFor(() => expect(screen.getByRole("row", { name: /VSC-000003/ })).toHaveTextContent("Applied"));
    expect(screen.getByRole("tab", { name: "Done", description: "2" })).toHaveAttribute("aria-selected", "true");
    expect(screen.getByRole("tab", { name: "Waiting", description: "0" })).toBeVisible();
  });

  it("gives way to the working set if no entry waits or needs a decision", async () => {
    await openOffline({ workingSet: taken }, [entry(2, { kind: "applied", at, changes })]);
    expect(await region("Working set")).toBeVisible();
  });

  const pages = (state: QueueState) => ({
    queue: async ({ before }: { before: number | null }) =>
      ok(
        before === null
          ? { entries: [entry(3, state), entry(2, state)], next: 1 }
          : { entries: [entry(1, state)], next: null },
      ),
  });

  it("is read page by page until all waiting entries are shown", async () => {
    const counts = { waiting: 3, attention: 0 };
    const page = await openOffline({ counts }, [], { offline: pages({ kind: "queued" }) });
    expect(await screen.findByRole("row", { name: /VSC-000001/ })).toBeVisible();
    expect(asked(page, "offline.queue")).toEqual([{ before: null }, { before: 1 }]);
  });

  it("reads more of the done entries on Show more", async () => {
    const page = await openOffline({}, [], { offline: pages({ kind: "applied", at, changes }) });
    await page.user.click(screen.getByRole("tab", { name: "Done" }));
    await page.user.click(await screen.findByRole("button", { name: "Show more" }));
    expect(await screen.findByRole("row", { name: /VSC-000001/ })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
    expect(screen.getByRole("tab", { name: "Done", description: "3" })).toBeVisible();
  });

  it("is read again when an expired session is active again, as no events arrived meanwhile", async () => {
    const { core } = await openOffline({}, [entry(2, { kind: "queued" })]);
    await screen.findByRole("row", { name: /VSC-000002/ });
    core.setSession({ kind: "expired", operator: manager });
    await screen.findByRole("dialog");
    core.setSession({ kind: "active", operator: manager });
    await waitFor(() => expect(core.count("offline.queue")).toBe(2));
  });

  it("shows that sync waits for a step-up, and syncs after it", async () => {
    const waiting = { counts: { waiting: 1, attention: 0 } };
    const page = await openOffline(waiting, [entry(2, { kind: "queued" })]);
    const error = operatorError("step-up-required");
    await screen.findByRole("button", { name: "Sync now" });
    act(() =>
      page.core.emit("offline", "changed", {
        ...nothingOffline,
        ...waiting,
        sync: { kind: "waiting", until: at, error },
      }),
    );
    const text = "Sync waits until you confirm that it is you.";
    await waitFor(() => expect(screen.getByRole("region", { name: "Connection" })).toHaveTextContent(text));
    expect(await screen.findByText(/^Nothing was changed/)).toBeVisible();
    expect(screen.queryByText(/did not answer/)).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Sync now" })).not.toBeInTheDocument();
    await page.user.click(screen.getByRole("button", { name: "Confirm that it is you" }));
    await page.user.type(await screen.findByLabelText("Password"), "sandbox{Enter}");
    await waitFor(() => expect(page.core.count("offline.syncNow")).toBe(1));
    expect(page.core.count("session.prove")).toBe(1);
  });

  it("is synced now, paused and resumed", async () => {
    const waiting = { counts: { waiting: 1, attention: 0 } };
    const page = await openOffline(waiting, [entry(2, { kind: "queued" })]);
    await page.user.click(await screen.findByRole("button", { name: "Sync now" }));
    await press(page, "Pause sync");
    page.core.emit("offline", "changed", { ...nothingOffline, ...waiting, sync: { kind: "paused" } });
    await page.user.click(await screen.findByRole("button", { name: "Resume sync" }));
    const counts = ["syncNow", "pause", "resume"].map((call) => page.core.count(`offline.${call}`));
    expect(counts).toEqual([1, 1, 1]);
  });
});

describe("an entry that was not carried out", () => {
  async function decideOn(state: QueueState, more: Overrides = {}): Promise<Page> {
    const page = await openOffline({}, [entry(2, state)], more);
    await page.user.click(await screen.findByRole("button", { name: "Decide on VSC-000002" }));
    await screen.findByRole("dialog", { name: `Decide: ${reactivate}` });
    return page;
  }
  const row = (name: string) => within(screen.getByRole("table", { name: "Side by side" })).getByRole("row", { name });

  it("shows a conflict side by side, and marks the differences", async () => {
    await decideOn(conflict);
    expect(row("State Inactive Active differs")).toBeVisible();
    expect(row("Authentication: In Identity Manager On hold On hold")).toBeVisible();
    expect(row("Signature: In the CA On hold Valid differs")).toBeVisible();
  });

  it("cannot be started again if its object is gone", async () => {
    await decideOn({ ...conflict, now: null });
    expect(screen.getByText("It is gone.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Start again on the current state" })).toBeNull();
    expect(screen.getByRole("button", { name: "Drop" })).toBeVisible();
  });

  it("is dropped only with a reason", async () => {
    const page = await decideOn(conflict);
    await press(page, "Drop");
    const reason = screen.getByRole("textbox", { name: /Reason/ });
    expect(reason).toHaveFocus();
    expect(reason).toHaveAccessibleDescription("Give a reason.");
    expect(page.core.count("offline.drop")).toBe(0);
    await page.user.type(reason, " Done by a colleague {Enter}");
    expect(asked(page, "offline.drop")).toEqual([{ device: "D-1", seq: 2, reason: "Done by a colleague" }]);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(screen.getByRole("heading", { name: "Queue" })).toHaveFocus());
  });

  it("leaves the dialog of another entry open when the late answer to its own drop arrives", async () => {
    const late = Promise.withResolvers<void>();
    const drop = () => late.promise.then(() => ok(null));
    const second = { ...entry(3, conflict), label: "VSC-000003" };
    const page = await openOffline({}, [entry(2, conflict), second], { offline: { drop } });
    await page.user.click(await screen.findByRole("button", { name: "Decide on VSC-000002" }));
    await page.user.type(await screen.findByRole("textbox", { name: /Reason/ }), "Done{Enter}");
    await press(page, "Close");
    await page.user.click(await screen.findByRole("button", { name: "Decide on VSC-000003" }));
    await page.user.type(await screen.findByRole("textbox", { name: /Reason/ }), "Other");
    await act(async () => late.resolve());
    expect(screen.getByRole("textbox", { name: /Reason/ })).toHaveValue("Other");
  });

  it("holds a link from outside until its dialog is closed, says so, and keeps the reason entered", async () => {
    const page = await decideOn(conflict);
    await page.user.type(screen.getByRole("textbox", { name: /Reason/ }), "Done");
    act(() => page.core.emit("app", "openPlace", { kind: "search", text: "VSC-000009" }));
    expect(screen.getByText("A link waits. It opens once this is closed.")).toBeVisible();
    expect(screen.getByRole("textbox", { name: /Reason/ })).toHaveValue("Done");
    await press(page, "Close");
    expect(await screen.findByRole("searchbox")).toHaveValue("VSC-000009");
  });

  it("is started again on the current state, and shows why that was refused", async () => {
    const startAgain = async () => fail(operatorError("backend-unreachable"));
    const page = await decideOn({ kind: "expired", at, settlement: open }, { offline: { startAgain } });
    expect(screen.getByRole("alert")).toHaveTextContent("Code grant-expired");
    expect(screen.getByRole("table", { name: "What you wanted" })).toBeVisible();
    await press(page, "Start again on the current state");
    await waitFor(() => expect(screen.getAllByRole("alert")).toHaveLength(2));
    expect(asked(page, "offline.startAgain")).toEqual([{ device: "D-1", seq: 2 }]);
  });

  it.each<[string, QueueState]>([
    ["refused", { kind: "refused", at, error: operatorError("not-enabled"), now: inactiveCard, settlement: open }],
    ["expired", { kind: "expired", at, now: activeCard, settlement: open }],
  ])("that was %s is shown side by side as well if the back end returned the current object", async (_, state) => {
    await decideOn(state);
    expect(screen.getByRole("table", { name: "Side by side" })).toBeVisible();
    expect(screen.queryByRole("table", { name: "What you wanted" })).toBeNull();
  });

  it("shows in the queue the reason for which the approver rejected it", async () => {
    const error = operatorError("request-rejected", { detail: "Ask her manager first." });
    await openOffline({}, [entry(2, { kind: "refused", at, error, now: inactiveCard, settlement: open })]);
    expect(await screen.findByRole("row", { name: /rejected it: Ask her manager first\./ })).toBeVisible();
  });

  it("cannot be started again without a connection", async () => {
    const page = await decideOn(conflict);
    page.core.setConnection({ kind: "offline", error: operatorError("backend-unreachable") });
    expect(await screen.findByText("This needs a connection.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Start again on the current state" })).toBeNull();
  });
});

describe("a refused journal", () => {
  const broken = [{ device: "D-1", seq: 4, fault: "restored-copy" } as const];
  it("shows the fault, its first entry and the copy kept aside, and is exported to a file that is named", async () => {
    const exportJournal = async () => ok({ file: "/data/exports/journal.jws" });
    const page = await openOffline({ broken, keptAside: "offline.damaged" }, [], { offline: { exportJournal } });
    expect(await screen.findByText(/put back from a copy/)).toBeVisible();
    expect(screen.getByText(/from entry 4 on/)).toBeVisible();
    expect(screen.getByText(/kept as offline\.damaged/)).toBeVisible();
    await press(page, "Export for the security officer");
    expect(await screen.findByText("/data/exports/journal.jws")).toBeVisible();
    expect(asked(page, "offline.exportJournal")).toEqual([{ device: "D-1" }]);
  });

  it("shows why its export could not be written", async () => {
    const exportJournal = async () => fail(operatorError("disk-full"));
    const page = await openOffline({ broken }, [], { offline: { exportJournal } });
    await page.user.click(await screen.findByRole("button", { name: "Export for the security officer" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The disk is full.");
  });
});

describe("outside the Offline screen", () => {
  const working: OfflineState = { ...nothingOffline, working: true, workingSet: taken };

  it("the search shows the age of the working set, and reads its configurations again when offline work begins", async () => {
    const { core } = await openPage();
    await screen.findByRole("searchbox");
    const before = core.count("search.configurations");
    core.emit("offline", "changed", working);
    expect(await screen.findByText(/^From the working set, as of 20 Nov 2026/)).toBeVisible();
    await waitFor(() => expect(core.count("search.configurations")).toBe(before + 1));
  });

  it("an object shows its age, its queued entry and its expected state, and that its history is not available", async () => {
    const local = { asOf: at, pending: [entry(2, { kind: "queued" })], expected: activeCard, outdated: false };
    const { user } = await openCard({
      overrides: {
        objects: {
          open: async () => ok({ object: inactiveCard, processes: offersWhileInactive, local }),
          history: async () => fail(operatorError("not-allowed-offline")),
        },
      },
    });
    expect(screen.getByText(/It may be different by now/)).toBeVisible();
    const pending = within(await region("Queued on this machine, not yet effective"));
    expect(pending.getByText("Queued")).toBeVisible();
    expect(pending.getByRole("row", { name: "State Inactive Active" })).toBeVisible();
    expect(pending.queryByRole("row", { name: /Encryption/ })).toBeNull();
    await user.click(screen.getByRole("tab", { name: /^History/ }));
    expect(await screen.findByText(/The history is not on this machine/)).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("an object that was read just now still shows its waiting entry, without the warning about its age", async () => {
    const local = { asOf: null, pending: [entry(2, { kind: "unknown", since: at })], expected: null, outdated: false };
    await openCard({
      overrides: { objects: { open: async () => ok({ object: activeCard, processes: [], local }) } },
    });
    const pending = within(await region("Queued on this machine, not yet effective"));
    expect(pending.getByText("read just now")).toBeVisible();
    expect(pending.getByText("It is gone.")).toBeVisible();
    expect(screen.queryByText(/It may be different by now/)).toBeNull();
  });

  it("an object that has changed since its entry was queued is shown beside what the operator saw then", async () => {
    const local = { asOf: null, pending: [entry(2, { kind: "queued" })], expected: activeCard, outdated: true };
    await openCard({
      overrides: { objects: { open: async () => ok({ object: activeCard, processes: [], local }) } },
    });
    const pending = within(await region("Queued on this machine, not yet effective"));
    expect(pending.getByText(/it comes back as a conflict/)).toBeVisible();
    expect(pending.getByRole("columnheader", { name: /^What you saw/ })).toBeVisible();
    expect(pending.getByRole("row", { name: "State Active Inactive differs" })).toBeVisible();
  });

  it("a process that the grant no longer allows is listed with its reason in words", async () => {
    const [offer] = offersWhileInactive;
    if (offer === undefined) throw new Error("no offer");
    const why = [{ code: "not-allowed-offline", detail: "grant-used-up" }];
    const open = async () => ok({ object: inactiveCard, processes: [{ ...offer, offered: false, why }] });
    const { user } = await openCard({ overrides: { objects: { open } } });
    await user.click(screen.getByText("Not available (1)"));
    expect(screen.getByText("The queue is full: it holds as many entries as you may make offline.")).toBeVisible();
  });

  it("the log-in says without a name that the operator who downloaded the working set can log in offline", async () => {
    const state = async () => ok({ ...nothingOffline, workingSet: { ...taken, access: "locked" as const } });
    const { core } = await openPage({ session: { kind: "none" }, overrides: { offline: { state } } });
    expect(screen.queryByText(/the operator who downloaded it can log in/)).toBeNull();
    core.setConnection({ kind: "offline", error: operatorError("backend-unreachable") });
    expect(await screen.findByText(/the operator who downloaded it can log in/)).toBeVisible();
    expect(screen.queryByText(/Vera Manager/)).toBeNull();
  });
});

describe("every text comes from the catalogue", () => {
  it("on the Offline screen", async () => {
    const entries = [entry(2, conflict), entry(1, { kind: "queued" })];
    const state: OfflineState = { ...nothingOffline, workingSet: taken, counts: { waiting: 1, attention: 1 } };
    const offline = { state: async () => ok(state), queue: async () => ok({ entries, next: 1 }) };
    await openPage({ route: { screen: "offline" }, overrides: { offline }, language: pseudoLocale });
    await screen.findAllByRole("row");
    const names = screen.getAllByRole("button").map((button) => button.ariaLabel ?? button.textContent);
    expect(names.filter((name) => name !== "" && !name.startsWith("["))).toEqual([]);
    const headings = screen.getAllByRole("heading").map((heading) => heading.textContent);
    expect(headings.filter((text) => !text.startsWith("["))).toEqual([]);
  });
});
