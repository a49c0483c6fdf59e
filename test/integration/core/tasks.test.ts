import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import type { Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { Task } from "#shared/idm/task.ts";
import { startCore, type CoreUnderTest } from "../../fixtures/core.ts";
import { logIn, refusal, startSandbox, type RunningSandbox } from "../../fixtures/sandbox.ts";

const user = { type: "user", id: "USR-000001" };
const deactivate = { process: "UsersProcDeactivate", processName: "Deactivate user", object: user, label: "Somebody" };

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ flags: ["--people", "20"] });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox[Symbol.asyncDispose]());

/** Starts a core with an operator logged in, counting its events for tasks and for the user. */
async function desk(account: string) {
  const core = startCore(sandbox.url);
  onTestFinished(() => core[Symbol.asyncDispose]());
  const told = { tasks: 0, user: 0 };
  core.client.tasks.onChanged(() => void (told.tasks += 1));
  core.client.objects.onChanged(({ ref }) => void (told.user += ref.id === user.id ? 1 : 0));
  valueOf(await core.client.session.logIn({ account, password: "sandbox" }));
  return { core, told };
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.details}`);
  return result.value;
}

const listed = async (core: CoreUnderTest): Promise<Task[]> => valueOf(await core.client.tasks.list());

/** Runs Deactivate user with a reason, up to Next. */
async function ask(core: CoreUnderTest): Promise<void> {
  const { object } = valueOf(await core.client.objects.open(user));
  valueOf(await core.client.wizard.start({ ...deactivate, version: object.version }));
  const { form } = await core.wizard("form");
  expect(form.fields).toMatchObject([{ name: "reason", type: "CHOICE", required: true }]);
  valueOf(await core.next({ reason: "longAbsence" }));
}

test("a process that needs approval ends its wizard, becomes a task, and the approver's window is notified", async () => {
  const { core: approver, told } = await desk("approver");
  const { core: helpdesk, told: back } = await desk("helpdesk");
  await expect.poll(() => told.tasks).toBeGreaterThan(0);
  const before = told.tasks;
  await ask(helpdesk);
  await helpdesk.wizard("approval");
  await expect.poll(() => told.tasks).toBeGreaterThan(before);
  const [task] = await listed(approver);
  expect(task).toMatchObject({ process: deactivate.process, object: user, requester: "Hedvig Pesk", obstacles: [] });

  const seen = back.user;
  const decision = { id: task?.id ?? "", decision: "approve" as const, reason: "" };
  expect(valueOf(await approver.client.tasks.decide(decision))).toMatchObject({ decision: "approve", object: user });
  await expect.poll(() => back.user).toBeGreaterThan(seen);
  expect(valueOf(await helpdesk.client.objects.open(user)).object.state).toBe("inactive");
  const late = await approver.client.tasks.decide(decision);
  expect(late).toMatchObject({ ok: false, error: { code: "already-decided" } });
});

test("the approval of an operator's own request and a rejection without a reason are refused", async () => {
  const { core } = await desk("officer");
  await ask(core);
  await core.wizard("approval");
  const [task] = await listed(core);
  const decide = (decision: "approve" | "reject") =>
    core.client.tasks.decide({ id: task?.id ?? "", decision, reason: "" });
  expect(await decide("approve")).toMatchObject({ ok: false, error: { code: "own-request" } });
  expect(await decide("reject")).toMatchObject({ ok: false, error: { code: "bad-call" } });
  expect(await listed(core)).toHaveLength(1);
});

test.each([
  ["before", { dropBeforeCommit: true }],
  ["after", { dropAfterCommit: true }],
])("a decision whose answer is lost %s it was stored is made once", async (_when, effect) => {
  const { core: helpdesk } = await desk("helpdesk");
  const { core: approver } = await desk("approver");
  await ask(helpdesk);
  await helpdesk.wizard("approval");
  const [task] = await listed(approver);
  await sandbox.fault("POST", "/v1/tasks/*/decision", effect);
  const decided = await approver.client.tasks.decide({ id: task?.id ?? "", decision: "approve", reason: "" });
  expect(valueOf(decided).changes).toEqual(task?.asked.changes);
  const { items } = valueOf(await helpdesk.client.objects.history({ ref: user, cursor: null }));
  expect(items).toMatchObject([{ operator: "Hedvig Pesk", approvedBy: "Aprilia Provera" }]);
});

test.each([
  ["forbidden", 403],
  ["idempotency-mismatch", 422],
] as const)("%s after a lost answer does not make a decision or a withdrawal look refused", async (code, status) => {
  const { core: helpdesk } = await desk("helpdesk");
  const { core: approver } = await desk("approver");
  await ask(helpdesk);
  const { instance } = await helpdesk.wizard("approval");
  await sandbox.fault("DELETE", "/v1/process-instances/*", { dropAfterCommit: true });
  await sandbox.fault("DELETE", "/v1/process-instances/*", refusal(status, code));
  expect(valueOf(await helpdesk.client.tasks.withdraw({ instance, object: user }))).toEqual({ readBack: true });

  valueOf(await helpdesk.client.wizard.close());
  await ask(helpdesk);
  const [task] = await listed(approver);
  await sandbox.fault("POST", "/v1/tasks/*/decision", { dropAfterCommit: true });
  await sandbox.fault("POST", "/v1/tasks/*/decision", refusal(status, code));
  const decided = await approver.client.tasks.decide({ id: task?.id ?? "", decision: "approve", reason: "" });
  expect(valueOf(decided).changes).toEqual(task?.asked.changes);
});

test("a session that ends after a lost answer does not make a decision look refused", async () => {
  const { core: helpdesk } = await desk("helpdesk");
  const { core: approver } = await desk("approver");
  await ask(helpdesk);
  await helpdesk.wizard("approval");
  const [task] = await listed(approver);
  await sandbox.fault("POST", "/v1/tasks/*/decision", { dropAfterCommit: true });
  await sandbox.fault("POST", "/v1/tasks/*/decision", { expireSessions: true });
  const decided = await approver.client.tasks.decide({ id: task?.id ?? "", decision: "approve", reason: "" });
  expect(decided).toMatchObject({ ok: false, error: { code: "backend-unreachable" } });
  expect(valueOf(await approver.client.session.state()).kind).toBe("expired");
});

test("the effects of a user process on card, certificates and CA are read back and confirmed", async () => {
  const admin = await logIn(sandbox.url, "admin");
  const params = { id: "user" };
  const template = await admin.ask(idmApi.coreTemplate, { params });
  const { states } = template;
  const settings = { ...template.settings, UsersDeactivationApproval: "false" };
  await admin.ask(idmApi.saveCoreTemplate, { params, body: { states, settings }, headers: { "If-Match": '"1"' } });
  const { core } = await desk("helpdesk");
  await ask(core);
  const { readBack, step } = await core.wizard("done", ({ readBack }) => readBack.kind !== "pending");
  expect(readBack).toMatchObject({ kind: "confirmed", object: { state: "inactive" } });
  expect(step.changes.filter(({ what, after }) => what === "stateInCa" && after === "onHold")).toHaveLength(3);
});

test("the state graph comes from the back end in the operator's language", async () => {
  const { core } = await desk("helpdesk");
  const settings = {
    language: "sv",
    theme: "system",
    density: "comfortable",
    tourEnded: false,
    idleMinutes: 10,
  } as const;
  valueOf(await core.client.app.saveSettings(settings));
  const graph = valueOf(await core.client.objects.stateGraph({ coreTemplate: "user" }));
  expect(graph).toMatchObject({ coreTemplate: "user", name: "Användare" });
  expect(graph.transitions).toContainEqual({
    process: "UsersProcLock",
    processName: "Lås användare",
    from: "inactive",
    to: "locked",
  });
  const unknown = await core.client.objects.stateGraph({ coreTemplate: "printer" });
  expect(unknown).toMatchObject({ ok: false, error: { code: "not-found" } });
});

test("another language reports all objects and tasks as changed, another theme does not", async () => {
  const { core, told } = await desk("helpdesk");
  let all = 0;
  core.client.objects.onAllChanged(() => void (all += 1));
  const settings = valueOf(await core.client.app.settings());
  valueOf(await core.client.app.saveSettings({ ...settings, language: "en" }));
  const before = { all, tasks: told.tasks };
  valueOf(await core.client.app.saveSettings({ ...settings, language: "en", theme: "dark" }));
  expect({ all, tasks: told.tasks }).toEqual(before);
  valueOf(await core.client.app.saveSettings({ ...settings, language: "sv" }));
  expect({ all, tasks: told.tasks }).toEqual({ all: before.all + 1, tasks: before.tasks + 1 });
});

test("an operator's own request is withdrawn once and read back, even if the answer is lost", async () => {
  const { core: helpdesk } = await desk("helpdesk");
  const { core: approver } = await desk("approver");
  await ask(helpdesk);
  const { instance } = await helpdesk.wizard("approval");
  await sandbox.fault("DELETE", "/v1/process-instances/*", { dropAfterCommit: true });
  expect(valueOf(await helpdesk.client.tasks.withdraw({ instance, object: user }))).toEqual({ readBack: true });
  expect(await listed(approver)).toEqual([]);
  const again = await helpdesk.client.tasks.withdraw({ instance, object: user });
  expect(again).toMatchObject({ ok: false, error: { code: "request-withdrawn" } });
});

test("a withdrawal that cannot be read back succeeds without confirmation", async () => {
  const { core: helpdesk } = await desk("helpdesk");
  await ask(helpdesk);
  const { instance } = await helpdesk.wizard("approval");
  await sandbox.fault("GET", "/v1/objects/user/USR-000001/processes", { status: 500 }, 20);
  expect(valueOf(await helpdesk.client.tasks.withdraw({ instance, object: user }))).toEqual({ readBack: false });
  await sandbox.clearFaults();
});

test("the entries of two windows are merged, and each change is sent to the windows", async () => {
  const { core } = await desk("helpdesk");
  const told: unknown[] = [];
  core.client.wizard.onEntered((entries) => told.push(entries));
  const { object } = valueOf(await core.client.objects.open(user));
  valueOf(await core.client.wizard.start({ ...deactivate, version: object.version }));
  await core.wizard("form");
  const [first, second] = [
    { form: "f", values: { reason: "longAbsence" } },
    { form: "f", values: { note: "until May" } },
  ];
  valueOf(await core.client.wizard.keep(first));
  valueOf(await core.client.wizard.keep(second));
  const both = { form: "f", values: { reason: "longAbsence", note: "until May" } };
  expect(valueOf(await core.client.wizard.entries())).toEqual(both);
  expect(told).toEqual([first, second]);
  // More fields than a form can have: the call is refused, and the stored values stay.
  const many = Object.fromEntries(Array.from({ length: 199 }, (_, n) => [`field ${n}`, "x"]));
  expect(await core.client.wizard.keep({ form: "f", values: many })).toMatchObject({ error: { code: "bad-call" } });
  expect(valueOf(await core.client.wizard.entries())).toEqual(both);
  // Values of another form replace the stored ones; they are not merged.
  valueOf(await core.client.wizard.keep({ form: "g", values: { note: "now" } }));
  expect(valueOf(await core.client.wizard.entries())).toEqual({ form: "g", values: { note: "now" } });
});

test("entries are kept while the wizard is open and are never given to another operator", async () => {
  const { core } = await desk("helpdesk");
  const entries = { form: "f", values: { reason: "longAbsence" } };
  const { object } = valueOf(await core.client.objects.open(user));
  expect(await core.client.wizard.keep(entries)).toMatchObject({ error: { code: "wizard-gone" } });
  expect(valueOf(await core.client.wizard.entries())).toBeNull();
  valueOf(await core.client.wizard.start({ ...deactivate, version: object.version }));
  await core.wizard("form");
  valueOf(await core.client.wizard.keep(entries));
  expect(valueOf(await core.client.wizard.entries())).toEqual(entries);
  valueOf(await core.client.session.lock());
  expect(valueOf(await core.client.wizard.entries())).toBeNull();
  valueOf(await core.client.session.logIn({ account: "helpdesk", password: "sandbox" }));
  expect(valueOf(await core.client.wizard.entries())).toEqual(entries);
  valueOf(await core.client.session.lock());
  valueOf(await core.client.session.logIn({ account: "officer", password: "sandbox" }));
  expect(valueOf(await core.client.wizard.entries())).toBeNull();
});
