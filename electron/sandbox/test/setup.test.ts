import { afterEach, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { mostTasks, taskSchema } from "#shared/idm/task.ts";
import type { SandboxSetup } from "#shared/sandbox.ts";
import { call, logIn, problemIn } from "../../../test/fixtures/sandbox.ts";
import { bench, decide, deactivateUser, lock, reactivate, read, runProcess, states, user } from "./sandbox.ts";

const at = bench();
afterEach(() => at().sandbox.reset());

const day = 86_400_000;
const later = new Date(Date.now() + day).toISOString();
const before = new Date(Date.now() - day).toISOString();
const instance = "0c1f5f34-7a57-4c0e-8d1b-1f0b7a1c2d3e";

const certificate = (serial: string, more: Partial<SandboxSetup["certificates"][number]> = {}) => ({
  serial,
  version: 1,
  card: "VSC-000941",
  purpose: "authentication" as const,
  validFrom: before,
  validTo: later,
  stateInIdm: "onHold" as const,
  heldBy: null,
  stateInCa: "onHold" as const,
  reason: null,
  ...more,
});

const setup: SandboxSetup = {
  format: 1,
  users: [
    {
      id: "USR-000941",
      version: 3,
      state: "active",
      name: "Tora, Bö=k",
      account: "tora.bok",
      email: "tora.bok@example.com",
      department: "",
    },
  ],
  cards: [{ id: "VSC-000941", version: 7, state: "inactive", user: "USR-000941", issuedAt: before, heldBy: instance }],
  certificates: [
    certificate("5a01", { heldBy: instance }),
    certificate("5a02", { purpose: "signature", heldBy: "Token reported lost by telephone" }),
    certificate("5a03", { purpose: "encryption", stateInIdm: "revoked", stateInCa: "revoked", reason: "superseded" }),
    certificate("5a04", { purpose: "encryption", stateInIdm: "expired", stateInCa: "expired", validTo: before }),
  ],
  templates: [
    {
      id: "virtualSmartCard",
      version: 4,
      commands: { active: [lock, reactivate] },
      settings: { certificateStateAfterReactivation: "valid" },
    },
  ],
  tasks: [
    {
      id: "T-1",
      process: deactivateUser,
      object: user("USR-000941"),
      requester: "officer",
      requestedAt: before,
      values: {},
      asked: null,
      postponed: { by: "Somebody", at: before, reason: "Not today" },
    },
  ],
  operators: [{ account: "helpdesk", user: "USR-000941" }],
};

const put = (body: unknown) => call(at().sandbox.url, "PUT", "/sandbox/setup", body);

test("the sandbox has exactly the objects of the setup, and processes run on them", async () => {
  const { url } = at().sandbox;
  expect((await put(setup)).status).toBe(204);
  const manager = await logIn(url, "vscmanager");

  const found = await manager.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query: { q: "tora" } });
  expect(found.items.map(({ label }) => label)).toEqual(["VSC-000941"]);
  const everything = await manager.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query: { q: "VSC" } });
  expect(everything.total.value).toBe(1);
  const card = await read(manager, "VSC-000941");
  expect(card).toMatchObject({ state: "inactive", version: 7 });
  expect(states(card)).toEqual([
    "authentication: onHold, onHold",
    "signature: onHold, onHold",
    "encryption: revoked, revoked",
    "encryption: expired, expired",
  ]);

  await runProcess(manager, reactivate, "VSC-000941");
  expect(states(await read(manager, "VSC-000941"))).toEqual([
    "authentication: valid, valid",
    "signature: onHold, onHold",
    "encryption: revoked, revoked",
    "encryption: expired, expired",
  ]);
  const cer = await fetch(`${url}/ca/certificates/5a01.cer`);
  expect(cer.status).toBe(200);
});

test("a task of the setup blocks its process on the object and can be decided", async () => {
  const { url } = at().sandbox;
  await put(setup);
  const [approver, helpdesk] = await Promise.all([logIn(url, "approver"), logIn(url, "helpdesk")]);
  const [task] = await approver.ask(idmApi.tasks);
  expect(task).toMatchObject({
    id: "T-1",
    requester: "Oskar Fichet",
    postponed: { reason: "Not today" },
    obstacles: [],
  });
  expect(task?.asked.changes.map(({ what, after }) => `${what} ${after}`)).toContain("state inactive");
  const offers = await helpdesk.ask(idmApi.processes, { params: { type: "user", id: "USR-000941" } });
  expect(offers.find(({ symbolicName }) => symbolicName === deactivateUser)?.why.map(({ code }) => code)).toContain(
    "waiting-for-approval",
  );
  await decide(approver, "T-1", "approve");
  expect(await approver.ask(idmApi.tasks)).toEqual([]);
  const person = await approver.ask(idmApi.object, { params: user("USR-000941") });
  expect(person.state).toBe("inactive");
});

