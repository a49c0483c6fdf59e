import { expect, type Page } from "@playwright/test";
import { idmApi } from "#shared/idm/api.ts";
import { logIn as logInToApi, startSandbox, type RunningSandbox } from "../fixtures/sandbox.ts";
import { test } from "./app.ts";
import { findings } from "./axe.ts";
import { actions, enable, logIn, logOut, open } from "./operator.ts";

// Programs are started, stopped and started again.
test.slow();

const reactivate = "Reactivate virtual smart card";
const symbolicName = "VirtualSmartCardProcReactivate";
const ref = (id: string) => ({ type: "virtualSmartCard", id });
const banner = (page: Page) => page.getByRole("region", { name: "Connection" });
const queue = (page: Page) => page.getByRole("region", { name: "Queue" });
const entry = (page: Page, number: string) => queue(page).getByRole("row").filter({ hasText: number });
const goTo = (page: Page, area: string) => page.getByRole("button", { name: area, exact: true }).click();

/** The process is enabled, the operator has taken all inactive cards, and the back end is gone. */
async function inTheField(page: Page, sandbox: RunningSandbox): Promise<void> {
  await logIn(page, "admin");
  await enable(page, reactivate);
  await logOut(page);
  await logIn(page, "vscmanager");
  await goTo(page, "Offline");
  await page.getByRole("combobox", { name: "State" }).selectOption("Inactive");
  await page.getByRole("button", { name: "Take", exact: true }).click();
  const set = page.getByRole("region", { name: "Working set" });
  await expect(set).toContainText("Virtual smart card, all; State Inactive");
  await expect(set.getByRole("listitem").filter({ hasText: reactivate })).toBeVisible();
  await sandbox.kill();
  await expect(banner(page)).toContainText("You work on the working set");
}

/** Reactivates a card without a connection, up to the queue. */
async function queueReactivation(page: Page, number: string): Promise<void> {
  await goTo(page, "Quick search");
  await expect(page.getByText(/^From the working set, as of/)).toBeVisible();
  await open(page, number);
  await expect(page.getByText(/^From the working set.*different by now/)).toBeVisible();
  await actions(page).getByRole("button", { name: reactivate }).click();
  const dialog = page.getByRole("dialog", { name: reactivate });
  await dialog.getByRole("button", { name: "Next" }).click();
  await expect(dialog).toContainText("Queued. Not yet effective.");
  await dialog.getByRole("button", { name: "Close" }).click();
}

/** The back end again, at the same address, on the same data; it knows no session any more. */
function backAgain({ url, dataDir }: RunningSandbox): Promise<RunningSandbox> {
  return startSandbox({ dataDir, flags: ["--sandbox-port", new URL(url).port] });
}

async function logInAgain(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await dialog.getByLabel("Password").fill("sandbox");
  await dialog.getByRole("button", { name: "Log in" }).click();
  await expect(dialog).toBeHidden();
}

async function inactiveCards({ url }: RunningSandbox, count: number): Promise<string[]> {
  const operator = await logInToApi(url, "vscmanager");
  const { items } = await operator.ask(idmApi.search, {
    params: { id: "virtualSmartCard" },
    query: { q: "", state: "inactive" },
  });
  return items.slice(0, count).map(({ label }) => label);
}

test("three cards reactivated without a connection, the program restarted, synced, read back", async ({
  page: first,
  app,
}) => {
  const cards = await inactiveCards(app.sandbox, 3);
  await inTheField(first, app.sandbox);
  for (const card of cards) await queueReactivation(first, card);
  await expect(first.getByRole("region", { name: "Queued on this machine" })).toContainText("Active");
  await expect(banner(first)).toContainText("3 entries wait");

  const page = await app.restart();
  await expect(page.getByText(/There is a working set on this machine/)).toBeVisible();
  await logIn(page, "vscmanager", "guess");
  await expect(page.getByRole("alert")).toContainText("The user account or the password is wrong.");
  await logIn(page, "vscmanager");
  await goTo(page, "Offline");
  await expect(banner(page)).toContainText("3 entries wait");
  for (const card of cards) await expect(entry(page, card)).toContainText("Not yet effective");
  expect(await findings(page)).toEqual([]);

  await using sandbox = await backAgain(app.sandbox);
  await logInAgain(page);
  for (const card of cards) await expect(entry(page, card)).toContainText("Applied");
  await expect(banner(page)).not.toContainText("wait");
  const operator = await logInToApi(sandbox.url, "vscmanager");
  for (const id of cards) {
    expect(await operator.ask(idmApi.object, { params: ref(id) })).toMatchObject({ state: "active" });
    const { items } = await operator.ask(idmApi.history, { params: ref(id) });
    expect(items.filter(({ process }) => process === symbolicName)).toMatchObject([{ journalSeq: expect.any(Number) }]);
  }
  await queue(page)
    .getByRole("link", { name: cards[0] ?? "" })
    .click();
  await expect(page.getByRole("region", { name: "History" })).toContainText(reactivate);
});

test("a card that somebody else reactivated meanwhile: side by side, and dropped for a reason", async ({
  page,
  app,
}) => {
  const [card = ""] = await inactiveCards(app.sandbox, 1);
  await inTheField(page, app.sandbox);
  await queueReactivation(page, card);
  await goTo(page, "Offline");

  await using sandbox = await backAgain(app.sandbox);
  const officer = await logInToApi(sandbox.url, "officer");
  const { version } = await officer.ask(idmApi.object, { params: ref(card) });
  const started = await officer.ask(idmApi.startProcess, {
    body: { process: symbolicName, object: ref(card), expectedVersion: version },
  });
  await officer.ask(idmApi.nextStep, { params: { id: started.id }, body: { values: {} } });
  await logInAgain(page);

  await expect(entry(page, card)).toContainText("Conflict");
  await expect(banner(page)).toContainText("1 entry wants your decision");
  await page.getByRole("button", { name: `Decide about ${card}` }).click();
  const dialog = page.getByRole("dialog", { name: `Decide: ${reactivate}` });
  const row = dialog.getByRole("table", { name: "Side by side" }).getByRole("row", { name: /^State/ });
  await expect(row).toHaveText(/Inactive.*Active.*differs/s);
  expect(await findings(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Drop" }).click();
  await expect(dialog.getByLabel("Reason")).toBeFocused();
  await page.keyboard.type("Done by a colleague");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(entry(page, card)).toContainText("Done by a colleague");
  await expect(queue(page).getByRole("heading", { name: "Queue" })).toBeFocused();
  await expect(banner(page)).not.toContainText("decision");
});
