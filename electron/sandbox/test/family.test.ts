import { afterEach, describe, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import { askOpenssl } from "../../../test/fixtures/openssl.ts";
import {
  bench,
  card,
  changes,
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
  remove,
  request,
  runProcess,
  setOptions,
  startOn,
  states,
  user,
  withoutApproval,
  runOnUser,
} from "./sandbox.ts";

const at = bench();
afterEach(() => at().sandbox.reset());

/** The expected answers of openssl, by OCSP and by CRL. */
const inCa = {
  valid: { ocsp: /: good/, crl: /: OK/ },
  onHold: { ocsp: /: revoked[\s\S]*Reason: certificateHold/, crl: /certificate revoked/ },
  revoked: { ocsp: /: revoked(?![\s\S]*Reason:)/, crl: /certificate revoked/ },
} as const;

/**
 * The final states, null for a removed object. `inCa` is the state of the first certificate in the
 * CA, as openssl reports it.
 */
interface Row {
  readonly process: string;
  readonly on: string;
  readonly user: string;
  readonly card: string | null;
  readonly inIdm: string | null;
  readonly inCa: keyof typeof inCa;
}

const active = { card: "active", inIdm: "onHold", inCa: "valid" } as const;
const inactive = { card: "inactive", inIdm: "onHold", inCa: "onHold" } as const;
const locked = { card: "locked", inIdm: "revoked", inCa: "revoked" } as const;
const gone = { card: null, inIdm: null, inCa: "valid" } as const;

const family: readonly Row[] = [
  { process: reactivate, on: "000002", user: "active", ...active },
  { process: deactivate, on: "000001", user: "active", ...inactive },
  { process: lock, on: "000001", user: "active", ...locked },
  { process: remove, on: "000001", user: "active", ...gone },
  { process: deactivateUser, on: "000001", user: "inactive", ...inactive },
  { process: reactivateUser, on: "000003", user: "active", ...active },
  // Active with an active card, active with an inactive one, inactive with an inactive one.
  { process: lockUser, on: "000001", user: "locked", ...locked },
  { process: lockUser, on: "000002", user: "locked", ...locked },
  { process: lockUser, on: "000003", user: "locked", ...locked },
];

/** Returns the state of an object; null if it is gone. */
async function stateOf(params: { type: string; id: string }): Promise<string | null> {
  const { officer } = at();
  const answer = await officer.send(idmApi.object, { params });
  return answer.status === 404 ? null : idmApi.object.answer.parse(answer.body).state;
}

/** Runs a process as an operator does, and lets a second person approve it if needed. */
async function runAndApprove(process: string, number: string): Promise<void> {
  const { officer, approver, admin } = at();
  if (process.startsWith("Users")) {
    await decide(approver, await request(officer, process, `USR-${number}`), "approve");
  } else {
    await enable(admin, process === lock ? [] : [process]);
    await runProcess(officer, process, `VSC-${number}`);
  }
}

test.each(family)("$process on $on ends as documented, in the database and in the CA", async (row) => {
  const { sandbox, officer } = at();
  const id = `VSC-${row.on}`;
  const serial = (await read(officer, id)).certificates[0]?.serial ?? "";
  await runAndApprove(row.process, row.on);
  expect({
    user: await stateOf(user(`USR-${row.on}`)),
    card: await stateOf(card(id)),
    inIdm: await stateOf({ type: "certificate", id: serial }),
  }).toEqual({ user: row.user, card: row.card, inIdm: row.inIdm });
  const said = await askOpenssl(sandbox.url, serial);
  expect(said.ocsp).toMatch(inCa[row.inCa].ocsp);
  expect(said.crl).toMatch(inCa[row.inCa].crl);
});

test("as shipped: locking and the processes of users are enabled, the others are not", async () => {
  const { officer } = at();
  const enabled = async (params: { type: string; id: string }) => {
    const offers = await officer.ask(idmApi.processes, { params });
    return offers.filter(({ why }) => !why.some(({ code }) => code === "not-enabled")).map((each) => each.symbolicName);
  };
  expect(await enabled(card("VSC-000001"))).toEqual([lock]);
  expect(await enabled(user("USR-000001"))).toEqual([deactivateUser, reactivateUser, lockUser]);
});

const processesDone = async (id: string): Promise<(string | null)[]> => {
  const { items } = await at().officer.ask(idmApi.history, { params: card(id) });
  return items.map(({ process }) => process);
};

describe("the automatic calls", () => {
  test("run whether or not the command is enabled, for every card in a state that they take", async () => {
    const { officer, admin } = at();
    await withoutApproval(admin);
    const done = await runOnUser(officer, reactivateUser, "USR-000003");
    expect(changes(done)).toContain("VSC-000003 state: inactive -> active");
    expect((await processesDone("VSC-000003"))[0]).toBe(reactivate);
    expect(await officer.ask(idmApi.object, { params: user("USR-000003") })).toMatchObject({
      state: "active",
      certificates: [
        { stateInIdm: "onHold", stateInCa: { status: "valid" } },
        { stateInIdm: "onHold", stateInCa: { status: "valid" } },
        { stateInIdm: "onHold", stateInCa: { status: "valid" } },
      ],
    });
  });

  test("leave the certificates valid in Identity Manager if the core template of the card says so", async () => {
    const { officer, admin } = at();
    await withoutApproval(admin);
    await setOptions(admin, "virtualSmartCard", { certificateStateAfterReactivation: "valid" });
    await runOnUser(officer, reactivateUser, "USR-000003");
    expect(states(await read(officer, "VSC-000003"))).toContain("authentication: valid, valid");
  });

  test("reactivate and lock an inactive card when its user is locked: two history entries, from on hold to revoked", async () => {
    const { officer, admin } = at();
    await withoutApproval(admin);
    const before = await read(officer, "VSC-000002");
    const form = await startOn(officer, lockUser, user("USR-000002"));
    const planned = changes(form);
    expect(planned).toContain("VSC-000002 state: inactive -> locked");
    expect(planned).toContain("Authentication stateInCa: onHold -> revoked");
    expect(planned).toContain("Encryption stateInCa: revoked -> revoked (already-revoked)");
    const done = await next(officer, form, {}, { reason: "misuse" });
    expect(changes(done)).toEqual(planned);

    const { items } = await officer.ask(idmApi.history, { params: card("VSC-000002") });
    expect(items.slice(0, 2)).toMatchObject([
      { process: lock, instance: done.id, before: { state: "active" }, after: { state: "locked" } },
      { process: reactivate, instance: done.id, before: { state: "inactive" }, after: { state: "active" } },
    ]);
    const held = (entry: (typeof items)[number] | undefined) =>
      entry?.after?.certificates.map((each) => each.stateInCa);
    expect(held(items[1])).toEqual(["onHold", "onHold", "revoked"]);
    expect(held(items[0])).toEqual(["revoked", "revoked", "revoked"]);
    const after = await read(officer, "VSC-000002");
    expect(after.version).toBe(before.version + 2);
    expect(after.certificates.map(({ stateInCa }) => stateInCa.reason)).toEqual([
      "unspecified",
      "unspecified",
      "superseded",
    ]);
  });

  test("leave a card in a state that they do not take unchanged, and the result says so", async () => {
    const { officer, admin } = at();
    await withoutApproval(admin);
    await runProcess(officer, lock, "VSC-000001");
    const done = await runOnUser(officer, deactivateUser, "USR-000001");
    expect(changes(done)).toContain("VSC-000001 state: locked -> locked (other-state)");
    expect(await processesDone("VSC-000001")).toEqual([lock, null]);
  });

  test("leave a registered card of a locked user registered; form and result say so, and that its certificates are valid", async () => {
    const { sandbox, officer, admin } = at();
    await withoutApproval(admin);
    const leftAlone = [
      "VSC-000036 state: registered -> registered (other-state)",
      "Authentication stateInIdm: issued -> issued",
      "Authentication stateInCa: valid -> valid",
    ];
    const form = await startOn(officer, lockUser, user("USR-000036"));
    expect(changes(form)).toEqual(expect.arrayContaining(leftAlone));
    const done = await next(officer, form, {}, { reason: "misuse" });
    expect(changes(done)).toEqual(changes(form));
    const { state, certificates } = await read(officer, "VSC-000036");
    expect(state).toBe("registered");
    expect((await askOpenssl(sandbox.url, certificates[0]?.serial ?? "")).ocsp).toMatch(inCa.valid.ocsp);
  });

  test("leave a certificate on hold that is held for another cause, and the result says which one and why", async () => {
    const { officer, admin } = at();
    await withoutApproval(admin);
    const held = await heldForAnotherCause();
    const owner = held.related[0]?.ref.id ?? "";
    const off = await runOnUser(officer, deactivateUser, owner);
    expect(changes(off)).toContain("Signature stateInCa: onHold -> onHold (held-for-another-cause)");
    expect(changes(off)).toContain("Authentication stateInCa: valid -> onHold");
    const on = await runOnUser(officer, reactivateUser, owner);
    expect(changes(on)).toContain("Signature stateInIdm: onHold -> onHold (held-for-another-cause)");
    expect(changes(on)).toContain("Signature stateInCa: onHold -> onHold (held-for-another-cause)");
    expect(changes(on)).toContain("Authentication stateInCa: onHold -> valid");
    expect(states(await read(officer, held.ref.id))).toContain("signature: onHold, onHold");
  });

  test("change no user and no card while the CA is down, and Next succeeds when it is pressed again", async () => {
    const { sandbox, officer, admin } = at();
    await withoutApproval(admin);
    const form = await startOn(officer, lockUser, user("USR-000002"));
    await sandbox.fault("POST", "/v1/process-instances/*/next", { caDown: true });
    const failed = await next(officer, form, {}, { reason: "misuse" });
    expect(failed.step).toMatchObject({ kind: "failed", problem: { code: "ca-unavailable" } });
    expect(await officer.ask(idmApi.object, { params: user("USR-000002") })).toMatchObject({ state: "active" });
    expect((await read(officer, "VSC-000002")).state).toBe("inactive");
    const back = await officer.ask(idmApi.previousStep, { params: { id: form.id } });
    expect(back.step).toMatchObject({ kind: "form", fields: [{ value: "misuse" }] });
    expect((await next(officer, form, {}, { reason: "misuse" })).step.kind).toBe("done");
  });

  test("are refused as a version conflict if a card has changed since the form showed the planned changes", async () => {
    const { officer, manager, admin } = at();
    await withoutApproval(admin);
    const form = await startOn(officer, deactivateUser, user("USR-000001"));
    await runProcess(manager, lock, "VSC-000001");
    const body = { values: { reason: "longAbsence" } };
    expect(await officer.refused(idmApi.nextStep, { params: { id: form.id }, body })).toMatchObject({
      status: 409,
      code: "version-conflict",
    });
  });
});

/**
 * Returns an active card of the fixtures, of an active user, with a signature certificate that
 * something else put on hold.
 */
async function heldForAnotherCause(): Promise<IdmObject> {
  const { officer } = at();
  const query = { q: "", state: "active", limit: "200" };
  const { items } = await officer.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query });
  for (const { ref } of items) {
    const found = await read(officer, ref.id);
    if (found.certificates.some(({ heldBy }) => heldBy !== null) && found.related[0]?.state === "active") return found;
  }
  throw new Error("The fixtures have no such card.");
}

