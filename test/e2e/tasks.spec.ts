import { expect, type Locator, type Page } from "@playwright/test";
import { idmApi } from "#shared/idm/api.ts";
import { logIn as logInToApi } from "../fixtures/sandbox.ts";
import { test, type App } from "./app.ts";
import { findings } from "./axe.ts";
import { actions, certificateStates, lastButton, logIn, open, openFound, openTab, typeToConfirm } from "./operator.ts";

const card = "VSC-000001";
const process = "Deactivate user";
const lastDecision = (page: Page) => page.getByRole("region", { name: "Your last decision" });
const openTasks = (page: Page) => page.getByRole("navigation").getByRole("button", { name: "Open tasks" });

/**
 * Requests the deactivation of a card's user with a reason, up to the end of the wizard. Returns
 * the user's name.
 */
async function ask(page: Page, card: string): Promise<string> {
  await open(page, card);
  await openTab(page, "Related");
  const holder = page.getByRole("region", { name: "Related" }).getByRole("link");
  const name = await holder.innerText();
  await holder.click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await actions(page).getByRole("button", { name: process }).click();
  const dialog = page.getByRole("dialog", { name: process });
  await dialog.getByRole("combobox").selectOption("Long absence");
  await dialog.getByRole("button", { name: "Next" }).click();
  await expect(dialog).toContainText("Another person has to approve this. Nothing has changed yet.");
  expect(await findings(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Close" }).click();
  // While the dialog closes, its buttons still exist beside those of the object.
  await expect(dialog).toBeHidden();
  return name;
}

test("helpdesk asks to deactivate a user, the approver approves: user, card and certificates follow", async ({
  page: helpdesk,
  app,
}) => {
  await logIn(helpdesk, "helpdesk");
  await expect(openTasks(helpdesk)).toHaveCount(0);
  const approver = await app.secondPage();
  await logIn(approver, "approver");
  await expect(approver.getByRole("heading", { name: "Open tasks" })).toBeVisible();
  await expect(approver.getByText("No requests are waiting for a decision.")).toBeVisible();

  const user = await ask(helpdesk, card);
  await expect(actions(helpdesk).getByRole("listitem").filter({ hasText: process })).toContainText(/wait/i);
  await expect(helpdesk.getByRole("article").getByRole("status").first()).toHaveText("Active");

  await expect(openTasks(approver)).toContainText("1");
  expect(await findings(approver)).toEqual([]);
  const row = approver.getByRole("row").filter({ hasText: process });
  await expect(row).toContainText(user);
  await expect(row).toContainText("Hedvig Pesk");
  await row.click();
  await expect(approver.getByRole("region", { name: "The request" })).toContainText("Long absence");
  await expect(approver.getByRole("table", { name: "What will change" })).toContainText(card);
  expect(await findings(approver)).toEqual([]);

  await approver.getByRole("button", { name: "Reject" }).click();
  await expect(approver.getByText("Give a reason to reject.")).toBeVisible();
  await approver.getByRole("button", { name: "Approve" }).click();
  await expect(lastDecision(approver)).toContainText("Approved");
  await lastDecision(approver).getByText("read back").click();
  await expect(approver.getByRole("table", { name: "What has changed" })).toContainText(card);
  expect(await findings(approver)).toEqual([]);
  await expect(openTasks(approver)).toHaveText("Open tasks");

  // The requester's window updates by itself.
  await expect(helpdesk.getByRole("article").getByRole("status").first()).toHaveText("Inactive");
  await openTab(helpdesk, "History");
  await expect(helpdesk.getByRole("table", { name: "History" })).toContainText("Approved by Aprilia Provera");
  await approver.getByRole("link", { name: user }).click();
  await openTab(approver, "Related");
  await approver.getByRole("region", { name: "Related" }).getByRole("link", { name: card }).click();
  await expect(approver.getByRole("heading", { name: card })).toBeVisible();
  await expect(approver.getByRole("article").getByRole("status").first()).toHaveText("Inactive");
  expect(await certificateStates(approver)).toContain("Authentication: On hold, On hold");
});

/**
 * Requests the deactivation of a user over the API, for tests of the task rather than of the
 * request.
 */
async function request(app: App, number: string, account = "helpdesk"): Promise<{ label: string }> {
  const operator = await logInToApi(app.sandbox.url, account);
  const object = { type: "user", id: number };
  const { label, version } = await operator.ask(idmApi.object, { params: object });
  const start = { process: "UsersProcDeactivate", object, expectedVersion: version };
  const { id } = await operator.ask(idmApi.startProcess, { body: start });
  const body = { values: { reason: "longAbsence" } };
  const { step } = await operator.ask(idmApi.nextStep, { params: { id }, body });
  expect(step.kind).toBe("approval");
  return { label };
}

/** Logs in an operator who may decide, and opens the task. */
async function atTask(page: Page, account: string, label: string): Promise<void> {
  await logIn(page, account);
  // The officer starts on another screen.
  await openTasks(page).click();
  await page.getByRole("row", { name: `${process}: ${label}` }).click();
  await expect(page.getByRole("heading", { level: 1, name: process })).toBeVisible();
}

test("a request postponed with or without a reason stays listed; once rejected, its reason is in the history", async ({
  page,
  app,
}) => {
  const { label } = await request(app, "USR-000001");
  await atTask(page, "approver", label);
  await page.getByRole("button", { name: "Postpone" }).click();
  // It was the only task, so the focus moves to the list.
  await expect(lastDecision(page)).toContainText("Postponed");
  await expect(page.getByRole("heading", { name: "Open tasks" })).toBeFocused();
  const row = page.getByRole("row").filter({ hasText: process });
  await expect(row).toContainText("Postponed");
  await row.click();
  await expect(page.getByRole("main")).toContainText("Postponed by Aprilia Provera");
  await page.getByRole("textbox", { name: "Reason" }).fill("I ask her manager first.");
  await page.getByRole("button", { name: "Postpone" }).click();
  await expect(page.getByRole("heading", { name: "Open tasks" })).toBeFocused();
  await row.click();
  await expect(page.getByRole("main")).toContainText("I ask her manager first.");

  await page.getByRole("button", { name: "Reject" }).click();
  await expect(page.getByRole("textbox", { name: "Reason" })).toBeFocused();
  await expect(page.getByText("Give a reason to reject.")).toBeVisible();
  await page.getByRole("textbox", { name: "Reason" }).fill("She is back tomorrow.");
  await page.getByRole("button", { name: "Reject" }).click();
  await expect(lastDecision(page)).toContainText("Rejected");
  await page.getByRole("link", { name: label }).click();
  await openTab(page, "History");
  const newest = page.getByRole("table", { name: "History" }).getByRole("row").nth(1);
  await expect(newest).toContainText("Request rejected: Deactivate user");
  await expect(newest).toContainText("She is back tomorrow.");
  await expect(page.getByRole("article").getByRole("status").first()).toHaveText("Active");
});

test("a task is shown beside the list from 1200 pixels on, otherwise in its place; a decision opens the next task", async ({
  page,
  app,
}) => {
  const { label } = await request(app, "USR-000001");
  const { label: second } = await request(app, "USR-000002");
  await atTask(page, "approver", label);
  const list = page.getByRole("grid", { name: "Open tasks" });
  await page.setViewportSize({ width: 1200, height: 800 });
  await expect(list).toBeVisible();
  await page.setViewportSize({ width: 1000, height: 800 });
  await expect(list).toBeHidden();
  await expect(page.getByRole("button", { name: "Approve" })).toBeInViewport();
  await page.getByRole("link", { name: "Back to Open tasks" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Open tasks" })).toBeFocused();
  await list.getByRole("row").first().click();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("button", { name: "Approve: Deactivate user" }).click();
  await expect(page.getByRole("link", { name: second }).first()).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: process })).toBeFocused();
  await expect(lastDecision(page)).toContainText(`Approved: ${process}, ${label}`);
  // The toast hides none of the buttons.
  await expect(page.locator(".toast")).toContainText(`Approved: ${label}`);
  await page.getByRole("button", { name: "Approve" }).click({ trial: true });
  expect(await findings(page)).toEqual([]);
});

test("a task whose object has changed shows both plans, and beside its buttons why it cannot be approved", async ({
  page,
  app,
}) => {
  const { label } = await request(app, "USR-000001");
  await atTask(page, "approver", label);
  await expect(page.getByRole("button", { name: "Approve" })).toBeVisible();
  const officer = await app.secondPage();
  await logIn(officer, "officer");
  await open(officer, card);
  await actions(officer).getByRole("button", { name: "Lock virtual smart card" }).click();
  await typeToConfirm(officer.getByRole("dialog"));
  await lastButton(officer.getByRole("dialog")).click();
  await expect(officer.getByRole("dialog")).toContainText("Done and confirmed");

  // The approver's window updates by itself.
  const decision = page.getByRole("region", { name: "Your decision" });
  await expect(decision).toContainText("Cannot be approved now");
  await expect(decision).toContainText("version 2");
  await expect(decision.getByRole("button", { name: "Approve" })).toHaveCount(0);
  for (const name of ["Reject", "Postpone"]) await expect(decision.getByRole("button", { name })).toBeInViewport();
  await expect(decision.getByText("Cannot be approved now")).toBeInViewport();
  const plans = page.getByRole("table", { name: "The plan has changed since the request" });
  await expect(plans.getByRole("row").filter({ hasText: card })).toContainText(/Active.*Inactive.*locked/);
  expect(await findings(page)).toEqual([]);
});

test("the back end refuses an approval that crosses a change of the card, and nothing is done", async ({
  page,
  app,
}) => {
  const { label } = await request(app, "USR-000001");
  await atTask(page, "approver", label);
  await app.sandbox.fault("GET", "/v1/tasks", { delayMs: 60_000 }, 20);
  await app.sandbox.fault("POST", "/v1/tasks/*/decision", { delayMs: 3_000 });
  await page.getByRole("button", { name: "Approve" }).click();
  const officer = await logInToApi(app.sandbox.url, "officer");
  const object = { type: "virtualSmartCard", id: card };
  const { version } = await officer.ask(idmApi.object, { params: object });
  const lock = { process: "VirtualSmartCardProcLockForOperator", object, expectedVersion: version };
  const { id } = await officer.ask(idmApi.startProcess, { body: lock });
  await officer.ask(idmApi.nextStep, { params: { id }, body: { values: {} } });
  await expect(page.getByRole("alert")).toContainText("version-conflict");
  await app.sandbox.clearFaults();
  const user = { type: "user", id: "USR-000001" };
  expect((await officer.ask(idmApi.object, { params: user })).state).toBe("active");
});

test("if two operators approve at the same moment, one wins, the other sees who decided, and it is done once", async ({
  page,
  app,
}) => {
  const { label } = await request(app, "USR-000001");
  const other = await app.secondPage();
  await atTask(page, "approver", label);
  await atTask(other, "officer", label);
  await app.sandbox.fault("POST", "/v1/tasks/*/decision", { delayMs: 500 }, 2);
  await Promise.all([page, other].map((each) => each.getByRole("button", { name: "Approve" }).click()));
  const outcome = (each: Page) => each.getByRole("alert").or(lastDecision(each));
  await expect(outcome(page)).toContainText(/Approved|already-decided/);
  await expect(outcome(other)).toContainText(/Approved|already-decided/);
  const told = await Promise.all([page, other].map((each) => outcome(each).innerText()));
  expect(told.filter((text) => text.includes("already-decided"))).toHaveLength(1);
  expect(told.find((text) => text.includes("already-decided"))).toMatch(/Aprilia Provera|Oskar Fichet/);
  const officer = await logInToApi(app.sandbox.url, "officer");
  const { items } = await officer.ask(idmApi.history, { params: { type: "user", id: "USR-000001" } });
  expect(items.map((entry) => entry.process)).toEqual(["UsersProcDeactivate"]);
});

test("an approver cannot decide on a request about their own user", async ({ page, app }) => {
  const { label } = await request(app, "USR-000014");
  await atTask(page, "approver", label);
  await expect(page.getByRole("paragraph").filter({ hasText: "It concerns you" })).toBeVisible();
  for (const name of ["Approve", "Reject", "Postpone"]) await expect(page.getByRole("button", { name })).toHaveCount(0);
  expect(await findings(page)).toEqual([]);
});

const withdrawn = /Withdrawn[\s\S]*no longer waiting/;

/** Withdraws the request. `place`: where it is shown (wizard, object or Open tasks). */
async function takesBack(page: Page, place: Locator): Promise<void> {
  await place.getByRole("button", { name: "Withdraw the request" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Keep it" }).click();
  await place.getByRole("button", { name: "Withdraw the request" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByRole("alert")).toContainText(withdrawn);
}

test("a requester withdraws one request in the wizard and another at its object; the approver's list follows", async ({
  page: helpdesk,
  app,
}) => {
  const approver = await app.secondPage();
  await logIn(approver, "approver");
  await logIn(helpdesk, "helpdesk");
  await open(helpdesk, card);
  await openTab(helpdesk, "Related");
  await helpdesk.getByRole("region", { name: "Related" }).getByRole("link").click();
  await actions(helpdesk).getByRole("button", { name: process }).click();
  const dialog = helpdesk.getByRole("dialog", { name: process });
  await dialog.getByRole("combobox").selectOption("Contract paused");
  await dialog.getByRole("button", { name: "Next" }).click();
  await expect(openTasks(approver)).toHaveText("Open tasks 1");
  await takesBack(helpdesk, dialog);
  expect(await findings(helpdesk)).toEqual([]);
  await expect(openTasks(approver)).toHaveText("Open tasks");
  await dialog.getByRole("button", { name: "Close" }).click();
  await openTab(helpdesk, "History");
  await expect(helpdesk.getByRole("table", { name: "History" })).toContainText("Request withdrawn: Deactivate user");

  await actions(helpdesk).getByRole("button", { name: process }).click();
  await dialog.getByRole("combobox").selectOption("Contract paused");
  await dialog.getByRole("button", { name: "Next" }).click();
  await expect(openTasks(approver)).toHaveText("Open tasks 1");
  await dialog.getByRole("button", { name: "Close" }).click();
  await takesBack(helpdesk, actions(helpdesk));
  await expect(openTasks(approver)).toHaveText("Open tasks");
  await expect(actions(helpdesk).getByRole("button", { name: process })).toBeVisible();
});

test("the wizard leads to the task, the task to its object and back, and the requester withdraws the request there", async ({
  page,
  app,
}) => {
  await logIn(page, "officer");
  const operator = await logInToApi(app.sandbox.url, "officer");
  const user = await operator.ask(idmApi.object, { params: { type: "user", id: "USR-000001" } });
  await openFound(page, "User", "USR-000001", user.label);
  await actions(page).getByRole("button", { name: process }).click();
  const dialog = page.getByRole("dialog", { name: process });
  await dialog.getByRole("combobox").selectOption("Long absence");
  await dialog.getByRole("button", { name: "Next" }).click();
  await expect(dialog.getByRole("link", { name: `Open ${user.label}` })).toBeVisible();
  await dialog.getByRole("link", { name: "Open the task" }).click();
  await expect(page.getByRole("paragraph").filter({ hasText: "Your own request" })).toBeVisible();
  await page.getByRole("link", { name: user.label }).click();
  await expect(page.getByRole("heading", { level: 1, name: user.label })).toBeVisible();
  await page.getByRole("button", { name: "Previous screen" }).click();
  await takesBack(page, page.getByRole("main"));
  await expect(page.getByRole("heading", { name: "This request is no longer open" })).toBeVisible();
});

test("withdrawing a request that was rejected meanwhile shows the rejection with its reason", async ({
  page: helpdesk,
  app,
}) => {
  await logIn(helpdesk, "helpdesk");
  const user = await ask(helpdesk, card);
  await app.sandbox.fault("DELETE", "/v1/process-instances/*", { delayMs: 3_000 });
  await helpdesk.getByRole("button", { name: "Withdraw the request" }).click();
  await helpdesk.getByRole("alertdialog").getByRole("button", { name: "Withdraw" }).click();
  const approver = await logInToApi(app.sandbox.url, "approver");
  const [task] = await approver.ask(idmApi.tasks);
  expect(task?.label).toBe(user);
  const body = { decision: "reject", reason: "Not today." };
  await approver.ask(idmApi.decideTask, { params: { id: task?.id ?? "" }, body });
  await expect(helpdesk.getByRole("alert")).toContainText("request-rejected");
  await expect(helpdesk.getByRole("alert")).toContainText("Not today.");
});
