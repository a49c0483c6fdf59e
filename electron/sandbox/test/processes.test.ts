import { afterEach, describe, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { logIn, type ApiClient } from "../../../test/fixtures/sandbox.ts";
import {
  bench,
  card,
  changes,
  deactivate,
  enable,
  lock,
  next,
  reactivate,
  read,
  remove,
  runProcess,
  start,
  states,
  timesDone,
} from "./sandbox.ts";

const at = bench();
afterEach(() => at().sandbox.reset());

const startAt = (process: string, id: string, expectedVersion: number) => ({
  body: { process, object: card(id), expectedVersion },
});

describe("Reactivate virtual smart card", () => {
  test("shows the planned changes, makes exactly these, and reports them in the result", async () => {
    const { manager, admin } = at();
    await enable(admin, [reactivate]);
    const before = await read(manager, "VSC-000002");
    const [authentication, signature, encryption] = before.certificates.map(({ purpose }) => purpose);
    expect([authentication, signature, encryption]).toEqual(["authentication", "signature", "encryption"]);

    const form = await start(manager, reactivate, "VSC-000002");
    const expected = [
      "VSC-000002 state: inactive -> active",
      "Authentication stateInIdm: onHold -> onHold",
      "Authentication stateInCa: onHold -> valid",
      "Signature stateInIdm: onHold -> onHold",
      "Signature stateInCa: onHold -> valid",
      "Encryption stateInIdm: revoked -> revoked (already-revoked)",
      "Encryption stateInCa: revoked -> revoked (already-revoked)",
    ];
    expect(form.step).toMatchObject({ kind: "form", title: "Reactivate virtual smart card", canGoBack: false });
    expect(changes(form)).toEqual(expected);
    expect(await read(manager, "VSC-000002")).toMatchObject({ state: "inactive", version: before.version });

    const done = await next(manager, form);
    expect(done.step).toMatchObject({ kind: "done", object: card("VSC-000002") });
    expect(changes(done)).toEqual(expected);

    const after = await read(manager, "VSC-000002");
    expect(after).toMatchObject({ state: "active", version: before.version + 1 });
    expect(states(after)).toEqual([
      "authentication: onHold, valid",
      "signature: onHold, valid",
      "encryption: revoked, revoked",
    ]);
    expect(after.certificates.map(({ heldBy }) => heldBy)).toEqual([null, null, null]);
  });

  test("leaves the certificates valid in Identity Manager too if the core template says so", async () => {
    const { manager, admin } = at();
    await enable(admin, [reactivate], { certificateStateAfterReactivation: "valid" });
    const done = await runProcess(manager, reactivate, "VSC-000002");
    expect(changes(done)).toContain("Authentication stateInIdm: onHold -> valid");
    expect(states(await read(manager, "VSC-000002"))).toContain("authentication: valid, valid");
  });

  test.each(["active", "inactive"])("is enabled by the tab %s", async (tab) => {
    const { manager, admin } = at();
    await enable(admin, [reactivate], {}, tab);
    expect(changes(await runProcess(manager, reactivate, "VSC-000002"))).toContain(
      "VSC-000002 state: inactive -> active",
    );
  });

  test("releases only certificates that the card's own deactivation put on hold, round after round", async () => {
    const { manager, admin } = at();
    const held = await cardHeldForAnotherCause(manager);
    await enable(admin, [reactivate, deactivate]);
    for (let round = 0; round < 2; round += 1) {
      const off = await runProcess(manager, deactivate, held);
      expect(changes(off)).toContain("Signature stateInCa: onHold -> onHold (held-for-another-cause)");
      expect(changes(off)).toContain("Authentication stateInCa: valid -> onHold");
      const on = await runProcess(manager, reactivate, held);
      expect(changes(on)).toContain("Signature stateInCa: onHold -> onHold (held-for-another-cause)");
      expect(changes(on)).toContain("Authentication stateInCa: onHold -> valid");
    }
    const { certificates } = await read(manager, held);
    expect(certificates.find(({ purpose }) => purpose === "signature")?.heldBy).toMatch(/lost/);
    expect(states(await read(manager, held))).toContain("signature: onHold, onHold");
  });
});

/**
 * Returns an active card of the fixtures with a signature certificate that was on hold before any
 * process ran on the card.
 */
async function cardHeldForAnotherCause(client: ApiClient): Promise<string> {
  const { items } = await client.ask(idmApi.search, {
    params: { id: "virtualSmartCard" },
    query: { q: "", state: "active", limit: "200" },
  });
  for (const { ref } of items) {
    const { certificates } = await read(client, ref.id);
    if (certificates.some(({ heldBy }) => heldBy !== null)) return ref.id;
  }
  throw new Error("The fixtures have no such card.");
}

test("Deactivate puts valid certificates on hold and records its process instance as the cause", async () => {
  const { manager, admin } = at();
  await enable(admin, [deactivate]);
  const done = await runProcess(manager, deactivate, "VSC-000001");
  const { state, certificates } = await read(manager, "VSC-000001");
  expect(state).toBe("inactive");
  expect(certificates.map(({ stateInIdm, stateInCa }) => [stateInIdm, stateInCa.status, stateInCa.reason])).toEqual([
    ["onHold", "onHold", "certificateHold"],
    ["onHold", "onHold", "certificateHold"],
    ["onHold", "onHold", "certificateHold"],
  ]);
  expect(certificates.map(({ heldBy }) => heldBy)).toEqual([done.id, done.id, done.id]);
});

test("Lock leaves an expired certificate unchanged, and the result says so", async () => {
  const { manager } = at();
  const { items } = await manager.ask(idmApi.search, { params: { id: "certificate" }, query: { state: "expired" } });
  const columns = items.map((item) => item.columns["card"] ?? "");
  const cards = await Promise.all(columns.map((id) => read(manager, id)));
  const active = cards.find(({ state }) => state === "active");
  const done = await runProcess(manager, lock, active?.ref.id ?? "");
  expect(changes(done)).toContain("Encryption stateInIdm: expired -> expired (expired)");
  expect(changes(done)).toContain("Encryption stateInCa: expired -> expired (expired)");
  expect(changes(done)).toContain("Signature stateInCa: valid -> revoked");
});

test("Lock is enabled as shipped and revokes the certificates", async () => {
  const { manager } = at();
  await runProcess(manager, lock, "VSC-000001");
  const { state, certificates } = await read(manager, "VSC-000001");
  expect(state).toBe("locked");
  expect(certificates.map(({ stateInIdm, stateInCa }) => [stateInIdm, stateInCa.status, stateInCa.reason])).toEqual([
    ["revoked", "revoked", "unspecified"],
    ["revoked", "revoked", "unspecified"],
    ["revoked", "revoked", "unspecified"],
  ]);
});

test("Delete takes card and certificates out of Identity Manager and leaves the CA as it is", async () => {
  const { manager, admin } = at();
  await enable(admin, [remove]);
  const form = await start(manager, remove, "VSC-000001");
  expect(form.step).toMatchObject({ kind: "form", text: expect.stringContaining("CA keeps the certificates") });
  const done = await next(manager, form);
  expect(changes(done).slice(0, 3)).toEqual([
    "VSC-000001 state: active -> null",
    "Authentication stateInIdm: valid -> null",
    "Authentication stateInCa: valid -> valid",
  ]);
  expect(await manager.refused(idmApi.object, { params: card("VSC-000001") })).toMatchObject({ code: "not-found" });
  expect(await manager.refused(idmApi.startProcess, startAt(lock, "VSC-000001", 2))).toMatchObject({
    code: "not-found",
  });
});

describe("a start is refused", () => {
  test("for an object or a process that does not exist", async () => {
    const { manager } = at();
    const of = (object: { type: string; id: string }, process = lock) =>
      manager.refused(idmApi.startProcess, { body: { process, object, expectedVersion: 1 } });
    expect(await of(card("VSC-999999"))).toMatchObject({ status: 404, code: "not-found" });
    expect(await of({ type: "printer", id: "1" })).toMatchObject({ status: 404, code: "not-found" });
    expect(await of(card("VSC-000001"), "NoSuchProcess")).toMatchObject({ status: 404, code: "not-found" });
    expect(await of(card("VSC-000001"), "toString")).toMatchObject({ status: 404, code: "not-found" });
    expect(await of({ type: "user", id: "USR-000001" })).toMatchObject({ status: 404, code: "not-found" });
  });

  test("if the process is not enabled, the state or the version is another, or the operator lacks the role", async () => {
    const { manager, helpdesk, approver, admin } = at();
    const refused = (client: ApiClient, process: string, id: string, version = 1) =>
      client.refused(idmApi.startProcess, startAt(process, id, version));
    expect(await refused(manager, reactivate, "VSC-000002")).toMatchObject({ status: 403, code: "not-enabled" });
    await enable(admin, [reactivate]);
    expect(await refused(manager, reactivate, "VSC-000001")).toMatchObject({
      status: 409,
      code: "wrong-state",
      detail: "Needs the state Inactive; VSC-000001 is Active.",
    });
    expect(await refused(manager, reactivate, "VSC-000002", 7)).toMatchObject({
      status: 409,
      code: "version-conflict",
    });
    for (const client of [helpdesk, approver, admin]) {
      expect(await refused(client, reactivate, "VSC-000002")).toMatchObject({ status: 403, code: "forbidden" });
    }
    expect(await timesDone(manager, reactivate, "VSC-000002")).toBe(0);
  });

  test.each([
    { body: {} },
    { body: [] },
    { body: null },
    { body: { process: lock } },
    { body: { process: "", object: { type: "virtualSmartCard", id: "VSC-000001" }, expectedVersion: 1 } },
    { body: { process: lock, object: "VSC-000001", expectedVersion: 1 } },
    { body: { process: lock, object: { type: "virtualSmartCard", id: "VSC-000001" }, expectedVersion: "1" } },
    { body: { process: lock, object: { type: "virtualSmartCard", id: "VSC-000001" }, expectedVersion: -1 } },
  ])("for $body", async ({ body }) => {
    expect(await at().manager.refused(idmApi.startProcess, { body })).toMatchObject({
      status: 400,
      code: "invalid-input",
    });
  });
});

describe("Next", () => {
  test("of the second of two operators on the same card is refused as a version conflict, and nothing is done twice", async () => {
    const { manager, officer, admin } = at();
    await enable(admin, [reactivate]);
    const first = await start(manager, reactivate, "VSC-000002");
    const second = await start(officer, reactivate, "VSC-000002");
    await next(manager, first);
    const refused = await officer.refused(idmApi.nextStep, { params: { id: second.id }, body: { values: {} } });
    expect(refused).toMatchObject({ status: 409, code: "version-conflict" });
    expect(await timesDone(manager, reactivate, "VSC-000002")).toBe(1);
  });

  test("is refused if the administrator has removed the command in the meantime", async () => {
    const { manager, admin } = at();
    await enable(admin, [reactivate]);
    const form = await start(manager, reactivate, "VSC-000002");
    const params = { id: "virtualSmartCard" };
    const template = await admin.ask(idmApi.coreTemplate, { params });
    const states = template.states.map(({ id }) => ({ id, additionalCommands: [] }));
    await admin.ask(idmApi.saveCoreTemplate, {
      params,
      body: { states, settings: template.settings },
      headers: { "If-Match": `"${template.version}"` },
    });
    const refused = await manager.refused(idmApi.nextStep, { params: { id: form.id }, body: { values: {} } });
    expect(refused).toMatchObject({ status: 403, code: "not-enabled" });
  });

  test("on a done instance returns the done step again and repeats nothing", async () => {
    const { manager } = at();
    const done = await runProcess(manager, lock, "VSC-000001");
    expect(await next(manager, done)).toEqual(done);
    expect(await timesDone(manager, lock, "VSC-000001")).toBe(1);
  });

  test("with the CA down leaves everything as it was, and succeeds when it is pressed again", async () => {
    const { sandbox, manager, admin } = at();
    await enable(admin, [reactivate]);
    const before = await read(manager, "VSC-000002");
    const form = await start(manager, reactivate, "VSC-000002");
    await sandbox.fault("POST", "/v1/process-instances/*/next", { caDown: true });
    const failed = await next(manager, form);
    expect(failed.step).toMatchObject({ kind: "failed", problem: { status: 503, code: "ca-unavailable" } });
    const after = await read(manager, "VSC-000002");
    expect(after.version).toBe(before.version);
    expect(states(after)).toEqual(states(before));
    expect(await timesDone(manager, reactivate, "VSC-000002")).toBe(0);

    expect((await next(manager, form)).step.kind).toBe("done");
    expect(states(await read(manager, "VSC-000002"))).toContain("authentication: onHold, valid");
  });

  test("refuses a value that the form has no field for, and a body without values", async () => {
    const { manager } = at();
    const form = await start(manager, lock, "VSC-000001");
    const params = { id: form.id };
    expect(await manager.refused(idmApi.nextStep, { params, body: { values: { reason: "x" } } })).toMatchObject({
      code: "invalid-input",
    });
    expect(await manager.refused(idmApi.nextStep, { params, body: {} })).toMatchObject({ code: "invalid-input" });
    expect(await timesDone(manager, lock, "VSC-000001")).toBe(0);
  });

  test("succeeds after the session has ended and the operator has logged in again", async () => {
    const { sandbox } = at();
    const officer = await logIn(sandbox.url, "officer");
    const form = await start(officer, lock, "VSC-000001");
    await officer.send(idmApi.logOut);
    expect(await officer.refused(idmApi.nextStep, { params: { id: form.id }, body: { values: {} } })).toMatchObject({
      code: "not-authenticated",
    });
    const again = await logIn(sandbox.url, "officer");
    expect((await next(again, form)).step.kind).toBe("done");
  });
});

describe("an instance", () => {
  test("can be continued, taken back and cancelled by its own operator only", async () => {
    const { manager, officer } = at();
    const form = await start(manager, lock, "VSC-000001");
    const params = { id: form.id };
    for (const wanted of [idmApi.nextStep, idmApi.previousStep, idmApi.cancelProcess]) {
      const input = wanted === idmApi.nextStep ? { params, body: { values: {} } } : { params };
      expect(await officer.refused(wanted, input)).toMatchObject({ status: 404, code: "not-found" });
    }
    expect((await next(manager, form)).step.kind).toBe("done");
  });

  test("can be cancelled until it is done", async () => {
    const { manager } = at();
    const form = await start(manager, lock, "VSC-000001");
    const params = { id: form.id };
    expect((await manager.send(idmApi.cancelProcess, { params })).status).toBe(204);
    expect(await manager.refused(idmApi.nextStep, { params, body: { values: {} } })).toMatchObject({
      code: "not-found",
    });
    expect((await read(manager, "VSC-000001")).state).toBe("active");

    const done = await runProcess(manager, lock, "VSC-000001");
    const refused = await manager.refused(idmApi.cancelProcess, { params: { id: done.id } });
    expect(refused).toMatchObject({ status: 409, code: "wrong-state" });
  });

  test("goes back from a failed step to the form, and no further", async () => {
    const { sandbox, manager } = at();
    const form = await start(manager, lock, "VSC-000001");
    await sandbox.fault("POST", "/v1/process-instances/*/next", { caDown: true });
    await next(manager, form);
    const back = () => manager.ask(idmApi.previousStep, { params: { id: form.id } });
    expect(await back()).toEqual(form);
    expect(await back()).toEqual(form);
    const done = await next(manager, form);
    expect(await back()).toEqual(done);
  });

  test("is not started while the CA is down, because the planned changes are unknown", async () => {
    const { sandbox, manager } = at();
    await sandbox.fault("POST", "/v1/process-instances", { caDown: true });
    const refused = await manager.refused(idmApi.startProcess, startAt(lock, "VSC-000001", 1));
    expect(refused).toMatchObject({ status: 503, code: "ca-unavailable", next: expect.any(String) });
    expect((await start(manager, lock, "VSC-000001")).step.kind).toBe("form");
  });
});
