import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import type { ObjectView } from "#shared/ipc/object-view.ts";
import { startCore, type CoreUnderTest } from "../../fixtures/core.ts";
import { logIn, refusal, startSandbox, type RunningSandbox } from "../../fixtures/sandbox.ts";

const reactivate = "VirtualSmartCardProcReactivate";
const card = { type: "virtualSmartCard", id: "VSC-000002" };
const nextPath = "/v1/process-instances/*";

let shared: RunningSandbox;
beforeAll(async () => {
  shared = await startSandbox();
});
afterAll(() => shared[Symbol.asyncDispose]());

/** Resets the data, enables the process, and starts a core with an operator logged in. */
async function desk(sandbox = shared): Promise<{ sandbox: RunningSandbox; core: CoreUnderTest }> {
  await sandbox.reset();
  await enable(sandbox.url);
  const core = await operatorAt(sandbox.url, "vscmanager");
  return { sandbox, core };
}

async function operatorAt(url: string, account: string): Promise<CoreUnderTest> {
  const core = startCore(url);
  onTestFinished(() => core[Symbol.asyncDispose]());
  valueOf(await core.client.session.logIn({ account, password: "sandbox" }));
  return core;
}

async function enable(url: string): Promise<void> {
  const admin = await logIn(url, "admin");
  const params = { id: card.type };
  const { version, states, settings } = await admin.ask(idmApi.coreTemplate, { params });
  const enabled = states.map((state) =>
    state.id === "active"
      ? { ...state, additionalCommands: [...state.additionalCommands, { process: reactivate }] }
      : state,
  );
  const headers = { "If-Match": `"${version}"` };
  await admin.ask(idmApi.saveCoreTemplate, { params, headers, body: { states: enabled, settings } });
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.details}`);
  return result.value;
}

async function atForm(core: CoreUnderTest): Promise<void> {
  const { object }: ObjectView = valueOf(await core.client.objects.open(card));
  valueOf(
    await core.client.wizard.start({
      process: reactivate,
      processName: "Reactivate",
      object: card,
      label: object.label,
      version: object.version,
    }),
  );
  await core.wizard("form");
}

async function readCard(url: string): Promise<IdmObject> {
  return (await logIn(url, "vscmanager")).ask(idmApi.object, { params: card });
}

async function timesDone(url: string): Promise<number> {
  const { items } = await (await logIn(url, "vscmanager")).ask(idmApi.history, { params: card });
  return items.filter((entry) => entry.process === reactivate).length;
}

test("the result is shown as confirmed only after the object was read again", async () => {
  const { core } = await desk();
  await atForm(core);
  valueOf(await core.next({}));
  const done = await core.wizard("done", (wizard) => wizard.readBack.kind === "confirmed");
  expect(done.readBack).toMatchObject({ object: { state: "active" } });
  expect(core.wizards.map((wizard) => wizard.kind)).toEqual([
    "closed",
    "starting",
    "form",
    "advancing",
    "done",
    "done",
  ]);
  expect(core.wizards.find((wizard) => wizard.kind === "done")).toMatchObject({ readBack: { kind: "pending" } });
});

test("three calls of Next at once run the process once", async () => {
  const { core, sandbox } = await desk();
  await atForm(core);
  const next = () => core.next({});
  await Promise.all([next(), next(), next()]);
  await core.wizard("done", (wizard) => wizard.readBack.kind === "confirmed");
  expect(await timesDone(sandbox.url)).toBe(1);
});

test.each(["dropBeforeCommit", "dropAfterCommit"])(
  "%s: the wizard shows unknown, then the true result, and the process runs once",
  async (effect) => {
    const { core, sandbox } = await desk();
    await atForm(core);
    await sandbox.fault("POST", nextPath, { [effect]: true }, 2);
    valueOf(await core.next({}));
    await core.wizard("done", (wizard) => wizard.readBack.kind === "confirmed");
    expect(core.wizards.map((wizard) => wizard.kind)).toContain("unknown");
    expect(await timesDone(sandbox.url)).toBe(1);
  },
);

test("the back end is killed between commit and answer: the wizard shows the true result after the restart", async () => {
  const { core, sandbox } = await desk(await startSandbox());
  onTestFinished(() => rmSync(sandbox.dataDir, { recursive: true, force: true }));
  await atForm(core);
  await sandbox.fault("POST", nextPath, { dropAfterCommit: true }, 50);
  void core.next({});
  await core.wizard("unknown");
  await sandbox.kill();
  const port = new URL(sandbox.url).port;
  const again = await startSandbox({ dataDir: sandbox.dataDir, flags: ["--sandbox-port", port] });
  onTestFinished(() => again[Symbol.asyncDispose]());
  // The restart lost the sessions: after a new log-in, the core continues to ask for the outcome.
  await expect.poll(async () => valueOf(await core.client.session.state()).kind, { timeout: 30_000 }).toBe("expired");
  valueOf(await core.client.session.logIn({ account: "vscmanager", password: "sandbox" }));
  await core.wizard("done", (wizard) => wizard.readBack.kind === "confirmed");
  expect(await timesDone(again.url)).toBe(1);
});

test.each([
  ["forbidden", 403],
  ["idempotency-mismatch", 422],
] as const)(
  "%s after a lost answer: the wizard shows the true result, not a failure, and the process runs once",
  async (code, status) => {
    const { core, sandbox } = await desk();
    await atForm(core);
    await sandbox.fault("POST", nextPath, { dropAfterCommit: true });
    await sandbox.fault("POST", nextPath, refusal(status, code));
    valueOf(await core.next({}));
    await core.wizard("done", (wizard) => wizard.readBack.kind === "confirmed");
    expect(core.wizards.map((wizard) => wizard.kind)).not.toContain("failed");
    expect(await timesDone(sandbox.url)).toBe(1);
  },
);

test("an HTML page instead of an answer to Next shows the step as unknown until its true result arrives", async () => {
  const { core, sandbox } = await desk();
  await atForm(core);
  await sandbox.fault("POST", nextPath, { status: 200, body: "<html>Proxy</html>", contentType: "text/html" }, 2);
  valueOf(await core.next({}));
  await core.wizard("done", (wizard) => wizard.readBack.kind === "confirmed");
  expect(core.wizards.map((wizard) => wizard.kind)).toContain("unknown");
  expect(await timesDone(sandbox.url)).toBe(1);
});

test("a step of an unknown kind fails with its kind named", async () => {
  const { core, sandbox } = await desk();
  await atForm(core);
  const body = JSON.stringify({
    id: "i",
    process: reactivate,
    processName: "R",
    object: card,
    step: { kind: "video-call", room: 7 },
  });
  await sandbox.fault("POST", nextPath, { status: 200, body, contentType: "application/json" });
  valueOf(await core.next({}));
  expect(await core.wizard("failed")).toMatchObject({
    error: { code: "step-unknown", params: { kind: "video-call" } },
    retry: false,
  });
});

test("the CA does not answer: nothing is changed and Next may be tried again", async () => {
  const { core, sandbox } = await desk();
  const before = await readCard(sandbox.url);
  await atForm(core);
  await sandbox.fault("POST", nextPath, { caDown: true });
  valueOf(await core.next({}));
  expect(await core.wizard("failed")).toMatchObject({ error: { code: "ca-unavailable" }, retry: true });
  const after = await readCard(sandbox.url);
  expect([after.state, after.version]).toEqual([before.state, before.version]);
  valueOf(await core.next({}));
  await core.wizard("done", (wizard) => wizard.readBack.kind === "confirmed");
});

test("the second of two operators gets a version conflict, nothing is done twice", async () => {
  const { core, sandbox } = await desk();
  const other = await operatorAt(sandbox.url, "officer");
  await atForm(core);
  await atForm(other);
  await core.next({});
  await core.wizard("done");
  await other.next({});
  expect(await other.wizard("failed")).toMatchObject({ error: { code: "version-conflict" }, retry: false });
  expect(await timesDone(sandbox.url)).toBe(1);
});

test("an expired session leaves the wizard where it was; the same operator continues after the log-in", async () => {
  const { core, sandbox } = await desk();
  await atForm(core);
  await sandbox.fault("POST", nextPath, { expireSessions: true });
  valueOf(await core.next({}));
  expect(valueOf(await core.client.session.state()).kind).toBe("expired");
  expect(valueOf(await core.client.wizard.state()).kind).toBe("form");
  valueOf(await core.client.session.logIn({ account: "vscmanager", password: "sandbox" }));
  valueOf(await core.next({}));
  await core.wizard("done", (wizard) => wizard.readBack.kind === "confirmed");
});

test("another operator after an expired session finds no wizard", async () => {
  const { core, sandbox } = await desk();
  await atForm(core);
  await sandbox.fault("POST", nextPath, { expireSessions: true });
  await core.next({});
  valueOf(await core.client.session.logIn({ account: "officer", password: "sandbox" }));
  expect(valueOf(await core.client.wizard.state()).kind).toBe("closed");
});

test("a locked session hides its wizard until its operator logs in again", async () => {
  const { core } = await desk();
  await atForm(core);
  valueOf(await core.client.session.lock());
  expect(valueOf(await core.client.session.state()).kind).toBe("locked");
  expect(valueOf(await core.client.wizard.state()).kind).toBe("closed");
  expect(await core.client.objects.open(card)).toMatchObject({ ok: false, error: { code: "not-authenticated" } });
  valueOf(await core.client.session.logIn({ account: "vscmanager", password: "sandbox" }));
  expect(valueOf(await core.client.wizard.state()).kind).toBe("form");
});

test("the wizard closes after the session is locked, and returns before the session is active", async () => {
  const { core } = await desk();
  await atForm(core);
  const told: string[] = [];
  core.client.session.onChanged(({ kind }) => told.push(`session ${kind}`));
  core.client.wizard.onChanged(({ kind }) => told.push(`wizard ${kind}`));
  valueOf(await core.client.session.lock());
  await expect.poll(() => told).toEqual(["session locked", "wizard closed"]);
  valueOf(await core.client.session.logIn({ account: "vscmanager", password: "sandbox" }));
  await expect.poll(() => told.slice(2)).toEqual(["wizard form", "session active"]);
});

test("a late answer to an old query is discarded", async () => {
  const { core, sandbox } = await desk();
  await sandbox.fault("GET", "/v1/search/*", { delayMs: 500 });
  const run = (q: string) =>
    core.client.search.run({ configuration: "virtualSmartCard", q, state: null, cursor: null });
  const old = run("VSC-000001");
  // Sent after the old query and already answered, so the old query has reached the back end.
  valueOf(await core.client.search.configurations());
  expect(valueOf(await run("VSC-000002"))?.items[0]?.label).toContain("VSC-000002");
  expect(valueOf(await old)).toBeNull();
});

test.each(['"', "'; drop table cards; --", "100%", "\u{1F600}", "*", "\\", "(", "NEAR/2"])(
  "a search for %s is a search for these characters",
  async (q) => {
    const { core } = await desk();
    const page = valueOf(
      await core.client.search.run({ configuration: "virtualSmartCard", q, state: null, cursor: null }),
    );
    expect(page?.items).toEqual([]);
  },
);

test("a search text of 10,000 characters is refused with the maximum length", async () => {
  const { core } = await desk();
  expect(
    await core.client.search.run({
      configuration: "virtualSmartCard",
      q: "x".repeat(10_000),
      state: null,
      cursor: null,
    }),
  ).toMatchObject({
    ok: false,
    error: { code: "query-too-long", params: { longest: 1000 } },
  });
});

test("a missing object, a wrong password and a locked account have their own error codes", async () => {
  const { core } = await desk();
  expect(await core.client.objects.open({ type: "virtualSmartCard", id: "VSC-999999" })).toMatchObject({
    ok: false,
    error: { code: "not-found" },
  });
  const wrong = () => core.client.session.logIn({ account: "helpdesk", password: "wrong" });
  for (let attempt = 0; attempt < 5; attempt += 1)
    expect(await wrong()).toMatchObject({ error: { code: "wrong-credentials" } });
  expect(await wrong()).toMatchObject({ error: { code: "account-locked", params: { seconds: expect.any(Number) } } });
});

test("the log names error codes, and never a password, a search text or an object id", async () => {
  const { core, sandbox } = await desk();
  await core.client.session.logIn({ account: "vscmanager", password: "planted-secret" });
  await core.client.search.run({ configuration: "virtualSmartCard", q: "planted-name", state: null, cursor: null });
  await core.client.objects.open({ type: "user", id: "planted-id" });
  await sandbox.fault("GET", "/v1/objects/*/*", { status: 500, body: "planted-body" }, 1);
  const object = { type: "virtualSmartCard", id: "VSC-000002" };
  expect(await core.client.objects.open(object)).toMatchObject({ error: { code: "backend-failed" } });
  expect(core.log()).toContain("wrong-credentials");
  expect(core.log()).not.toMatch(/planted/);
});
