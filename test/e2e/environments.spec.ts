import { expect, type Page } from "@playwright/test";
import { test } from "./app.ts";
import { findings } from "./axe.ts";
import { fits } from "./fits.ts";
import { logIn } from "./operator.ts";

test.use({ isSetUp: false });

const mark = (page: Page) => page.locator(".environment-mark");
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function fill(page: Page, name: string, url: string): Promise<void> {
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "Address" }).fill(url);
}

test("the first environment is set up, tested and logged in to; another one is added, tested and chosen", async ({
  page,
  app,
}) => {
  await expect(page.getByRole("heading", { name: "Set up CardDesk" })).toBeVisible();
  await fill(page, "Test", `${app.sandbox.url}/nowhere`);
  await button(page, "Test").click();
  await expect(page.getByText("It cannot be used like this.")).toBeVisible();
  await fill(page, "Test", app.sandbox.url);
  await button(page, "Test").click();
  await expect(page.getByText("It can be used.")).toBeVisible();
  await button(page, "Save and log in").click();
  await logIn(page, "vscmanager");
  await expect(page.getByRole("searchbox", { name: "Search" })).toBeFocused();
  await expect(mark(page)).toHaveText("Test");

  const other = app.sandbox.url.replace("127.0.0.1", "localhost");
  await page.keyboard.press("Control+,");
  await button(page, "Add environment").click();
  await fill(page, "Acceptance", other);
  await page.getByRole("radio", { name: "Green" }).check();
  await button(page, "Test").click();
  await expect(page.getByText("It can be used.")).toBeVisible();
  // Enter in a field saves, as everywhere.
  await page.getByRole("textbox", { name: "Name" }).press("Enter");
  await expect(page.getByRole("dialog")).toBeHidden();
  await button(page, "Use Acceptance").click();
  await button(page, "Log out and switch").click();

  await expect(page.getByLabel("Password")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Environment" })).toHaveValue(/./);
  await expect(mark(page)).toHaveText("Acceptance");
  await expect(page.getByText(new URL(other).host)).toBeVisible();
  await logIn(page, "vscmanager");
  await expect(page.getByRole("searchbox", { name: "Search" })).toBeFocused();
  await expect(mark(page)).toHaveText("Acceptance");
  await expect(mark(page)).toHaveAttribute("data-colour", "green");
});

test("the environment that was set up is still chosen after a restart", async ({ page, app }) => {
  await fill(page, "Test", app.sandbox.url);
  await button(page, "Save and log in").click();
  await expect(page.getByLabel("Password")).toBeVisible();
  const again = await app.restart();
  await expect(again.getByLabel("Password")).toBeVisible();
  await expect(mark(again)).toHaveText("Test");
});

for (const language of ["en", "de"]) {
  test.describe(language, () => {
    test.use({ appArgs: ["--lang", language] });

    test("at the first start nothing is cut off, the focus is in the first field, and axe finds nothing", async ({
      page,
      app,
    }) => {
      await page.emulateMedia({ reducedMotion: "reduce" });
      const first = page.locator("form input").first();
      await expect(first).toBeFocused();
      await fits(page, "set-up");
      await first.fill("Test");
      await page.locator("form input").nth(1).fill(app.sandbox.url);
      await page.locator("form summary").click();
      await page.locator("form button:not([type=submit])").last().click();
      await expect(page.locator(".environments-test")).toBeVisible();
      await fits(page, "set-up-tested");
      expect(await findings(page)).toEqual([]);
    });
  });
}
