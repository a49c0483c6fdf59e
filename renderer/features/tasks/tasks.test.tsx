import { screen, waitFor, within } from "@testing-library/react";
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
  /** What the back end answers; a test may change it. */
  readonly backEnd: BackEnd;
}

interface BackEnd {
  list: Task[];
  answer: Result<DecidedTask>;
}

/** The page of the approver, with these tasks. A decision closes all of them. */
async function openTasks(list: Task[], route?: Route): Promise<Opened> {
  const backEnd: BackEnd = { list, answer: ok(approved) };
  const tasks = {
    list: async () => ok(backEnd.list),
    decide: async () => {
      backEnd.list = [];
      return backEnd.answer;
    },
  };
  const page = await openPage({ session: asApprover, overrides: { tasks }, ...(route === undefined ? {} : { route }) });
  return { ...page, backEnd };
}

const button = (name: string) => screen.getByRole("button", { name });
const navigation = () => screen.getByRole("navigation", { name: "Areas" });

describe("open tasks", () => {
  it("are where the work of an approver starts: what, on which object, by whom, since when", async () => {
    await openTasks([task, { ...task, id: "T-2", obstacles: [{ code: "own-request", detail: "Yours." }] }]);
    const [, first, own] = within(await screen.findByRole("table", { name: "Open tasks" })).getAllByRole("row");
    expect(first).toHaveTextContent(/^Deactivate userAnna Lindqvist.*user ActiveHedvig Pesk20 Nov 2026/);
    expect(own).toHaveTextContent("Your own request");
    expect(within(navigation()).getByRole("button", { name: "Open tasks 2" })).toBeVisible();
  });

  it("are not shown, nor asked for, where the role may not see them", async () => {
    const { core } = await openPage({ session: { kind: "active", operator: helpdesk }, route: atTask });
    expect(await screen.findByRole("searchbox", { name: "Search" })).toBeVisible();
    expect(within(navigation()).queryByRole("button", { name: /Open tasks/ })).toBeNull();
    expect(core.count("tasks.list")).toBe(0);
  });

  it("follow the events, and the count with them", async () => {
    const { core, backEnd } = await openTasks([]);
    expect(await screen.findByText("No requests are waiting for a decision.")).toBeVisible();
    backEnd.list = [task];
    core.emit("tasks", "changed", null);
    expect(await screen.findByRole("button", { name: "Open tasks 1" })).toBeVisible();
    expect(screen.getByRole("link", { name: "Deactivate user: Anna Lindqvist" })).toBeVisible();
  });

  it("lead to their object, and the object back to them", async () => {
    const { user, core } = await openTasks([{ ...task, object: { type: "virtualSmartCard", id: "VSC-000002" } }]);
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

  it("is approved only once the account was typed", async () => {
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
    expect(await screen.findByRole("alert")).toHaveTextContent("Approved");
    expect(core.count("tasks.decide")).toBe(1);
  });

  it("can be rejected without typing anything", async () => {
    const { user, core, backEnd } = await openTasks([irreversible], atTask);
    backEnd.answer = ok({ ...approved, decision: "reject", changes: [] });
    await user.type(await screen.findByRole("textbox", { name: "Reason" }), "No.");
    await user.click(button("Reject"));
    expect(await screen.findByRole("alert")).toHaveTextContent("Rejected");
    expect(core.count("tasks.decide")).toBe(1);
  });
});

describe("what is said of the present", () => {
  it("stands only as long as the task was just read", async () => {
    const { user } = await openTasks([task], atTask);
    expect(await screen.findByText("State now")).toBeVisible();
    await user.click(button("Approve"));
    await screen.findByRole("alert");
    expect(screen.queryByText("State now")).toBeNull();
    expect(screen.queryByText("user")).toBeNull();
    expect(screen.getByText("State at the request")).toBeVisible();
  });

  it("goes with the task that somebody else has decided", async () => {
    const { user, backEnd } = await openTasks([task], atTask);
    backEnd.answer = fail(operatorError("already-decided"));
    await user.click(await screen.findByRole("button", { name: "Approve" }));
    await screen.findByRole("alert");
    await waitFor(() => expect(screen.queryByText("State now")).toBeNull());
  });
});

describe("a task", () => {
  it("is approved once, and says what did change", async () => {
    const { user, core } = await openTasks([task], atTask);
    expect(await screen.findByText("Long absence")).toBeVisible();
    expect(screen.getByRole("table", { name: "What will change" })).toHaveTextContent("VSC-000002");
    await user.dblClick(button("Approve"));
    expect(await screen.findByRole("alert")).toHaveTextContent("Approved");
    expect(screen.getByRole("table", { name: "What has changed" })).toHaveTextContent("VSC-000002");
    expect(core.count("tasks.decide")).toBe(1);
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
    expect(await screen.findByRole("alert")).toHaveTextContent("Rejected");
    expect(core.calls.find(({ call }) => call === "tasks.decide")?.args).toEqual({
      id: task.id,
      decision: "reject",
      reason: "She is back.",
    });
  });

  it("of one's own says why it cannot be decided", async () => {
    await openTasks([{ ...task, obstacles: [{ code: "own-request", detail: "" }] }], atTask);
    expect(await screen.findByText(/Someone else has to decide/)).toBeVisible();
    for (const name of ["Approve", "Reject", "Postpone"]) expect(screen.queryByRole("button", { name })).toBeNull();
  });

  it("of one's own is taken back, asked once, and that is confirmed", async () => {
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

  it("that concerns the operator says so, and cannot be decided", async () => {
    await openTasks([{ ...task, obstacles: [{ code: "own-card", detail: "" }] }], atTask);
    expect(await screen.findByText("It concerns you")).toBeVisible();
    for (const name of ["Approve", "Reject", "Postpone"]) expect(screen.queryByRole("button", { name })).toBeNull();
  });

  it("whose object has changed shows both plans side by side, and cannot be approved", async () => {
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
    expect(screen.queryByRole("button", { name: "Approve" })).toBeNull();
    expect(button("Reject")).toBeEnabled();
  });

  it("that somebody else has decided at the same moment is refused by its code, and the entry is gone", async () => {
    const { user, backEnd } = await openTasks([task], atTask);
    backEnd.answer = fail(operatorError("already-decided"));
    await user.click(await screen.findByRole("button", { name: "Approve" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("already-decided");
    await waitFor(() => expect(screen.queryByRole("button", { name: "Approve" })).toBeNull());
  });

  it("that is no longer open says so", async () => {
    await openTasks([], atTask);
    expect(await screen.findByRole("heading", { name: "This request is no longer open" })).toBeVisible();
  });
});
