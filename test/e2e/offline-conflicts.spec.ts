import { expect, type Locator, type Page } from "@playwright/test";
import { idmApi } from "#shared/idm/api.ts";
import { startSandbox as startSandboxHere } from "../../electron/sandbox/server.ts";
import { enable, setSettings } from "../fixtures/enable.ts";
import { logIn as logInToApi, type ApiClient, type RunningSandbox } from "../fixtures/sandbox.ts";
import { test } from "./app.ts";
import { findings } from "./axe.ts";
import {
  backAgain,
  banner,
  cardRef,
  entry,
  goTo,
  inactiveCards,
  inTheField,
  logInAgain,
  processes,
  queue,
  queueReactivation,
  reactivate,
} from "./field.ts";
import { runProcess } from "../fixtures/run-process.ts";
import { logIn } from "./operator.ts";

// Slow: starts and stops programs several times.
test.slow();

/** Queues a reactivation of each of the cards, and stays at the queue. */
async function queueAll(page: Page, sandbox: RunningSandbox, cards: readonly string[]): Promise<void> {
  await inTheField(page, sandbox);
  for (const card of cards) await queueReactivation(page, card);
  await goTo(page, "Offline");
}

async function decideAbout(page: Page, card: string): Promise<Locator> {
  await page.getByRole("button", { name: `Decide on ${card}` }).click();
  const dialog = page.getByRole("dialog", { name: `Decide: ${reactivate}` });
  await expect(dialog).toContainText(card);
  return dialog;
}

const row = (dialog: Locator, name: string): Locator =>
  dialog.getByRole("table", { name: "Side by side" }).getByRole("row", { name: new RegExp(`^${name}`) });

async function drop(page: Page, dialog: Locator, reason: string): Promise<void> {
  await dialog.getByRole("button", { name: "Drop" }).click();
  await expect(dialog.getByLabel("Reason")).toBeFocused();
  await page.keyboard.type(reason);
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(queue(page).getByRole("heading", { name: "Queue" })).toBeFocused();
}

/**
 * Returns the answer to a read of the object, without its certificates, and the length of its
 * history. Neither may change if nothing was carried out.
 */
async function standing(api: ApiClient, id: string): Promise<unknown> {
  const answer = await api.send(idmApi.object, { params: cardRef(id) });
  const { items } = await api.ask(idmApi.history, { params: cardRef(id) });
  return { status: answer.status, body: { ...Object(answer.body), certificates: [] }, history: items.length };
}

