import { expect, type Page } from "@playwright/test";
import { test, type App } from "./app.ts";
import { actions, lastButton, logIn, open, openFound } from "./operator.ts";

/** Returns the window that `ask` opens. */
async function opened(app: App, page: Page, ask: () => Promise<void>): Promise<Page> {
  const program = app.electron();
  const coming = program === null ? page.waitForEvent("popup") : program.waitForEvent("window");
  await ask();
  return coming;
}

/** Opens the page's object in a new window, with the menu key. */
const inNewWindow = (app: App, page: Page): Promise<Page> =>
  opened(app, page, async () => {
    await page.keyboard.press("ContextMenu");
    const entry = page.getByRole("menuitem", { name: "Open in new window" });
    await expect(entry).toBeVisible();
    await entry.click();
  });

test("the menu key opens an object in a window of its own, and both windows share one session", async ({
  app,
  page,
}) => {
  await logIn(page, "vscmanager");
  await open(page, "VSC-000002");
  const heading = page.getByRole("heading", { level: 1, name: "VSC-000002" });
  await expect(heading).toBeFocused();
  const second = await inNewWindow(app, page);
  await expect(second.getByRole("heading", { level: 1, name: "VSC-000002" })).toBeVisible();
  await expect(heading).toBeVisible();

  await open(second, "VSC-000003");
  await expect(heading).toBeVisible();
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("button", { name: "Lock session" }).click();
  for (const each of [page, second]) {
    await expect(each.getByRole("heading", { name: "Session locked" })).toBeVisible();
    await expect(each.getByText(/VSC-00000/)).toBeHidden();
  }
});

test("a choice in one window of a wizard is in the other at once, and is sent from there", async ({ app, page }) => {
  await logIn(page, "officer");
  await openFound(page, "User", "USR-000001", "Jiří Żak");
  const second = await inNewWindow(app, page);
  await expect(second.getByRole("heading", { level: 1, name: "Jiří Żak" })).toBeVisible();
  await actions(page).getByRole("button", { name: "Deactivate user" }).click();
  const reason = (window: Page) => window.getByRole("dialog").getByRole("combobox", { name: "Reason" });
  await reason(second).selectOption("Long absence");
  await expect(reason(page).locator("option:checked")).toHaveText("Long absence");
  await reason(page).selectOption({ index: 1 });
  const chosen = await reason(page).locator("option:checked").innerText();
  await expect(reason(second).locator("option:checked")).toHaveText(chosen);
  await lastButton(second.getByRole("dialog")).click();
  for (const each of [page, second]) await expect(each.getByRole("dialog")).toContainText("Nothing has changed yet.");
});
