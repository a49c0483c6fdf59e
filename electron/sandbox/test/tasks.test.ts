import { afterEach, describe, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import type { Task } from "#shared/idm/task.ts";
import type { ApiClient } from "../../../test/fixtures/sandbox.ts";
import {
  bench,
  card,
  deactivate,
  deactivateUser,
  decide,
  enable,
  lock,
  lockUser,
  next,
  reactivate,
  reactivateUser,
  read,
  request,
  runOnUser,
  runProcess,
  setOptions,
  startOn,
  user,
} from "./sandbox.ts";

const at = bench();
afterEach(() => at().sandbox.reset());

const tasks = (client: ApiClient): Promise<Task[]> => client.ask(idmApi.tasks);
const stateOf = async (id: string) => (await at().officer.ask(idmApi.object, { params: user(id) })).state;
const refusedDecision = (client: ApiClient, id: string, body: unknown) =>
  client.refused(idmApi.decideTask, { params: { id }, body });

test("a process that needs approval changes nothing until a second person, named in the history, approves it", async () => {
  const { helpdesk, officer, approver } = at();
  const waiting = await runOnUser(helpdesk, deactivateUser, "USR-000001");
  expect(waiting.step).toMatchObject({ kind: "approval", text: "" });
  expect(await stateOf("USR-000001")).toBe("active");
  expect((await read(officer, "VSC-000001")).state).toBe("active");

  const [task] = await tasks(approver);
  expect(task).toMatchObject({
    process: deactivateUser,
    processName: "Deactivate user",
    object: user("USR-000001"),
    requester: "Hedvig Pesk",
    entered: [{ name: "reason", label: "Reason", value: "Long absence" }],
    asked: { version: 1, state: "active" },
    obstacles: [],
    postponed: null,
  });
  expect(task?.label).toBe((await officer.ask(idmApi.object, { params: user("USR-000001") })).label);
  expect(task?.asked.changes).toContainEqual({
    subject: { ...card("VSC-000001"), label: "VSC-000001" },
    what: "state",
    before: "active",
    after: "inactive",
  });
  expect(task?.now).toEqual(task?.asked);

  const decided = await decide(approver, task?.id ?? "", "approve");
  expect(decided).toMatchObject({ decision: "approve", object: user("USR-000001") });
  expect(decided.changes).toEqual(task?.asked.changes);
  expect(await stateOf("USR-000001")).toBe("inactive");
  expect(await tasks(approver)).toEqual([]);
  for (const params of [user("USR-000001"), card("VSC-000001")]) {
    const { items } = await officer.ask(idmApi.history, { params });
    expect(items[0]).toMatchObject({
      operator: "Hedvig Pesk",
      approvedBy: "Aprilia Provera",
      entered: [{ label: "Reason", value: "Long absence" }],
    });
  }
  expect((await next(helpdesk, waiting, {}, { reason: "longAbsence" })).step.kind).toBe("done");
});

test("a task is in the language of the operator who reads it", async () => {
  const { helpdesk, approver } = at();
  await request(helpdesk, reactivateUser, "USR-000003");
  const [task] = await approver.ask(idmApi.tasks, { headers: { "Accept-Language": "fr" } });
  expect(task).toMatchObject({
    processName: "Réactiver l’utilisateur",
    entered: [{ label: "Motif", value: "De retour" }],
  });
  const labels = task?.asked.changes.map(({ subject }) => subject.label.split(" ", 1).join(""));
  expect(labels).toContain("Authentification");
  expect(task?.now?.changes).toEqual(task?.asked.changes);
});

test.each(["approve", "reject"])(
  "the result of a request after %s is in the language of the operator who reads it",
  async (decision) => {
    const { helpdesk, approver } = at();
    const waiting = await runOnUser(helpdesk, deactivateUser, "USR-000001");
    const id = waiting.step.kind === "approval" ? waiting.step.requestId : "";
    const headers = { "Accept-Language": "sv" };
    await approver.ask(idmApi.decideTask, { params: { id }, body: { decision, reason: "No." }, headers });
    const { step } = await next(helpdesk, waiting, { "Accept-Language": "de" });
    const told = JSON.stringify(step);
    expect(told).toContain(decision === "approve" ? "Authentifizierung" : "Der Antrag wurde abgelehnt");
    expect(told).not.toMatch(/Autentisering|Begäran avslogs/);
  },
);

test("each approval setting, when off, lets its process run without approval", async () => {
  const { officer, admin } = at();
  await setOptions(admin, "user", { UsersDeactivationApproval: "false" });
  expect((await runOnUser(officer, deactivateUser, "USR-000001")).step.kind).toBe("done");
  expect((await runOnUser(officer, lockUser, "USR-000001")).step.kind).toBe("approval");
  await setOptions(admin, "user", { UsersLockingApproval: "false", UsersReactivationApproval: "false" });
  expect((await runOnUser(officer, reactivateUser, "USR-000003")).step.kind).toBe("done");
  expect((await runOnUser(officer, lockUser, "USR-000003")).step.kind).toBe("done");
});

test("an object shows that a process waits for approval; that process cannot be requested again, others can", async () => {
  const { helpdesk, officer, approver } = at();
  const beside = await startOn(officer, deactivateUser, user("USR-000001"));
  const id = await request(helpdesk, deactivateUser, "USR-000001");
  const offers = await officer.ask(idmApi.processes, { params: user("USR-000001") });
  expect(offers.find(({ symbolicName }) => symbolicName === deactivateUser)).toMatchObject({
    offered: false,
    why: [{ code: "waiting-for-approval", detail: expect.stringContaining("Deactivate user") }],
  });
  expect(offers.find(({ symbolicName }) => symbolicName === lockUser)).toMatchObject({ offered: true, why: [] });
  const body = { process: deactivateUser, object: user("USR-000001"), expectedVersion: 1 };
  expect(await officer.refused(idmApi.startProcess, { body })).toMatchObject({ code: "approval-required" });
  const values = { reason: "longAbsence" };
  const late = await officer.refused(idmApi.nextStep, { params: { id: beside.id }, body: { values } });
  expect(late).toMatchObject({ status: 409, code: "approval-required" });

  await decide(approver, id, "reject", "She is back tomorrow.");
  const [offer] = await officer.ask(idmApi.processes, { params: user("USR-000001") });
  expect(offer).toMatchObject({ symbolicName: deactivateUser, offered: true });
});

describe("a decision", () => {
  test("to reject needs a reason, and is in the history", async () => {
    const { helpdesk, officer, approver } = at();
    const form = await runOnUser(helpdesk, deactivateUser, "USR-000001");
    const id = form.step.kind === "approval" ? form.step.requestId : "";
    for (const body of [{ decision: "reject" }, { decision: "reject", reason: " \n" }]) {
      expect(await refusedDecision(approver, id, body)).toMatchObject({ status: 400, code: "invalid-input" });
    }
    await decide(approver, id, "reject", "She is back tomorrow.");
    expect(await stateOf("USR-000001")).toBe("active");
    const { items } = await officer.ask(idmApi.history, { params: user("USR-000001") });
    expect(items[0]).toMatchObject({
      operator: "Aprilia Provera",
      event: "Request rejected: Deactivate user",
      process: deactivateUser,
      before: null,
      after: null,
      entered: [{ label: "Reason", value: "She is back tomorrow." }],
    });
    const told = await next(helpdesk, form, {}, { reason: "longAbsence" });
    expect(told.step).toMatchObject({
      kind: "failed",
      problem: { code: "request-rejected", detail: "She is back tomorrow." },
    });
    expect(await stateOf("USR-000001")).toBe("active");
  });

  test("to postpone leaves the task open and records who postponed it and why", async () => {
    const { helpdesk, approver } = at();
    const id = await request(helpdesk, deactivateUser, "USR-000001");
    await decide(approver, id, "postpone", "I ask her manager first.");
    const [task] = await tasks(approver);
    expect(task).toMatchObject({ id, postponed: { by: "Aprilia Provera", reason: "I ask her manager first." } });
    await decide(approver, id, "approve");
    expect(await stateOf("USR-000001")).toBe("inactive");
  });

  test.each(["approve", "reject", "postpone"])("to %s a request of one's own is refused", async (decision) => {
    const { officer, approver } = at();
    const id = await request(officer, lockUser, "USR-000001");
    expect((await tasks(officer))[0]?.obstacles).toMatchObject([{ code: "own-request" }]);
    expect((await tasks(approver))[0]?.obstacles).toEqual([]);
    const refused = await refusedDecision(officer, id, { decision, reason: "Because." });
    expect(refused).toMatchObject({ status: 403, code: "own-request" });
    expect(await stateOf("USR-000001")).toBe("active");
    expect(await tasks(approver)).toHaveLength(1);
  });

  test.each([
    ["user", "USR-000014", deactivateUser],
    ["virtual smart card", "VSC-000014", reactivate],
  ])("on another operator's request about the decider’s own %s is refused", async (_kind, id, process) => {
    const { officer, manager, approver, admin } = at();
    const object = id.startsWith("USR") ? user(id) : card(id);
    if (process === reactivate) {
      await enable(admin, [reactivate, deactivate], { reactivationApproval: "true" });
      if ((await read(officer, id)).state === "active") await runProcess(manager, deactivate, id);
    }
    const form = await startOn(officer, process, object);
    const asked = await next(officer, form, {}, process === deactivateUser ? { reason: "longAbsence" } : {});
    const task = asked.step.kind === "approval" ? asked.step.requestId : "";
    const obstacles = (await tasks(approver)).find((each) => each.id === task)?.obstacles;
    expect(obstacles).toMatchObject([{ code: "own-card" }]);
    for (const decision of ["approve", "reject", "postpone"]) {
      const refused = await refusedDecision(approver, task, { decision, reason: "Because." });
      expect(refused).toMatchObject({ status: 403, code: "own-card" });
    }
    expect(await tasks(approver)).toHaveLength(1);
  });

  test("has the requester's own card as an obstacle if the core template forbids the requester to change it", async () => {
    const { officer, approver, admin } = at();
    await request(officer, lockUser, "USR-000013");
    await setOptions(admin, "virtualSmartCard", { allowOwnCard: "false" });
    const [task] = await tasks(approver);
    expect(task?.obstacles).toMatchObject([{ code: "requesters-card", detail: expect.stringContaining("requester") }]);
  });

  test("on a task that is already decided is refused with the name of the operator who decided", async () => {
    const { helpdesk, officer, approver } = at();
    const id = await request(helpdesk, deactivateUser, "USR-000001");
    await decide(approver, id, "approve");
    for (const decision of ["approve", "reject", "postpone"]) {
      const refused = await refusedDecision(officer, id, { decision, reason: "Late." });
      expect(refused).toMatchObject({ status: 409, code: "already-decided" });
      expect(refused.detail).toContain("Aprilia Provera");
    }
  });

  test("by two operators at the same moment succeeds for one and is a conflict for the other", async () => {
    const { helpdesk, officer, approver } = at();
    for (let round = 0; round < 5; round += 1) {
      const id = await request(helpdesk, deactivateUser, "USR-000001");
      const body = { decision: "reject", reason: "No." };
      const answers = await Promise.all(
        [officer, approver].map((client) => client.send(idmApi.decideTask, { params: { id }, body })),
      );
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    }
    const { items } = await officer.ask(idmApi.history, { params: user("USR-000001") });
    expect(items).toHaveLength(5);
  });

  test("that is sent twice with the same idempotency key is answered twice and done once", async () => {
    const { helpdesk, officer, approver } = at();
    const id = await request(helpdesk, deactivateUser, "USR-000001");
    const input = { params: { id }, body: { decision: "approve" }, headers: { "Idempotency-Key": "decide-once" } };
    const first = await approver.ask(idmApi.decideTask, input);
    expect(await approver.ask(idmApi.decideTask, input)).toEqual(first);
    expect((await officer.ask(idmApi.history, { params: user("USR-000001") })).items).toHaveLength(1);
  });

  test.each([
    {},
    { decision: "maybe" },
    { decision: "approve", reason: 7 },
    { decision: "reject", reason: "x".repeat(1001) },
    [],
    null,
  ])("%j is refused", async (body) => {
    const { helpdesk, approver } = at();
    const id = await request(helpdesk, deactivateUser, "USR-000001");
    expect(await refusedDecision(approver, id, body)).toMatchObject({ status: 400, code: "invalid-input" });
    expect(await refusedDecision(approver, "no-such-task", { decision: "approve" })).toMatchObject({
      status: 404,
      code: "not-found",
    });
    expect(await tasks(approver)).toHaveLength(1);
  });

  test("to approve while the CA is down changes nothing and leaves the task open", async () => {
    const { sandbox, helpdesk, approver } = at();
    const id = await request(helpdesk, deactivateUser, "USR-000001");
    await sandbox.fault("POST", "/v1/tasks/*/decision", { caDown: true });
    expect(await refusedDecision(approver, id, { decision: "approve" })).toMatchObject({ code: "ca-unavailable" });
    expect(await stateOf("USR-000001")).toBe("active");
    await sandbox.fault("GET", "/v1/tasks", { caDown: true });
    expect((await tasks(approver))[0]).toMatchObject({ id, now: null, obstacles: [{ code: "ca-unavailable" }] });
    await decide(approver, id, "approve");
    expect(await stateOf("USR-000001")).toBe("inactive");
  });
});

describe("approving is refused", () => {
  test("if the object has changed while its process waited, and the task shows it as it was and as it is", async () => {
    const { helpdesk, manager, officer, approver } = at();
    const id = await request(helpdesk, deactivateUser, "USR-000001");
    await runProcess(manager, lock, "VSC-000001");
    const [task] = await tasks(approver);
    expect(task?.asked.changes).not.toEqual(task?.now?.changes);
    expect(task).toMatchObject({ asked: { version: 1 }, now: { version: 2 } });
    expect(task?.obstacles).toMatchObject([{ code: "version-conflict", detail: expect.stringContaining("version 2") }]);
    const refused = await refusedDecision(approver, id, { decision: "approve" });
    expect(refused).toMatchObject({ status: 409, code: "version-conflict" });
    expect(await stateOf("USR-000001")).toBe("active");
    expect(await tasks(approver)).toHaveLength(1);
    await decide(officer, id, "reject", "Ask again.");
    expect(await tasks(approver)).toEqual([]);
  });

  test("if another request on the object was approved first", async () => {
    const { helpdesk, officer, approver } = at();
    const first = await request(helpdesk, deactivateUser, "USR-000001");
    const second = await request(officer, lockUser, "USR-000001");
    await decide(approver, second, "approve");
    const [task] = await tasks(approver);
    expect(task?.obstacles.map(({ code }) => code)).toEqual(["version-conflict", "wrong-state"]);
    expect(await refusedDecision(approver, first, { decision: "approve" })).toMatchObject({ code: "version-conflict" });
  });

  test("with the reason not-enabled if an administrator has removed the command in the meantime", async () => {
    const { helpdesk, approver, admin } = at();
    const id = await request(helpdesk, deactivateUser, "USR-000001");
    const { states, settings } = await admin.ask(idmApi.coreTemplate, { params: { id: "user" } });
    const body = { states: states.map((state) => ({ id: state.id, additionalCommands: [] })), settings };
    await admin.ask(idmApi.saveCoreTemplate, { params: { id: "user" }, body, headers: { "If-Match": '"1"' } });
    expect((await tasks(approver))[0]?.obstacles).toMatchObject([{ code: "not-enabled" }]);
    expect(await refusedDecision(approver, id, { decision: "approve" })).toMatchObject({ code: "not-enabled" });
  });
});

test("a request is withdrawn by cancelling its process", async () => {
  const { helpdesk, officer, approver } = at();
  const form = await runOnUser(helpdesk, deactivateUser, "USR-000001");
  const id = form.step.kind === "approval" ? form.step.requestId : "";
  expect((await helpdesk.send(idmApi.cancelProcess, { params: { id: form.id } })).status).toBe(204);
  expect(await tasks(approver)).toEqual([]);
  expect(await refusedDecision(approver, id, { decision: "approve" })).toMatchObject({
    code: "already-decided",
    detail: expect.stringContaining("Hedvig Pesk"),
  });
  expect(await stateOf("USR-000001")).toBe("active");
  expect((await next(helpdesk, form, {}, { reason: "longAbsence" })).step).toMatchObject({
    kind: "failed",
    problem: { code: "request-withdrawn" },
  });
  const { items } = await officer.ask(idmApi.history, { params: user("USR-000001") });
  expect(items[0]).toMatchObject({ operator: "Hedvig Pesk", event: "Request withdrawn: Deactivate user" });
  expect(await helpdesk.refused(idmApi.cancelProcess, { params: { id: form.id } })).toMatchObject({
    status: 409,
    code: "request-withdrawn",
  });
  expect((await runOnUser(officer, deactivateUser, "USR-000001")).step.kind).toBe("approval");
});

test("only the requester sees and can withdraw a request, and not after it is decided", async () => {
  const { helpdesk, officer, approver } = at();
  const form = await runOnUser(helpdesk, deactivateUser, "USR-000001");
  const mine = async (client: ApiClient) => {
    const offers = await client.ask(idmApi.processes, { params: user("USR-000001") });
    return offers.map(({ ownRequest }) => ownRequest);
  };
  expect(await mine(helpdesk)).toEqual([form.id, undefined, undefined]);
  expect(await mine(officer)).toEqual([undefined, undefined, undefined]);
  expect((await tasks(approver))[0]?.ownRequest).toBeUndefined();
  const ofOfficer = await runOnUser(officer, lockUser, "USR-000003");
  expect((await tasks(officer)).map(({ ownRequest }) => ownRequest)).toEqual([undefined, ofOfficer.id]);
  const cancel = (client: ApiClient, id: string) => client.refused(idmApi.cancelProcess, { params: { id } });
  expect(await cancel(officer, form.id)).toMatchObject({ code: "not-found" });
  await decide(approver, form.step.kind === "approval" ? form.step.requestId : "", "reject", "No.");
  expect(await cancel(helpdesk, form.id)).toMatchObject({ code: "request-rejected", detail: "No." });
  await decide(approver, ofOfficer.step.kind === "approval" ? ofOfficer.step.requestId : "", "approve");
  expect(await cancel(officer, ofOfficer.id)).toMatchObject({ code: "wrong-state" });
});

test("tasks are listed oldest first", async () => {
  const { helpdesk, approver } = at();
  const ids = [
    await request(helpdesk, deactivateUser, "USR-000001"),
    await request(helpdesk, reactivateUser, "USR-000003"),
  ];
  expect((await tasks(approver)).map(({ id }) => id)).toEqual(ids);
});
