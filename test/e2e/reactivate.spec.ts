import { expect } from "@playwright/test";
import { idmApi } from "#shared/idm/api.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import { askOpenssl } from "../fixtures/openssl.ts";
import { logIn as logInToApi, type RunningSandbox } from "../fixtures/sandbox.ts";
import { test, type App } from "./app.ts";
import { actions, certificateStates, enable, logIn, logOut, open, openTab, unfoldReasons } from "./operator.ts";

const reactivate = "Reactivate virtual smart card";
const nextPath = "/v1/process-instances/*";
const dialog = (page: App["page"]) => page.getByRole("dialog", { name: reactivate });

/** Enables the process as the administrator, then logs in as the operator. */
async function enabledFor(page: App["page"], account: string): Promise<void> {
  await logIn(page, "admin");
  await enable(page, reactivate);
  await logOut(page);
  await logIn(page, account);
}

/** Follows the operator's steps up to the wizard page whose Next runs the process. */
async function atNext(page: App["page"], number: string): Promise<void> {
  await open(page, number);
  await actions(page).getByRole("button", { name: reactivate }).click();
  await expect(dialog(page).getByRole("button", { name: "Next" })).toBeEnabled();
}

const next = (page: App["page"]) => dialog(page).getByRole("button", { name: "Next" });
const close = (page: App["page"]) => dialog(page).getByRole("button", { name: "Close" });

const asOperator = (sandbox: RunningSandbox) => logInToApi(sandbox.url, "vscmanager");

async function readCard(sandbox: RunningSandbox, id: string): Promise<IdmObject> {
  return (await asOperator(sandbox)).ask(idmApi.object, { params: { type: "virtualSmartCard", id } });
}

/** Reads the serials of a card's certificates by purpose, directly from the back end. */
async function serials(sandbox: RunningSandbox, id: string): Promise<Map<string, string>> {
  const { certificates } = await readCard(sandbox, id);
  return new Map(certificates.map(({ purpose, serial }) => [purpose, serial]));
}

async function reactivations(sandbox: RunningSandbox, id: string): Promise<number> {
  const params = { type: "virtualSmartCard", id };
  const { items } = await (await asOperator(sandbox)).ask(idmApi.history, { params });
  return items.filter((entry) => entry.process === "VirtualSmartCardProcReactivate").length;
}

test("an administrator enables the process, and an operator reactivates VSC-000002", async ({ page, app }) => {
  await enabledFor(page, "vscmanager");
  const bySerial = await serials(app.sandbox, "VSC-000002");
  const authentication = bySerial.get("authentication") ?? "";
  const before = await askOpenssl(app.sandbox.url, authentication);
  expect(before.crl).toContain("certificate revoked");
  expect(before.ocsp).toMatch(/revoked[\s\S]*certificateHold/);

  await open(page, "VSC-000002");
  expect(await certificateStates(page)).toEqual([
    "Authentication: On hold, On hold",
    "Signature: On hold, On hold",
    "Encryption: Revoked, Revoked",
  ]);
  await actions(page).getByRole("button", { name: reactivate }).click();
  await expect(dialog(page).getByRole("table", { name: "What will change" })).toContainText("VSC-000002");
  await next(page).click();

  await expect(dialog(page)).toContainText("confirmed");
  await expect(dialog(page).getByRole("table", { name: "What has changed" })).toContainText("Active");
  await close(page).click();
  await expect(page.getByRole("heading", { name: "VSC-000002" })).toBeVisible();
  await expect
    .poll(() => certificateStates(page))
    .toEqual(["Authentication: On hold, Valid", "Signature: On hold, Valid", "Encryption: Revoked, Revoked"]);
  await openTab(page, "History");
  await expect(page.getByRole("region", { name: "History" })).toContainText(reactivate);

  const after = await askOpenssl(app.sandbox.url, authentication);
  expect(after.crl).toContain("card.pem: OK");
  expect(after.ocsp).toMatch(/card\.pem: good/);
  const encryption = await askOpenssl(app.sandbox.url, bySerial.get("encryption") ?? "");
  expect(encryption.crl).toContain("certificate revoked");
  expect(encryption.ocsp).toMatch(/card\.pem: revoked/);
});

