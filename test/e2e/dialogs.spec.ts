import { expect, type Page } from "@playwright/test";
import { test } from "./app.ts";
import { walk } from "./screens.ts";

/**
 * Returns the index, among all elements, of the focused element if it is in the top dialog;
 * otherwise null.
 */
function placeInDialog(page: Page): Promise<number | null> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    const dialogs = [...document.querySelectorAll("[role=dialog], [role=alertdialog]")];
    return focused !== null && dialogs.at(-1)?.contains(focused) === true
      ? [...document.querySelectorAll("*")].indexOf(focused)
      : null;
  });
}

/**
 * Presses a key until the focus returns to an element that it has been on, or leaves the dialog.
 * Returns the indices in order.
 */
async function round(page: Page, key: string): Promise<(number | null)[]> {
  const places: (number | null)[] = [];
  for (;;) {
    await page.keyboard.press(key);
    const place = await placeInDialog(page);
    if (place === null || places.includes(place)) return [...places, place];
    places.push(place);
  }
}

test("Tab and Shift+Tab cycle within every dialog, and its primary button is the rightmost", async ({ page, app }) => {
  const dialogs: string[] = [];
  await walk(page, app.sandbox.url, async (screen) => {
    if ((await page.getByRole("dialog").count()) === 0) return;
    dialogs.push(screen);
    const forwards = await round(page, "Tab");
    expect.soft(forwards, screen).not.toContain(null);
    expect.soft(forwards.at(-1), `${screen} begins again`).toBe(forwards[0]);
    const backwards = await round(page, "Shift+Tab");
    expect.soft(backwards, screen).not.toContain(null);
    expect.soft(new Set(backwards), `${screen}, the other way`).toEqual(new Set(forwards));

    const buttons = page.getByRole("dialog").locator(".dialog-footer .button");
    const primary = page.getByRole("dialog").locator(".dialog-footer :is(.button-primary, .button-danger)");
    if ((await buttons.count()) === 0) return;
    await expect.soft(primary.last(), screen).toBeInViewport({ ratio: 1 });
    const rights = await buttons.evaluateAll((all) => all.map((button) => button.getBoundingClientRect().right));
    const right = await primary.last().evaluate((button) => button.getBoundingClientRect().right);
    expect.soft(right, `${screen}: the primary button is the rightmost`).toBe(Math.max(...rights));
  });
  expect(dialogs).toEqual(expect.arrayContaining(["wizard", "result", "irreversible", "help", "palette"]));
});
