import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import type { DecidedTask, Task } from "#shared/idm/task.ts";
import type { Route } from "../../desk/navigation.ts";
import { openPage, type Page } from "../../testing/test-app.tsx";
import { approver, helpdesk, task } from "../../testing/test-data.ts";

const asApprover = { kind: "active", operator: approver } as const;
const atTask = { screen: "tasks", task: task.id } as const;
const approved = { id: task.id, decision: "approve", object: task.object, changes: task.asked.changes } as const;

interface Opened extends Page {
  /** The responses of the back end; a test may change them. */
  readonly backEnd: BackEnd;
}

interface BackEnd {
  list: Task[];
  /** The response to a list request, in place of `list`. */
  reading?: Result<Task[]>;
  answer: Result<DecidedTask>;
  /** A decision is answered once this resolves; at once if it is not set. */
  answered?: Promise<void>;
  /** Open tasks after a decision; none if it is not set. */
  left?: Task[];
}

/**
 * Opens the page of the approver with these tasks. A decision closes all of them unless `left` is
 * set.
 */
async function openTasks(list: Task[], route?: Route): Promise<Opened> {
  const backEnd: BackEnd = { list, answer: ok(approved) };
  const tasks = {
    list: async () => backEnd.reading ?? ok(backEnd.list),
    decide: async () => {
      await backEnd.answered;
      backEnd.list = backEnd.left ?? [];
      return backEnd.answer;
    },
  };
  const page = await openPage({ session: asApprover, overrides: { tasks }, ...(route === undefined ? {} : { route }) });
  return { ...page, backEnd };
}

const button = (name: string) => screen.getByRole("button", { name });
const approveName = "Approve: Deactivate user";
const list = () => screen.findByRole("grid", { name: "Open tasks" });
const rows = async () => within(await list()).getAllByRole("row");
const lastDecision = () => screen.findByRole("region", { name: "Your last decision" });
const navigation = () => screen.getByRole("navigation", { name: "Areas" });

