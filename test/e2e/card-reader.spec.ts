import { expect, type Page } from "@playwright/test";
import { askOpenssl } from "../fixtures/openssl.ts";
import { pcscService, pcscTurn, type PcscService } from "../fixtures/pcsc.ts";
import { run, type Running } from "../fixtures/process.ts";
import { test, type App } from "./app.ts";
import { findings } from "./axe.ts";
import { actions, enable, logIn, logOut, open } from "./operator.ts";

/* A virtual card in the reader of a PC/SC service of the test, as the page shows it. */

let pcsc: PcscService;
let inserted: Running | null = null;

test.beforeAll(async () => {
  test.setTimeout(pcscTurn);
  pcsc = await pcscService();
  process.env["PCSCLITE_CSOCK_NAME"] = pcsc.socket;
});
test.afterAll(async () => {
  delete process.env["PCSCLITE_CSOCK_NAME"];
  await pcsc.remove();
});
test.beforeEach(() => pcsc.start());
test.afterEach(async () => {
  await pullOut();
  await pcsc.stop();
});

/** Inserts a card, as `npm run virtual-card` does. */
async function insert(app: App, card: string): Promise<void> {
  const args = ["--card", card, "--sandbox", app.sandbox.url, "--port", String(pcsc.port)];
  inserted = run("electron/sandbox/virtual-card/main.ts", args);
  await inserted.line(/is in the reader/);
}
async function pullOut(): Promise<void> {
  await inserted?.stop();
  inserted = null;
}

const line = (page: Page) => page.getByRole("region", { name: "Card in reader" });
const check = (page: Page) => page.getByRole("dialog", { name: "Check this card" });
const reactivate = "Reactivate virtual smart card";

test("Ctrl+J opens the inserted card, and the page has a sentence for each state of the reader", async ({
  page,
  app,
}) => {
  await logIn(page, "vscmanager");
  await expect(line(page)).toContainText("There is no card in the reader. Put a card into the reader.");
  await insert(app, "VSC-000002");
  await expect(line(page)).toContainText("Card in reader: VSC-000002");
  await expect(line(page).getByRole("button", { name: "Open VSC-000002" })).toBeVisible();
  await page.keyboard.press("Control+j");
  await expect(page.getByRole("heading", { name: "VSC-000002" })).toBeVisible();
  await expect(line(page)).toContainText("The card in the reader is this card.");
  await pullOut();
  await expect(line(page)).toContainText("There is no card in the reader.");
  await insert(app, "VSC-000001");
  await expect(line(page)).toContainText("The card in the reader is another card: VSC-000001.");
  await pcsc.stop();
  await expect(line(page)).toContainText("is not running. Start the smart card service (PC/SC)");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await pcsc.start();
  await expect(line(page)).toContainText("There is no card in the reader.");
});

test("a card is checked after its reactivation, and OpenSSL agrees with the states that the check shows", async ({
  page,
  app,
}) => {
  await logIn(page, "admin");
  await enable(page, reactivate);
  await logOut(page);
  await logIn(page, "vscmanager");
  await insert(app, "VSC-000002");
  await open(page, "VSC-000002");
  await expect(line(page)).toContainText("is this card");
  await actions(page).getByRole("button", { name: reactivate }).click();
  const wizard = page.getByRole("dialog", { name: reactivate });
  await wizard.getByRole("button", { name: "Next" }).click();
  await wizard.getByRole("button", { name: "Check this card" }).click();
  await expect(check(page)).toContainText("3 tries left.");
  await check(page).getByLabel("PIN of the holder").fill("123456");
  await page.keyboard.press("Enter");
  await expect(
    check(page).getByRole("heading", { name: "The card, Identity Manager and the CA agree." }),
  ).toBeFocused();
  await expect(check(page)).toContainText("The card has proved that it has its private key.");

  const rows = check(page).getByRole("table", { name: "What was compared" }).getByRole("row");
  const shown: Record<string, string> = {};
  for (const row of (await rows.all()).slice(1)) {
    const [serial = "", , inCa = ""] = await row.getByRole("cell").allInnerTexts();
    const { ocsp } = await askOpenssl(app.sandbox.url, serial.trim());
    const byOpenssl = /card\.pem: (\w+)/.exec(ocsp)?.[1] ?? "";
    shown[(await row.getByRole("rowheader").innerText()).trim()] = `${inCa.split("\n")[0]}, ${byOpenssl}`;
  }
  expect(shown).toEqual({ Authentication: "Valid, good", Signature: "Valid, good", Encryption: "Revoked, revoked" });
  expect(await findings(page)).toEqual([]);
});

test("a wrong PIN shows how many tries are left, and a removed card is not shown as an error", async ({
  page,
  app,
}) => {
  await logIn(page, "vscmanager");
  await insert(app, "VSC-000002");
  await expect(line(page)).toContainText("VSC-000002");
  await page.keyboard.press("Control+j");
  await line(page).getByRole("button", { name: "Check this card" }).click();
  await check(page).getByLabel("PIN of the holder").fill("987654");
  await check(page).getByRole("button", { name: "Check" }).click();
  await expect(check(page)).toContainText("Wrong PIN. 2 tries left.");
  await expect(check(page).getByLabel("PIN of the holder")).toHaveValue("");
  await pullOut();
  await expect(check(page)).toContainText("There is no card in the reader.");
  await check(page).getByRole("button", { name: "Check again" }).click();
  await expect(check(page)).toContainText("The check was not done.");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await insert(app, "VSC-000002");
  await expect(check(page)).toContainText("The card in the reader is this card.");
  await check(page).getByRole("button", { name: "Check" }).click();
  await expect(
    check(page).getByRole("heading", { name: "The card, Identity Manager and the CA agree." }),
  ).toBeVisible();
});