test("the process is not offered before it is enabled, and the panel says why", async ({ page }) => {
  await logIn(page, "vscmanager");
  await open(page, "VSC-000002");
  await expect(actions(page).getByRole("button", { name: reactivate })).toHaveCount(0);
  await unfoldReasons(page);
  await expect(actions(page).getByRole("listitem").filter({ hasText: reactivate })).toContainText(
    "An administrator can enable it.",
  );
});

test("once enabled, the process is offered to an operator who already has the card open", async ({ page, app }) => {
  await logIn(page, "vscmanager");
  await open(page, "VSC-000002");
  await expect(actions(page).getByRole("button", { name: reactivate })).toHaveCount(0);
  const administrator = await app.secondPage();
  await logIn(administrator, "admin");
  await enable(administrator, reactivate);
  await expect(actions(page).getByRole("button", { name: reactivate })).toBeVisible();
});

test("an active card and a locked card say why the process is not possible", async ({ page }) => {
  await enabledFor(page, "vscmanager");
  await open(page, "VSC-000001");
  await unfoldReasons(page);
  const reason = actions(page).getByRole("listitem").filter({ hasText: reactivate });
  await expect(reason).toContainText("Inactive");
  await expect(reason).toContainText("Active");
  await expect(actions(page).getByRole("button", { name: reactivate })).toHaveCount(0);
  await page
    .getByRole("searchbox", { name: "Search" })
    .or(page.getByRole("button", { name: "Quick search" }))
    .first()
    .click();
  await open(page, "VSC-000004");
  await unfoldReasons(page);
  await expect(actions(page).getByRole("listitem").filter({ hasText: reactivate })).toContainText("Locked");
});

test("of two operators on one card the second gets a version conflict and the new state; nothing is done twice", async ({
  page,
  app,
}) => {
  await enabledFor(page, "vscmanager");
  const other = await app.secondPage();
  await logIn(other, "officer");
  await atNext(page, "VSC-000002");
  await atNext(other, "VSC-000002");
  await next(page).click();
  await expect(dialog(page)).toContainText("confirmed");
  await next(other).click();
  await expect(dialog(other)).toContainText("version-conflict");
  await close(other).click();
  await expect(actions(other).getByRole("button", { name: reactivate })).toHaveCount(0);
  await expect.poll(() => certificateStates(other)).toContain("Authentication: On hold, Valid");
  expect(await reactivations(app.sandbox, "VSC-000002")).toBe(1);
});

test("a double click on Next and a repeated Enter run the process once", async ({ page, app }) => {
  await enabledFor(page, "vscmanager");
  await app.sandbox.fault("POST", nextPath, { delayMs: 400 }, 5);
  await atNext(page, "VSC-000002");
  await next(page).dblclick();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toContainText("confirmed");
  expect(await reactivations(app.sandbox, "VSC-000002")).toBe(1);
});

test("Next changes nothing while the CA is down, and succeeds when it is pressed again", async ({ page, app }) => {
  await enabledFor(page, "vscmanager");
  const versionBefore = (await readCard(app.sandbox, "VSC-000002")).version;
  await atNext(page, "VSC-000002");
  await app.sandbox.fault("POST", nextPath, { caDown: true }, 1);
  await next(page).click();
  await expect(dialog(page)).toContainText("ca-unavailable");
  expect(await readCard(app.sandbox, "VSC-000002")).toMatchObject({ state: "inactive", version: versionBefore });
  await next(page).click();
  await expect(dialog(page)).toContainText("confirmed");
});

test.describe("the connection is lost during Next", () => {
  for (const effect of ["dropBeforeCommit", "dropAfterCommit"]) {
    test(`${effect}: the wizard ends with the true result, and the process runs once`, async ({ page, app }) => {
      await enabledFor(page, "vscmanager");
      await atNext(page, "VSC-000002");
      await app.sandbox.fault("POST", nextPath, { [effect]: true }, 2);
      await next(page).click();
      await expect(dialog(page)).toContainText("We do not know yet");
      await expect(dialog(page)).toContainText("confirmed");
      expect(await reactivations(app.sandbox, "VSC-000002")).toBe(1);
    });
  }
});
