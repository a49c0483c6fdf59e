import { expect, type Locator, type Page } from "@playwright/test";
import type { Ref } from "#shared/domain/ref.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import { askOpenssl } from "../fixtures/openssl.ts";
import { enable as enableOverApi } from "../fixtures/enable.ts";
import { logIn as logInToApi } from "../fixtures/sandbox.ts";
import { test, type App } from "./app.ts";
import { actions, enable, lastButton, logIn, logOut, openFound, openTab, typeToConfirm } from "./operator.ts";

/** A row of the family table: the operator's action, and the resulting states on both sides. */
interface Row {
  readonly process: string;
  readonly on: "Virtual smart card" | "User";
  /** The number of the card and its user. */
  readonly number: string;
  /** The operator must type the number to confirm. */
  readonly isFinal?: true;
  /** An administrator has to enable it first. */
  readonly isShippedOff?: true;
  /** The reason to choose in the form; a second person must then approve the request. */
  readonly reason?: string;
  readonly user: string;
  readonly card: string | null;
  /**
   * Authentication, signature, encryption: each with its state in Identity Manager and in the CA.
   */
  readonly certificates: readonly (readonly [string | null, "valid" | "onHold" | "revoked"])[];
}

const onHold = ["onHold", "onHold"] as const;
const released = ["onHold", "valid"] as const;
const revoked = ["revoked", "revoked"] as const;
const forgotten = [null, "valid"] as const;

const family: readonly Row[] = [
  {
    process: "Reactivate virtual smart card",
    on: "Virtual smart card",
    number: "000002",
    isShippedOff: true,
    user: "active",
    card: "active",
    // Encryption was revoked before, and stays so.
    certificates: [released, released, revoked],
  },
  {
    process: "Deactivate virtual smart card",
    on: "Virtual smart card",
    number: "000001",
    isShippedOff: true,
    user: "active",
    card: "inactive",
    certificates: [onHold, onHold, onHold],
  },
  {
    process: "Lock virtual smart card",
    isFinal: true,
    on: "Virtual smart card",
    number: "000001",
    user: "active",
    card: "locked",
    certificates: [revoked, revoked, revoked],
  },
  {
    process: "Delete virtual smart card",
    isFinal: true,
    on: "Virtual smart card",
    number: "000001",
    isShippedOff: true,
    user: "active",
    card: null,
    certificates: [forgotten, forgotten, forgotten],
  },
  {
    process: "Deactivate user",
    on: "User",
    number: "000001",
    reason: "Under investigation",
    user: "inactive",
    card: "inactive",
    certificates: [onHold, onHold, onHold],
  },
  {
    process: "Reactivate user",
    on: "User",
    number: "000003",
    reason: "Has returned",
    user: "active",
    card: "active",
    certificates: [released, released, released],
  },
  {
    process: "Lock user",
    isFinal: true,
    on: "User",
    number: "000001",
    reason: "Misuse",
    user: "locked",
    card: "locked",
    certificates: [revoked, revoked, revoked],
  },
];

/** The expected output of openssl, by CRL and by OCSP. */
const saidByOpenssl = {
  valid: { crl: /card\.pem: OK/, ocsp: /card\.pem: good/ },
  onHold: { crl: /certificate revoked/, ocsp: /card\.pem: revoked[\s\S]*Reason: certificateHold/ },
  // The reason "unspecified" is left out (RFC 5280 section 5.3.1).
  revoked: { crl: /certificate revoked/, ocsp: /card\.pem: revoked(?![\s\S]*certificateHold)/ },
} as const;

const wizard = (page: Page) => page.getByRole("dialog");