test("cards changed by others are shown beside the state that was seen, and dropped for a reason or started again", async ({
  page,
  app,
}) => {
  const cards = await inactiveCards(app.sandbox, 5);
  const [reactivated = "", locked = "", lockedWithUser = "", deleted = "", onHoldAgain = ""] = cards;
  await queueAll(page, app.sandbox, cards);

  await using sandbox = await backAgain(app.sandbox);
  const officer = await logInToApi(sandbox.url, "officer");
  await runProcess(officer, processes.reactivate, cardRef(reactivated));
  await runProcess(officer, processes.reactivate, cardRef(locked));
  await runProcess(officer, processes.lock, cardRef(locked));
  const { related } = await officer.ask(idmApi.object, { params: cardRef(lockedWithUser) });
  const request = await runProcess(
    officer,
    "UsersProcLock",
    { type: "user", id: related[0]?.ref.id ?? "" },
    { reason: "misuse" },
  );
  const approver = await logInToApi(sandbox.url, "approver");
  await approver.ask(idmApi.decideTask, { params: { id: request ?? "" }, body: { decision: "approve" } });
  await runProcess(officer, processes.remove, cardRef(deleted));
  await runProcess(officer, processes.reactivate, cardRef(onHoldAgain));
  await runProcess(officer, processes.deactivate, cardRef(onHoldAgain));
  const before = await Promise.all(cards.map((card) => standing(officer, card)));
  await logInAgain(page);

  for (const card of cards) await expect(entry(page, card)).toContainText("Conflict");
  await expect(banner(page)).toContainText("5 entries need your decision");
  expect(await Promise.all(cards.map((card) => standing(officer, card)))).toEqual(before);
  expect(await findings(page)).toEqual([]);

  let dialog = await decideAbout(page, reactivated);
  await expect(row(dialog, "State")).toHaveText(/Inactive.*Active.*differs/s);
  expect(await findings(page)).toEqual([]);
  await drop(page, dialog, "Done by a colleague");
  await page.getByRole("tab", { name: /^Done/ }).click();
  await expect(entry(page, reactivated)).toContainText("Done by a colleague");
  await page.getByRole("tab", { name: /^Needs a decision/ }).click();

  dialog = await decideAbout(page, locked);
  await expect(row(dialog, "State")).toHaveText(/Inactive.*Locked.*differs/s);
  await expect(row(dialog, "Authentication: In the CA")).toHaveText(/On hold.*Revoked.*differs/s);
  await drop(page, dialog, "Locked for good");

  dialog = await decideAbout(page, lockedWithUser);
  await expect(row(dialog, "State")).toHaveText(/Inactive.*Locked.*differs/s);
  await expect(dialog.getByText(`Person now: ${related[0]?.label}`)).toContainText("Locked");
  await drop(page, dialog, "The user has left");

  dialog = await decideAbout(page, deleted);
  await expect(dialog).toContainText("It is gone.");
  await expect(row(dialog, "State")).toHaveText(/Inactive.*not there.*differs/s);
  await expect(dialog.getByRole("button", { name: "Start again on the current state" })).toHaveCount(0);
  await drop(page, dialog, "Deleted");

  dialog = await decideAbout(page, onHoldAgain);
  await expect(row(dialog, "State")).toHaveText(/Inactive.*Inactive/s);
  await expect(row(dialog, "State")).not.toContainText("differs");
  await dialog.getByRole("button", { name: "Start again on the current state" }).click();
  const wizard = page.getByRole("dialog", { name: reactivate, exact: true });
  await expect(wizard.getByRole("table", { name: "What will change" })).toContainText(onHoldAgain);
  await wizard.getByRole("button", { name: "Next" }).click();
  await expect(wizard).toContainText("Done and confirmed");
  await wizard.getByRole("button", { name: "Close" }).click();
  await page.getByRole("tab", { name: /^Done/ }).click();
  await expect(entry(page, onHoldAgain)).toContainText("Started again");
  expect(await officer.ask(idmApi.object, { params: cardRef(onHoldAgain) })).toMatchObject({ state: "active" });
  await expect(banner(page)).not.toContainText("decision");
});