test("a setup takes a task as the API returned it, and another version in it is an obstacle", async () => {
  const { url } = at().sandbox;
  await put(setup);
  const [read1] = await (await logIn(url, "approver")).ask(idmApi.tasks);
  const task = taskSchema.parse(read1);
  const [first] = setup.tasks;
  expect((await put({ ...setup, tasks: [{ ...first, asked: { ...task.asked, version: 2 } }] })).status).toBe(204);
  const [again] = await (await logIn(url, "approver")).ask(idmApi.tasks);
  expect(again?.obstacles.map(({ code }) => code)).toEqual(["version-conflict"]);
});

test("if the tasks do not fit into an answer, the oldest are listed, and more when these are decided", async () => {
  const { url } = at().sandbox;
  const numbers = Array.from({ length: mostTasks + 2 }, (_, n) => String(n + 1).padStart(6, "0"));
  const [person] = setup.users;
  const [task] = setup.tasks;
  const crowd = {
    users: numbers.map((n) => ({ ...person, id: `USR-${n}`, account: `a${n}`, email: `a${n}@example.com` })),
    cards: numbers.map((n) => ({ ...setup.cards[0], id: `VSC-${n}`, state: "active", user: `USR-${n}` })),
    certificates: numbers.flatMap((n) =>
      ["5a", "5b", "5c"].map((kind) => ({
        ...certificate(`${kind}${n}`, { stateInIdm: "valid", stateInCa: "valid" }),
        card: `VSC-${n}`,
      })),
    ),
    tasks: numbers.map((n) => ({ ...task, id: `T-${n}`, object: user(`USR-${n}`) })),
    operators: [],
  };
  expect((await put({ ...setup, ...crowd })).status).toBe(204);
  const approver = await logIn(url, "approver");
  const ids = async () => (await approver.ask(idmApi.tasks)).map(({ id }) => id);
  const { body } = await approver.send(idmApi.tasks);
  expect(JSON.stringify(body).length).toBeLessThan(4_000_000);
  expect(await ids()).toEqual(numbers.slice(0, mostTasks).map((n) => `T-${n}`));
  await decide(approver, "T-000001", "approve");
  expect(await ids()).toEqual(numbers.slice(1, mostTasks + 1).map((n) => `T-${n}`));
});

test("a setup ends every session and keeps the accounts", async () => {
  const { url } = at().sandbox;
  const before1 = await logIn(url, "admin");
  await put(setup);
  expect(await before1.refused(idmApi.coreTemplates)).toMatchObject({ code: "not-authenticated" });
  for (const account of ["vscmanager", "helpdesk", "officer", "approver", "admin"]) await logIn(url, account);
});

test("a setup ends the scenario with its clock and its data, and stays when the scenario is switched off", async () => {
  const { url } = at().sandbox;
  for (const name of ["clock-off", "approval-pending"]) {
    expect((await call(url, "PUT", "/sandbox/scenario", { name })).status).toBe(200);
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    const certificates = [certificate("5a01", { heldBy: instance, validTo: soon })];
    expect((await put({ ...setup, certificates })).status).toBe(204);
    expect((await call(url, "GET", "/sandbox/scenarios")).body).toEqual({ current: null, preparing: null });
    await call(url, "PUT", "/sandbox/scenario", { name: null });
    const manager = await logIn(url, "vscmanager");
    const everything = await manager.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query: { q: "VSC" } });
    expect(everything.items.map(({ label }) => label)).toEqual(["VSC-000941"]);
  }
});

const with1 = (
  part: "users" | "cards" | "certificates" | "templates" | "tasks",
  change: Readonly<Record<string, unknown>>,
) => ({ ...setup, [part]: [{ ...setup[part][0], ...change }] });

test.each<[string, unknown]>([
  ["an unknown field", { ...setup, more: 1 }],
  ["another format", { ...setup, format: 2 }],
  ["an unknown state", with1("cards", { state: "lost" })],
  ["a card of nobody", with1("cards", { user: "USR-1" })],
  ["two users of one account", { ...setup, users: [...setup.users, { ...setup.users[0], id: "USR-2", email: "x" }] }],
  ["a certificate on no card", with1("certificates", { card: "VSC-1" })],
  ["a serial number that is none", with1("certificates", { serial: "xy" })],
  ["a certificate that the CA would call expired", with1("certificates", { validTo: before })],
  ["a reason of what is not revoked", with1("certificates", { reason: "superseded" })],
  ["an unknown command", with1("templates", { commands: { active: ["Fly"] } })],
  ["an unknown state of a template", with1("templates", { commands: { lost: [] } })],
  ["an unknown value of a setting", with1("templates", { settings: { bulkLimit: "7" } })],
  ["an unknown process", with1("tasks", { process: "Fly" })],
  ["a process of another type", with1("tasks", { process: reactivate })],
  ["an unknown object", with1("tasks", { object: user("USR-1") })],
  ["an unknown value of a form", with1("tasks", { values: { reason: "boredom" } })],
  ["an unknown operator", with1("tasks", { requester: "root" })],
])("%s is refused, and nothing is changed", async (_what, body) => {
  const problem = problemIn(await put(body));
  expect(problem.code).toBe("invalid-input");
  expect(problem.detail).not.toBe("");
  const manager = await logIn(at().sandbox.url, "vscmanager");
  expect((await read(manager, "VSC-000002")).state).toBe("inactive");
});