for (const row of family) {
  const number = row.on === "User" ? `USR-${row.number}` : `VSC-${row.number}`;
  test(`${row.process} on ${number}, as shipped ${row.isShippedOff ? "off" : "on"}`, async ({ page, app }) => {
    const { serials, user, card } = await fixture(app, row.number);
    const { ref, label } = row.on === "User" ? user : card;
    expect(await isEnabled(app, row.process, ref)).toBe(row.isShippedOff !== true);
    await logIn(page, row.isShippedOff ? "admin" : "officer");
    if (row.isShippedOff) {
      await enable(page, row.process);
      await logOut(page);
      await logIn(page, "officer");
    }

    await openFound(page, row.on, number, label);
    await actions(page).getByRole("button", { name: row.process }).click();
    if (row.card === null) await asksFirst(page);
    if (row.reason !== undefined) await choosesReason(page, row.reason);
    if (row.isFinal) await typeToConfirm(wizard(page));
    await lastButton(wizard(page)).click();
    if (row.reason === undefined) {
      await expect(wizard(page)).toContainText("Done and confirmed");
    } else {
      await expect(wizard(page)).toContainText("Nothing has changed yet.");
      await approves(await app.secondPage(), row.process, label);
    }
    await wizard(page).getByRole("button", { name: "Close" }).click();

    if (row.card === null) await expect(page.getByRole("alert")).toContainText("not-found");
    else await expect(page.getByRole("article").getByRole("status").first()).toHaveText(inWords(row));
    if (row.card !== null) await openTab(page, "History");
    await expect(page.getByRole("table", { name: "History" }).getByRole("row").nth(1)).toContainText(row.process);
    await expectInDatabase(app, row, serials);
    for (const [index, serial] of serials.entries()) {
      const said = await askOpenssl(app.sandbox.url, serial);
      const expected = saidByOpenssl[row.certificates[index]?.[1] ?? "valid"];
      expect(said.crl).toMatch(expected.crl);
      expect(said.ocsp).toMatch(expected.ocsp);
    }
  });
}

test("Lock user with an inactive card: its history has both automatic calls, and the result says what is unchanged", async ({
  page,
  app,
}) => {
  const { serials, user } = await fixture(app, "000002");
  await logIn(page, "officer");
  await openFound(page, "User", "USR-000002", user.label);
  await actions(page).getByRole("button", { name: "Lock user" }).click();
  await choosesReason(page, "Has left the organisation");
  await typeToConfirm(wizard(page));
  await lastButton(wizard(page)).click();
  await expect(wizard(page)).toContainText("Nothing has changed yet.");
  const approver = await app.secondPage();
  await approves(approver, "Lock user", user.label);
  const changed = approver.getByRole("region", { name: "What has changed" });
  await expect(changed).toContainText("Encryption is revoked for good, and stays so.");
  await expect(changed.getByRole("row").filter({ hasText: "Signature" })).toContainText("Revoked");

  await wizard(page).getByRole("button", { name: "Close" }).click();
  await openTab(page, "Related");
  await page.getByRole("region", { name: "Related" }).getByRole("link", { name: "VSC-000002" }).click();
  await expect(page.getByRole("article").getByRole("status").first()).toHaveText("Locked");
  await openTab(page, "History");
  const entries = page.getByRole("table", { name: "History" }).getByRole("row");
  await expect(entries.nth(1)).toContainText("Lock virtual smart card");
  await expect(entries.nth(1)).toContainText(/On hold.*Revoked/s);
  await expect(entries.nth(2)).toContainText("Reactivate virtual smart card");
  await expect(entries.nth(2)).toContainText(/Inactive.*Active/s);
  await expect(entries.nth(2)).not.toContainText(/certificate|Signature/);
  for (const entry of [entries.nth(1), entries.nth(2)])
    await expect(entry).toContainText("Approved by Aprilia Provera");
  for (const serial of serials)
    expect((await askOpenssl(app.sandbox.url, serial)).crl).toContain("certificate revoked");
});

test("Lock user with a registered card: wizard and result say that it stays registered, with valid certificates", async ({
  page,
  app,
}) => {
  const { serials, user } = await fixture(app, "000036");
  await logIn(page, "officer");
  await openFound(page, "User", "USR-000036", user.label);
  await actions(page).getByRole("button", { name: "Lock user" }).click();
  await expectLeftAlone(wizard(page).getByRole("region", { name: "What will change" }));
  await choosesReason(page, "Identity not confirmed");
  await typeToConfirm(wizard(page));
  await lastButton(wizard(page)).click();
  await expect(wizard(page)).toContainText("Nothing has changed yet.");
  const approver = await app.secondPage();
  await approves(approver, "Lock user", user.label);
  await expectLeftAlone(approver.getByRole("region", { name: "What has changed" }));
  for (const serial of serials) expect((await askOpenssl(app.sandbox.url, serial)).crl).toContain("card.pem: OK");
});

async function expectLeftAlone(changes: Locator): Promise<void> {
  await expect(changes).toContainText(
    "VSC-000036 is in a state that this process does not change, and stays so (Registered).",
  );
  await expect(changes).toContainText(/Authentication, Signature, Encryption.*\(Issued \(internal\), Valid\)/);
}