describe("open tasks", () => {
  it("are an approver's first screen: each row has the person, age, process, requester and reason", async () => {
    const twoHours = new Date(Date.now() - 2 * 60 * 60_000 - 1_000).toISOString();
    await openTasks([
      { ...task, requestedAt: twoHours },
      { ...task, id: "T-2", obstacles: [{ code: "own-request", detail: "Yours." }] },
    ]);
    const [first, own] = await rows();
    expect(first).toHaveTextContent(/^Anna LindqvistActive2 hrsDeactivate userSalesHedvig Pesk · Long absence$/);
    expect(own).toHaveTextContent("Your own request");
    expect(within(navigation()).getByRole("button", { name: "Open tasks 2" })).toBeVisible();
  });

  it("are neither shown nor requested if the role may not see them", async () => {
    const { core } = await openPage({ session: { kind: "active", operator: helpdesk }, route: atTask });
    expect(await screen.findByRole("searchbox", { name: "Search" })).toBeVisible();
    expect(within(navigation()).queryByRole("button", { name: /Open tasks/ })).toBeNull();
    expect(core.count("tasks.list")).toBe(0);
  });

  it("are read again after an event, and their count changes too", async () => {
    const { core, backEnd } = await openTasks([]);
    expect(await screen.findByText("No requests are waiting for a decision.")).toBeVisible();
    backEnd.list = [task];
    core.emit("tasks", "changed", null);
    expect(await screen.findByRole("button", { name: "Open tasks 1" })).toBeVisible();
    expect(await rows()).toHaveLength(1);
  });

  it("link to their object, and the object links back to the task", async () => {
    const { user, core } = await openTasks([{ ...task, object: { type: "virtualSmartCard", id: "VSC-000002" } }]);
    await user.click(await screen.findByRole("row", { name: "Deactivate user: Anna Lindqvist" }));
    await user.click(await screen.findByRole("link", { name: "Anna Lindqvist" }));
    await screen.findByRole("heading", { name: "VSC-000002" });
    expect(core.count("tasks.decide")).toBe(0);
    await user.click(screen.getByRole("link", { name: "Open the task" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Deactivate user" })).toBeVisible();
  });
});

describe("a task that cannot be undone", () => {
  const name = "Approve: Lock user and revoke 1 certificate";
  const change = {
    subject: { type: "certificate", id: "C-1", label: "Signature" },
    what: "stateInCa",
    before: "valid",
    after: "revoked",
  };
  const outlook = { ...task.asked, changes: [change] };
  const irreversible = { ...task, irreversible: true, action: "Lock user", asked: outlook, now: outlook };

  it("is approved only after the account was typed", async () => {
    const { user, core } = await openTasks([irreversible], atTask);
    await user.click(await screen.findByRole("button", { name }));
    const field = screen.getByRole("textbox", { name: "Type anna.lindqvist to confirm" });
    expect(field).toHaveFocus();
    await user.keyboard("{Enter}");
    await user.type(field, "anna.berg{Enter}");
    expect(screen.getByText("This is not anna.lindqvist.")).toBeVisible();
    expect(core.count("tasks.decide")).toBe(0);
    await user.clear(field);
    await user.type(field, "Anna.Lindqvist");
    await user.click(button(name));
    expect(await lastDecision()).toHaveTextContent("Approved: Deactivate user, Anna Lindqvist");
    expect(core.count("tasks.decide")).toBe(1);
  });

  it("can be rejected without typing anything", async () => {
    const { user, core, backEnd } = await openTasks([irreversible], atTask);
    backEnd.answer = ok({ ...approved, decision: "reject", changes: [] });
    await user.type(await screen.findByRole("textbox", { name: "Reason" }), "No.");
    await user.click(button("Reject"));
    expect(await lastDecision()).toHaveTextContent("Rejected: Deactivate user, Anna Lindqvist");
    expect(core.count("tasks.decide")).toBe(1);
  });
});

describe("the current state of a task", () => {
  it("is hidden when the task cannot be read again", async () => {
    const { core, backEnd } = await openTasks([task], atTask);
    expect(await screen.findByText("State now")).toBeVisible();
    backEnd.reading = fail(operatorError("backend-unreachable"));
    core.emit("tasks", "changed", null);
    await screen.findByRole("alert");
    expect(screen.queryByText("State now")).toBeNull();
    expect(screen.queryByText("user")).toBeNull();
    expect(screen.getByText("State at the request")).toBeVisible();
  });

  it("is hidden when another operator has decided the task", async () => {
    const { user, backEnd } = await openTasks([task], atTask);
    backEnd.answer = fail(operatorError("already-decided"));
    await user.click(await screen.findByRole("button", { name: approveName }));
    await screen.findByRole("alert");
    await waitFor(() => expect(screen.queryByText("State now")).toBeNull());
  });
});

describe("a task", () => {
  it("is approved once, and shows what has changed", async () => {
    const { user, core } = await openTasks([task], atTask);
    expect(await screen.findByText("Long absence")).toBeVisible();
    expect(screen.getByRole("table", { name: "What will change" })).toHaveTextContent("VSC-000002");
    await user.dblClick(button(approveName));
    expect(await lastDecision()).toHaveTextContent("Approved: Deactivate user, Anna Lindqvist");
    expect(screen.getByRole("table", { name: "What has changed" })).toHaveTextContent("VSC-000002");
    expect(core.count("tasks.decide")).toBe(1);
  });

  it("leaves the operator on the screen opened meanwhile when its decision is answered late", async () => {
    const { user, backEnd } = await openTasks([task], atTask);
    let answer: (() => void) | undefined;
    backEnd.answered = new Promise((resolve) => (answer = resolve));
    await user.click(await screen.findByRole("button", { name: approveName }));
    await user.click(button("Settings"));
    act(() => answer?.());
    expect(await screen.findByText(/^Approved: /)).toBeVisible();
    expect(screen.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  });

  it("reports a late refusal of its decision beside the task opened meanwhile, and in the task itself", async () => {
    const other = { ...task, id: "T-2", label: "Otto Own" };
    const { user, backEnd } = await openTasks([task, other], atTask);
    let answer: (() => void) | undefined;
    backEnd.answered = new Promise((resolve) => (answer = resolve));
    backEnd.answer = fail(operatorError("version-conflict"));
    backEnd.left = [task, other];
    await user.click(await screen.findByRole("button", { name: approveName }));
    await user.click(await screen.findByRole("row", { name: "Deactivate user: Otto Own" }));
    await screen.findByRole("link", { name: "Otto Own" });
    expect(button(approveName)).not.toHaveAttribute("aria-disabled", "true");
    act(() => answer?.());
    const missed = await screen.findByRole("alert");
    expect(missed).toHaveTextContent("Decision not confirmed: Anna Lindqvist");
    expect(missed).toHaveTextContent("version-conflict");

    await user.click(within(missed).getByRole("button", { name: "Open the task" }));
    await screen.findByRole("link", { name: "Anna Lindqvist" });
    expect(screen.getByRole("alert")).toHaveTextContent("version-conflict");
    expect(screen.queryByText(/^Decision not confirmed/)).toBeNull();
    await user.click(await screen.findByRole("row", { name: "Deactivate user: Otto Own" }));
    await screen.findByRole("link", { name: "Otto Own" });
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("cannot be decided again while its decision has no answer, even if the operator comes back to it", async () => {
    const { user, core, backEnd } = await openTasks([task], atTask);
    backEnd.answered = new Promise(() => {});
    await user.click(await screen.findByRole("button", { name: approveName }));
    await user.click(screen.getByRole("link", { name: "Back to Open tasks" }));
    await user.click(await screen.findByRole("row", { name: "Deactivate user: Anna Lindqvist" }));
    await user.click(await screen.findByRole("button", { name: approveName }));
    expect(core.count("tasks.decide")).toBe(1);
  });

  it("reports a late refusal of its decision on the screen opened meanwhile, and on coming back", async () => {
    const { user, backEnd } = await openTasks([task], atTask);
    let answer: (() => void) | undefined;
    backEnd.answered = new Promise((resolve) => (answer = resolve));
    backEnd.answer = fail(operatorError("version-conflict"));
    backEnd.left = [task];
    await user.click(await screen.findByRole("button", { name: approveName }));
    await user.click(button("Settings"));
    act(() => answer?.());
    expect(await screen.findByText("Decision not confirmed: Anna Lindqvist")).toBeVisible();
    await user.click(within(navigation()).getByRole("button", { name: /^Open tasks/ }));
    expect(await screen.findByRole("alert")).toHaveTextContent("version-conflict");
  });

  it("reports a late refusal of its withdrawal on the screen opened meanwhile", async () => {
    const own = { ...task, obstacles: [{ code: "own-request", detail: "" }], ownRequest: "PI-7" };
    const late = Promise.withResolvers<void>();
    const withdraw = () => late.promise.then(() => fail(operatorError("already-decided")));
    const tasks = { list: async () => ok([own]), withdraw };
    const { user } = await openPage({ session: asApprover, overrides: { tasks }, route: atTask });
    await user.click(await screen.findByRole("button", { name: "Withdraw the request" }));
    await user.click(await screen.findByRole("button", { name: "Withdraw" }));
    await user.click(button("Settings"));
    act(() => late.resolve());
    expect(await screen.findByText(/^Withdrawal not confirmed: /)).toBeVisible();
  });

  it("is not rejected without a reason", async () => {
    const { user, core, backEnd } = await openTasks([task], atTask);
    backEnd.answer = ok({ ...approved, decision: "reject", changes: [] });
    await user.click(await screen.findByRole("button", { name: "Reject" }));
    expect(screen.getByText("Give a reason to reject.")).toBeVisible();
    expect(screen.getByRole("textbox", { name: "Reason" })).toHaveFocus();
    expect(core.count("tasks.decide")).toBe(0);
    await user.type(screen.getByRole("textbox", { name: "Reason" }), " She is back. ");
    await user.click(button("Reject"));
    expect(await lastDecision()).toHaveTextContent("Rejected: Deactivate user, Anna Lindqvist");
    expect(core.calls.find(({ call }) => call === "tasks.decide")?.args).toEqual({
      id: task.id,
      decision: "reject",
      reason: "She is back.",
    });
  });

  it("says why its requester cannot decide it", async () => {
    await openTasks([{ ...task, obstacles: [{ code: "own-request", detail: "" }] }], atTask);
    expect(await screen.findByText(/Someone else has to decide/)).toBeVisible();
    for (const name of [approveName, "Reject", "Postpone"]) expect(screen.queryByRole("button", { name })).toBeNull();
  });

  it("is withdrawn once by its requester, after a confirmation, and shows that it is withdrawn", async () => {
    const own = { ...task, obstacles: [{ code: "own-request", detail: "" }], ownRequest: "PI-7" };
    const { user, core, backEnd } = await openTasks([own], atTask);
    await user.click(await screen.findByRole("button", { name: "Withdraw the request" }));
    await user.click(await screen.findByRole("button", { name: "Keep it" }));
    expect(core.count("tasks.withdraw")).toBe(0);
    await user.click(button("Withdraw the request"));
    backEnd.list = [];
    await user.dblClick(await screen.findByRole("button", { name: "Withdraw" }));
    core.emit("tasks", "changed", null);
    expect(await screen.findByRole("alert")).toHaveTextContent(/Withdrawn.*no longer waiting/);
    await screen.findByRole("heading", { name: "This request is no longer open" });
    expect(screen.getByRole("alert")).toBeVisible();
    expect(core.calls.filter(({ call }) => call === "tasks.withdraw").map(({ args }) => args)).toEqual([
      { instance: "PI-7", object: task.object },
    ]);
  });

  it("cannot be decided, and says why, if it would change the operator's own user or card", async () => {
    await openTasks([{ ...task, obstacles: [{ code: "own-card", detail: "" }] }], atTask);
    expect(await screen.findByText(/would change your own user or card/)).toBeVisible();
    for (const name of [approveName, "Reject", "Postpone"]) expect(screen.queryByRole("button", { name })).toBeNull();
  });

  it("shows both plans side by side if its object has changed, and cannot be approved", async () => {
    const [first, ...others] = task.asked.changes;
    if (first === undefined) throw new Error("The task of the tests plans changes.");
    const now = { version: 2, state: "active", changes: [{ ...first, before: "locked", after: "locked" }, ...others] };
    const detail = "It was version 1 at the request, and is version 2 now.";
    await openTasks([{ ...task, now, obstacles: [{ code: "version-conflict", detail }] }], atTask);
    const table = await screen.findByRole("table", { name: /has changed since the request/ });
    const rows = within(table).getAllByRole("row");
    expect(rows[1]).toHaveTextContent(/differs.*Active.*Inactive.*stays locked/);
    expect(rows[2]).not.toHaveTextContent("differs");
    expect(screen.getByText(detail)).toBeVisible();
    expect(screen.queryByRole("button", { name: approveName })).toBeNull();
    expect(button("Reject")).toBeEnabled();
  });

  it("shows the error code and no Approve button if another operator has decided it at the same moment", async () => {
    const { user, backEnd } = await openTasks([task], atTask);
    backEnd.answer = fail(operatorError("already-decided"));
    await user.click(await screen.findByRole("button", { name: approveName }));
    expect(await screen.findByRole("alert")).toHaveTextContent("already-decided");
    await waitFor(() => expect(screen.queryByRole("button", { name: approveName })).toBeNull());
  });

  it("says that it is no longer open", async () => {
    await openTasks([], atTask);
    expect(await screen.findByRole("heading", { name: "This request is no longer open" })).toBeVisible();
  });
});

describe("the list of open tasks", () => {
  const many = (count: number): Task[] =>
    Array.from({ length: count }, (_, index) => ({ ...task, id: `T-${index}`, label: `Person ${index}` }));

  it("has a filter above ten tasks, by any words of a row, whatever the accents", async () => {
    const łucja = { ...task, id: "T-Ł", label: "Łucja Żak", requester: "Per Ek" };
    const { user, core, backEnd } = await openTasks([...many(9), łucja]);
    expect(await rows()).toHaveLength(10);
    expect(screen.queryByRole("textbox", { name: "Filter" })).toBeNull();
    backEnd.list = [...many(12), łucja];
    core.emit("tasks", "changed", null);
    await user.type(await screen.findByRole("textbox", { name: "Filter" }), "lucja ŻAK absence");
    expect(await rows()).toHaveLength(1);
    expect(screen.getByText("1 of 13")).toBeVisible();
    await user.type(screen.getByRole("textbox", { name: "Filter" }), " nobody");
    expect(screen.getByText("No open task matches the filter.")).toBeVisible();
  });

  it("shows 200 tasks, and the others after Show more", async () => {
    const { user } = await openTasks(many(201));
    expect(screen.queryByText(/At most/)).toBeNull();
    expect(await rows()).toHaveLength(200);
    await user.click(button("Show more"));
    expect(await rows()).toHaveLength(201);
  });

  it("says At most 500 when it has as many tasks as the back end lists", async () => {
    await openTasks(many(500));
    expect(await screen.findByText(/^At most 500 are listed, the oldest first\./)).toBeVisible();
    expect(screen.getByRole("button", { name: "Open tasks 500+" })).toBeVisible();
  });

  it("moves the focus with the arrow keys, and opens a task with Enter", async () => {
    const { user } = await openTasks(many(3));
    const [first, second] = await rows();
    first?.focus();
    await user.keyboard("{ArrowDown}");
    expect(second).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { level: 1, name: "Deactivate user" })).toHaveFocus();
    expect(await screen.findByRole("link", { name: "Person 1" })).toBeVisible();
  });
});

describe("after a decision", () => {
  const own: Task = { ...task, id: "T-2", label: "Otto Own", obstacles: [{ code: "own-request", detail: "" }] };
  const next: Task = { ...task, id: "T-3", label: "Bo Ek", processName: "Reactivate user" };

  it("the next task that may be decided has the focus, and the result of the decision is shown", async () => {
    const { user, core, backEnd } = await openTasks([task, own, next], atTask);
    backEnd.left = [own, next];
    await screen.findByRole("heading", { level: 1, name: "Deactivate user" });
    await user.dblClick(button(approveName));
    expect(await screen.findByRole("heading", { level: 1, name: "Reactivate user" })).toHaveFocus();
    expect(core.count("tasks.decide")).toBe(1);
    expect(screen.getByText("Approved: Anna Lindqvist")).toBeVisible();
    await user.click(within(await lastDecision()).getByText("2 changes, read back"));
    expect(screen.getByRole("table", { name: "What has changed" })).toHaveTextContent("VSC-000002");
  });

  it("the list has the focus, and says that nothing waits, if there is no other task", async () => {
    const { user } = await openTasks([task], atTask);
    await user.click(await screen.findByRole("button", { name: approveName }));
    expect(await screen.findByText("No requests are waiting for a decision.")).toBeVisible();
    expect(screen.getByRole("heading", { level: 1, name: "Open tasks" })).toHaveFocus();
    expect(await lastDecision()).toHaveTextContent("Approved");
  });

  it("the alert offers the next request if the decision came too late", async () => {
    const { user, backEnd } = await openTasks([task, next], atTask);
    backEnd.answer = fail(operatorError("already-decided"));
    backEnd.left = [next];
    await user.click(await screen.findByRole("button", { name: approveName }));
    const alert = await screen.findByRole("alert");
    await user.click(await within(alert).findByRole("button", { name: "Next request" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Reactivate user" })).toHaveFocus();
  });
});
