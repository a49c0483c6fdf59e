import { expect } from "@playwright/test";
import { test } from "./app.ts";
import { enable, logIn, logOut } from "./operator.ts";

test("the way from the start screen to the result takes the number and at most six keys", async ({ page }) => {
  await logIn(page, "admin");
  await enable(page, "Reactivate virtual smart card");
  await logOut(page);
  await logIn(page, "vscmanager");
  await expect(page.getByRole("searchbox", { name: "Search" })).toBeFocused();
  await page.keyboard.type("VSC-000002");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Reactivate virtual smart card" })).toBeVisible();
  await page.keyboard.press("1");
  await expect(page.getByRole("dialog").getByRole("button", { name: "Next" })).toBeEnabled();
  await page.keyboard.press("Alt+n");
  await expect(page.getByRole("dialog")).toContainText("confirmed");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  const focused = page.locator(":focus");
  await expect(focused).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("searchbox", { name: "Search" })).toBeFocused();
});

test("arrow keys move in the results while the focus stays in the field", async ({ page }) => {
  await logIn(page, "vscmanager");
  const field = page.getByRole("searchbox", { name: "Search" });
  await field.fill("VSC-00000");
  await expect(page.getByRole("row", { selected: true })).toContainText("VSC-000001");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("row", { selected: true })).toContainText("VSC-000003");
  await expect(field).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "VSC-000003" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("row", { selected: true })).toContainText("VSC-000003");
});

test("arrow keys show each object beside the results; Enter moves into it, and Escape back to the field", async ({
  page,
}) => {
  await logIn(page, "vscmanager");
  const field = page.getByRole("searchbox", { name: "Search" });
  await field.fill("VSC-00000");
  await expect(page.getByRole("heading", { level: 1, name: "VSC-000001" })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  const heading = page.getByRole("heading", { level: 1, name: "VSC-000002" });
  await expect(heading).toBeVisible();
  await expect(field).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(heading).toBeFocused();
  await expect(page.getByRole("row", { selected: true })).toContainText("VSC-000002");
  await page.keyboard.press("Escape");
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("VSC-00000");
  await expect(page.getByRole("row", { selected: true })).toContainText("VSC-000002");
});