describe("the reason", () => {
  test.each([
    [deactivateUser, "USR-000001", ["longAbsence", "underInvestigation", "contractPaused"]],
    [reactivateUser, "USR-000003", ["returned", "investigationClosed", "deactivatedByMistake"]],
    [lockUser, "USR-000001", ["leftOrganisation", "misuse", "identityNotConfirmed"]],
  ])("of %s is required and chosen from the list of that process", async (process, id, choices) => {
    const { step } = await startOn(at().officer, process, user(id));
    const [field] = step.kind === "form" ? step.fields : [];
    expect(field).toMatchObject({ name: "reason", label: "Reason", type: "CHOICE", required: true, value: null });
    expect(field?.choices.map(({ value }) => value)).toEqual(choices);
  });

  test.each([
    [{}, "The field Reason is empty."],
    [{ reason: null }, "The field Reason is empty."],
    [{ reason: "" }, "The field Reason is empty."],
    [{ reason: true }, "The field Reason has a value that it cannot have."],
    [{ reason: "returned" }, "The field Reason has a value that it cannot have."],
    [{ reason: "longAbsence", colour: "blue" }, "The form has no field colour."],
    [{ reason: 7 }, undefined],
    [{ reason: ["longAbsence"] }, undefined],
  ])("%j is refused and changes nothing", async (values, detail) => {
    const { officer, admin } = at();
    await withoutApproval(admin);
    const form = await startOn(officer, deactivateUser, user("USR-000001"));
    const refused = await officer.refused(idmApi.nextStep, { params: { id: form.id }, body: { values } });
    expect(refused).toMatchObject({ status: 400, code: "invalid-input", ...(detail === undefined ? {} : { detail }) });
    expect((await next(officer, form, {}, { reason: "longAbsence" })).step.kind).toBe("done");
  });
});