test("a certificate that is on hold for another cause is not released with the others, and the result says which", async ({
  page,
  app,
}) => {
  const [deactivate, reactivate] = ["Deactivate virtual smart card", "Reactivate virtual smart card"];
  await enableOverApi(app.sandbox.url, "VirtualSmartCardProcDeactivate", "VirtualSmartCardProcReactivate");
  const { serials, card } = await fixture(app, "000016");
  await logIn(page, "officer");
  await openFound(page, "Virtual smart card", "VSC-000016", card.label);
  for (const process of [deactivate, reactivate]) {
    await actions(page).getByRole("button", { name: process }).click();
    await wizard(page).getByRole("button", { name: "Next" }).click();
    await expect(wizard(page)).toContainText("Done and confirmed");
    await expect(wizard(page)).toContainText("Signature is on hold for another cause, and stays so.");
    await wizard(page).getByRole("button", { name: "Close" }).click();
  }
  const crls = await Promise.all(serials.map(async (serial) => (await askOpenssl(app.sandbox.url, serial)).crl));
  expect(crls.map((crl) => crl.includes("card.pem: OK"))).toEqual([true, false, true]);
});

/** Reads the initial ids and labels directly from the back end. */
async function fixture(app: App, number: string): Promise<{ serials: string[]; user: IdmObject; card: IdmObject }> {
  const operator = await logInToApi(app.sandbox.url, "officer");
  const read = (type: string, id: string) => operator.ask(idmApi.object, { params: { type, id } });
  const card = await read("virtualSmartCard", `VSC-${number}`);
  return { card, user: await read("user", `USR-${number}`), serials: card.certificates.map(({ serial }) => serial) };
}

async function isEnabled(app: App, process: string, { type, id }: Ref): Promise<boolean> {
  const operator = await logInToApi(app.sandbox.url, "officer");
  const offers = await operator.ask(idmApi.processes, { params: { type, id } });
  return offers.some(({ name, why }) => name === process && why.every(({ code }) => code !== "not-enabled"));
}

/**
 * Checks that the form asks for confirmation and warns about the certificates, and that the
 * operator can still cancel.
 */
async function asksFirst(page: Page): Promise<void> {
  await expect(wizard(page)).toContainText("Really delete this virtual smart card?");
  await expect(wizard(page)).toContainText("one that is valid there stays valid");
  await wizard(page).getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("article").getByRole("status").first()).toHaveText("Active");
  await actions(page).getByRole("button", { name: "Delete virtual smart card" }).click();
  const plan = wizard(page).getByRole("table", { name: "What will change" });
  await expect(plan.getByRole("row").filter({ hasText: "Authentication" })).toContainText(/nothing.*stays valid/s);
}

/** Checks that Next requires a reason, then selects one. */
async function choosesReason(page: Page, reason: string): Promise<void> {
  await lastButton(wizard(page)).focus();
  await page.keyboard.press("Enter");
  await expect(wizard(page)).toContainText("Fill in “Reason”.");
  await wizard(page).getByRole("combobox", { name: "Reason" }).selectOption(reason);
}

async function approves(page: Page, process: string, label: string): Promise<void> {
  await logIn(page, "approver");
  await page.getByRole("row", { name: `${process}: ${label}` }).click();
  const decision = page.getByRole("region", { name: "Your decision" });
  if (process.startsWith("Lock")) await typeToConfirm(decision);
  await decision.getByRole("button", { name: /^Approve/ }).click();
  const decided = page.getByRole("region", { name: "Your last decision" });
  await expect(decided).toContainText("Approved");
  await decided.getByText(/read back$/).click();
}

function inWords({ on, user, card }: Row): string {
  const state = on === "User" ? user : (card ?? "");
  return state.charAt(0).toUpperCase() + state.slice(1);
}

/** Checks the states over the API: those of user and card, and both states of each certificate. */
async function expectInDatabase(app: App, row: Row, serials: readonly string[]): Promise<void> {
  const operator = await logInToApi(app.sandbox.url, "officer");
  const read = async (type: string, id: string): Promise<IdmObject | null> => {
    const answer = await operator.send(idmApi.object, { params: { type, id } });
    return answer.status === 404 ? null : idmApi.object.answer.parse(answer.body);
  };
  const certificates = await Promise.all(serials.map((serial) => read("certificate", serial)));
  expect({
    user: (await read("user", `USR-${row.number}`))?.state,
    card: (await read("virtualSmartCard", `VSC-${row.number}`))?.state ?? null,
    inIdm: certificates.map((each) => each?.state ?? null),
    inCa: certificates.map((each) => each?.certificates[0]?.stateInCa.status ?? null),
  }).toEqual({
    user: row.user,
    card: row.card,
    inIdm: row.certificates.map(([inIdm]) => inIdm),
    // Identity Manager no longer knows the CA's state of a certificate that it has deleted; openssl
    // checks that one.
    inCa: row.certificates.map(([inIdm, inCa]) => (inIdm === null ? null : inCa)),
  });
}
