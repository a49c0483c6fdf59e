import { expect, type Page } from "@playwright/test";
import { idmApi } from "#shared/idm/api.ts";
import { enable } from "../fixtures/enable.ts";
import { logIn as logInToApi, type RunningSandbox } from "../fixtures/sandbox.ts";
import { test } from "./app.ts";
import { findings } from "./axe.ts";
import { chooseCertificate } from "./certificate-file.ts";
import { cardRef, processes } from "./field.ts";
import { actions, lastButton, logIn, openFound, typeToConfirm } from "./operator.ts";
import { logInByProvider, logInThere, systemBrowser } from "./provider.ts";

test.use({ sandboxFlags: ["--oidc", "--client-certificates", "--step-up-seconds", "600"] });

const card = "VSC-000001";
const wizard = (page: Page) => page.getByRole("dialog", { name: "Lock virtual smart card" });
const proof = (page: Page) => page.getByRole("dialog", { name: "Confirm that it is you" });

/** Locks the card in the wizard, after the log-in has become too old. */
async function lockCard(page: Page, sandbox: RunningSandbox): Promise<void> {
  await openFound(page, "Virtual smart card", card, card);
  await actions(page).getByRole("button", { name: "Lock virtual smart card" }).click();
  await sandbox.fault("POST", "/v1/process-instances/*/next", { ageLogIns: true });
  await typeToConfirm(wizard(page));
  await lastButton(wizard(page)).click();
}

async function stateOf(sandbox: RunningSandbox): Promise<string> {
  const api = await logInToApi(sandbox.url, "vscmanager");
  return (await api.ask(idmApi.object, { params: cardRef(card) })).state;
}

test("an irreversible process waits for the password, and then runs", async ({ page, app }) => {
  await enable(app.sandbox.url, processes.lock);
  await logIn(page, "vscmanager");
  await lockCard(page, app.sandbox);
  // The reloaded page opens both dialogs at once.
  await page.reload();
  await expect(proof(page).getByLabel("Password")).toBeFocused();
  expect(await findings(page)).toEqual([]);

  await proof(page).getByRole("button", { name: "Not now" }).click();
  await expect(proof(page)).toBeHidden();
  await expect(wizard(page)).toContainText("The back end wants to know again that it is you.");
  expect(await stateOf(app.sandbox)).toBe("active");

  await typeToConfirm(wizard(page));
  await lastButton(wizard(page)).click();
  await proof(page).getByLabel("Password").fill("wrong");
  await page.keyboard.press("Enter");
  await expect(proof(page).getByRole("alert")).toContainText("The user account or the password is wrong.");
  expect(await stateOf(app.sandbox)).toBe("active");
  await proof(page).getByLabel("Password").fill("sandbox");
  await page.keyboard.press("Enter");
  await expect(proof(page)).toBeHidden();
  await expect(wizard(page)).toContainText("Done and confirmed");
  expect(await stateOf(app.sandbox)).toBe("locked");
});

test("after a log-in at the provider an irreversible process waits for a fresh log-in there", async ({
  page,
  app,
  browser,
}) => {
  await enable(app.sandbox.url, processes.lock);
  await logInByProvider(app, page, browser, "vscmanager");
  await lockCard(page, app.sandbox);
  const system = await systemBrowser(browser);
  const address = await app.opened(() => proof(page).getByRole("button", { name: "Confirm in the browser" }).click());
  expect(new URL(address).searchParams.get("prompt")).toBe("login");
  await expect(proof(page)).toContainText("Finish the log-in in your browser.");
  expect(await findings(page)).toEqual([]);
  await logInThere(await system.open(address), "vscmanager");
  await expect(wizard(page)).toContainText("Done and confirmed");
  expect(await stateOf(app.sandbox)).toBe("locked");
  await system.close();
});

test("after a log-in with a certificate an irreversible process waits for the same certificate again", async ({
  page,
  app,
}) => {
  await enable(app.sandbox.url, processes.lock);
  await page.getByRole("button", { name: "Log in with a certificate" }).click();
  await chooseCertificate(app, page, "vscmanager");
  await page.getByLabel("Passphrase of the file").fill("sandbox");
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByRole("button", { name: "Log in with this certificate" }).click();
  await lockCard(page, app.sandbox);
  await expect(proof(page).getByRole("button", { name: "Choose file…" })).toBeFocused();
  expect(await findings(page)).toEqual([]);

  await chooseCertificate(app, proof(page), "officer");
  await proof(page).getByLabel("Passphrase of the file").fill("sandbox");
  await page.keyboard.press("Enter");
  await expect(proof(page).getByRole("alert")).toBeVisible();
  expect(await stateOf(app.sandbox)).toBe("active");

  await chooseCertificate(app, proof(page), "vscmanager");
  await expect(proof(page).getByLabel("Passphrase of the file")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(proof(page)).toBeHidden();
  await expect(wizard(page)).toContainText("Done and confirmed");
  expect(await stateOf(app.sandbox)).toBe("locked");
});