test("an entry of a disabled process is refused with the current state, and starting it again shows the reason", async ({
  page,
  app,
}) => {
  const [card = ""] = await inactiveCards(app.sandbox, 1);
  await queueAll(page, app.sandbox, [card]);
  await using sandbox = await backAgain(app.sandbox);
  await enable(sandbox.url, processes.lock);
  const officer = await logInToApi(sandbox.url, "officer");
  const before = await standing(officer, card);
  await logInAgain(page);

  await expect(entry(page, card)).toContainText("Refused");
  await expect(banner(page)).toContainText("1 entry needs your decision");
  const dialog = await decideAbout(page, card);
  await expect(dialog.getByRole("alert")).toContainText("Code not-enabled");
  await expect(row(dialog, "State")).toHaveText(/Inactive.*Inactive/s);
  expect(await findings(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Start again on the current state" }).click();
  // Nothing was started, so the decision is still open: the dialog shows why, and the entry stays.
  await expect(dialog.getByRole("alert")).toHaveCount(2);
  await expect(dialog.getByRole("alert").last()).toContainText("Code not-enabled");
  await expect(page.getByRole("dialog", { name: reactivate, exact: true })).toBeHidden();
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(entry(page, card)).toContainText("Refused");
  await expect(banner(page)).toContainText("1 entry needs your decision");
  expect(await standing(officer, card)).toEqual(before);
});

test("an entry whose grant ends before the sync expires, shows the current state, and can be started again", async ({
  page,
  app,
}) => {
  const [card = ""] = await inactiveCards(app.sandbox, 1);
  await queueAll(page, app.sandbox, [card]);
  // Restarts the back end with its clock twelve hours ahead.
  const sandbox = await startSandboxHere({
    dataDir: app.sandbox.dataDir,
    people: undefined,
    seed: undefined,
    port: Number(new URL(app.sandbox.url).port),
    sessionSeconds: 36_000,
    allowFaults: false,
    now: () => new Date(Date.now() + 12 * 3_600_000),
  });
  try {
    await logInAgain(page);
    await expect(entry(page, card)).toContainText("Expired");
    const dialog = await decideAbout(page, card);
    await expect(dialog.getByRole("alert")).toContainText("Code grant-expired");
    await expect(row(dialog, "State")).toHaveText(/Inactive.*Inactive/s);
    await dialog.getByRole("button", { name: "Start again on the current state" }).click();
    const wizard = page.getByRole("dialog", { name: reactivate, exact: true });
    await wizard.getByRole("button", { name: "Next" }).click();
    await expect(wizard).toContainText("Done and confirmed");
    await wizard.getByRole("button", { name: "Close" }).click();
    await expect(entry(page, card)).toContainText("Started again");
  } finally {
    await sandbox.stop();
  }
});

test("an entry that now needs an approval waits in the queue, and follows the decision of the approver", async ({
  page,
  app,
}) => {
  const cards = await inactiveCards(app.sandbox, 2);
  const [approved = "", rejected = ""] = cards;
  await setSettings(app.sandbox.url, { reactivationApproval: "true" });
  await queueAll(page, app.sandbox, cards);
  await using sandbox = await backAgain(app.sandbox);
  await logInAgain(page);
  for (const card of cards) await expect(entry(page, card)).toContainText("Waiting for approval");
  await expect(banner(page)).not.toContainText("decision");
  expect(await findings(page)).toEqual([]);

  const approver = await app.secondPage();
  await logIn(approver, "approver");
  const decision = approver.getByRole("region", { name: "Your last decision" });
  await approver.getByRole("row").filter({ hasText: approved }).click();
  await approver.getByRole("button", { name: "Approve" }).click();
  await expect(decision).toContainText("Approved");
  await page.getByRole("tab", { name: /^Done/ }).click();
  await expect(entry(page, approved)).toContainText("Applied");
  // The next request is shown automatically.
  await expect(approver.getByRole("main")).toContainText(rejected);
  await approver.getByRole("textbox", { name: "Reason" }).fill("Ask her manager first");
  await approver.getByRole("button", { name: "Reject" }).click();
  await expect(decision).toContainText("Rejected");
  await page.getByRole("tab", { name: /^Needs a decision/ }).click();
  await expect(entry(page, rejected)).toContainText("Refused");
  await expect(entry(page, rejected)).toContainText("Ask her manager first");
  await expect(banner(page)).toContainText("1 entry needs your decision");

  const dialog = await decideAbout(page, rejected);
  await expect(dialog.getByRole("alert")).toContainText("Ask her manager first");
  await expect(row(dialog, "State")).toHaveText(/Inactive.*Inactive/s);
  await drop(page, dialog, "She said no");
  const officer = await logInToApi(sandbox.url, "officer");
  const states = await Promise.all(cards.map((id) => officer.ask(idmApi.object, { params: cardRef(id) })));
  expect(states.map(({ state }) => state)).toEqual(["active", "inactive"]);
  const { items } = await officer.ask(idmApi.history, { params: cardRef(approved) });
  expect(items[0]).toMatchObject({ approvedBy: "Aprilia Provera", journalSeq: 1 });
});
