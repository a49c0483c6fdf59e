import { expect, type Page } from "@playwright/test";
import { idmApi } from "#shared/idm/api.ts";
import { logIn as logInToApi } from "../fixtures/sandbox.ts";
import { test } from "./app.ts";
import { actions, lastButton, logIn, logOut, openFound, openTab, typeToConfirm } from "./operator.ts";

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true });
const field = (page: Page) => page.getByRole("searchbox", { name: "Search" });
const selected = (page: Page) => page.getByRole("row", { selected: true });
const related = (page: Page) => page.getByRole("region", { name: "Related" }).getByRole("link");

test("Back and Forward lead through search, certificate, card, user and history, as in a browser", async ({
  page,
  app,
}) => {
  const officer = await logInToApi(app.sandbox.url, "officer");
  const read = (type: string, id: string) => officer.ask(idmApi.object, { params: { type, id } });
  const card = await read("virtualSmartCard", "VSC-000002");
  const user = await read("user", "USR-000002");
  const serial = card.certificates[0]?.serial ?? "";

  await logIn(page, "officer");
  await openFound(page, "Certificate", serial, serial);
  await openTab(page, "Related");
  await related(page).filter({ hasText: "VSC-000002" }).click();
  await expect(heading(page, "VSC-000002")).toBeVisible();
  await openTab(page, "History");
  await expect(page.getByRole("table", { name: "History" })).toContainText("Deactivate virtual smart card");
  await openTab(page, "Related");
  await related(page).filter({ hasText: user.label }).click();
  await expect(heading(page, user.label)).toBeVisible();

  await page.goBack();
  await expect(heading(page, "VSC-000002")).toBeVisible();
  await openTab(page, "History");
  await expect(page.getByRole("table", { name: "History" })).toContainText("Deactivate virtual smart card");
  await page.getByRole("button", { name: "Previous screen" }).click();
  await expect(heading(page, serial)).toBeVisible();
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(field(page)).toHaveValue(serial);
  await expect(selected(page)).toContainText(serial);
  await page.keyboard.press("Alt+ArrowRight");
  await expect(heading(page, serial)).toBeVisible();
  await page.getByRole("button", { name: "Forward" }).click();
  await expect(heading(page, "VSC-000002")).toBeVisible();
  await page.goForward();
  await expect(heading(page, user.label)).toBeVisible();
  // A new screen after Back drops the forward entries, as in a browser.
  await page.goBack();
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await page.goForward();
  await expect(field(page)).toBeVisible();
  await page.goBack();
  await expect(heading(page, "VSC-000002")).toBeVisible();
});

test("Back and Forward restore each search with its configuration, text and selected row", async ({ page }) => {
  await logIn(page, "officer");
  await field(page).fill("VSC-00000");
  await expect(selected(page)).toContainText("VSC-000001");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(heading(page, "VSC-000002")).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Quick search" }).selectOption("User");
  await field(page).fill("USR-000003");
  await expect(selected(page)).toContainText("VSC-000003");
  await page.goBack();
  await page.goBack();
  await expect(field(page)).toHaveValue("VSC-00000");
  await expect(page.getByRole("combobox", { name: "Quick search" })).toHaveValue("virtualSmartCard");
  await expect(selected(page)).toContainText("VSC-000002");
  await page.goForward();
  await page.goForward();
  await expect(field(page)).toHaveValue("USR-000003");
  await expect(selected(page)).toContainText("VSC-000003");
});

test("a reload keeps the search, its selected row, and the place in the browser's history", async ({ page }) => {
  await logIn(page, "officer");
  await field(page).fill("VSC-00001");
  await expect(selected(page)).toContainText("VSC-000010");
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowDown");
  await expect(selected(page)).toContainText("VSC-000013");
  await page.reload();
  await expect(field(page)).toHaveValue("VSC-00001");
  await expect(selected(page)).toContainText("VSC-000013");
  expect(new URL(page.url()).hash + new URL(page.url()).search).toBe("");
  // The preview appears first; the heading gets the focus only with the object. Enter does not open
  // a row that has just appeared, because the operator cannot have read it yet, so it is pressed
  // repeatedly.
  await expect(async () => {
    await field(page).press("Enter");
    await expect(heading(page, "VSC-000013")).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await page.reload();
  await expect(heading(page, "VSC-000013")).toBeVisible();
  await page.goBack();
  await expect(selected(page)).toContainText("VSC-000013");
});

test("the next operator does not get the previous operator's search, neither by Back nor by a reload", async ({
  page,
}) => {
  await logIn(page, "officer");
  await field(page).fill("lindqvist");
  await expect(page.getByRole("row").nth(1)).toBeVisible();
  await logOut(page);
  await logIn(page, "vscmanager");
  await expect(field(page)).toHaveValue("");
  await page.goBack();
  await page.reload();
  await expect(field(page)).toHaveValue("");
  await expect(page.getByRole("region", { name: "Recently opened" })).toBeVisible();
});

test("a reload in the middle of a wizard loses neither the wizard nor what was entered", async ({ page, app }) => {
  const officer = await logInToApi(app.sandbox.url, "officer");
  const user = await officer.ask(idmApi.object, { params: { type: "user", id: "USR-000001" } });
  await logIn(page, "officer");
  await openFound(page, "User", "USR-000001", user.label);
  await actions(page).getByRole("button", { name: "Lock user" }).click();
  const wizard = page.getByRole("dialog", { name: "Lock user" });
  await wizard.getByRole("combobox", { name: "Reason" }).selectOption("Misuse");
  await page.reload();
  await expect(wizard.getByRole("combobox", { name: "Reason" })).toHaveValue("misuse");
  // The restored value still counts as input that would be lost.
  await wizard.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Stay" }).click();
  await typeToConfirm(wizard);
  await lastButton(wizard).click();
  await expect(wizard).toContainText("Nothing has changed yet.");
  await page.reload();
  await expect(wizard).toContainText("Nothing has changed yet.");
  await wizard.getByRole("button", { name: "Close" }).click();
  const [task] = await officer.ask(idmApi.tasks);
  expect(task?.entered).toMatchObject([{ value: "Misuse" }]);
});
