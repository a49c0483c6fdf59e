import { expect, type Page } from "@playwright/test";
import { test, type App } from "./app.ts";
import { logIn, open } from "./operator.ts";

/** The window that `ask` opens. */
async function opened(app: App, page: Page, ask: () => Promise<void>): Promise<Page> {
  const program = app.electron();
  const coming = program === null ? page.waitForEvent("popup") : program.waitForEvent("window");
  await ask();
  return coming;
}

test("an object in a window of its own, by the menu key: one session in both", async ({ app, page }) => {
  await logIn(page, "vscmanager");
  await open(page, "VSC-000002");
  const heading = page.getByRole("heading", { level: 1, name: "VSC-000002" });
  await expect(heading).toBeFocused();
  const second = await opened(app, page, async () => {
    await page.keyboard.press("ContextMenu");
    const entry = page.getByRole("menuitem", { name: "Open in new window" });
    await expect(entry).toBeVisible();
    await entry.click();
  });
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
