import { expect } from "@playwright/test";
import { languages, type Language, type Theme } from "#shared/ipc/app.ts";
import { test } from "./app.ts";
import { findings } from "./axe.ts";
import { enable, logIn, logOut, open } from "./operator.ts";

for (const colorScheme of ["light", "dark"] satisfies Theme[]) {
  test(`no finding of axe on any screen, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const clean = async (screen: string): Promise<void> => {
      await expect.soft(findings(page), screen).resolves.toEqual([]);
    };
    await clean("log in");
    await logIn(page, "admin");
    await clean("admin");
    await enable(page, "Reactivate virtual smart card");
    await clean("template");
    await logOut(page);
    await logIn(page, "vscmanager");
    await clean("start");
    await page.getByRole("searchbox", { name: "Search" }).fill("VSC");
    await expect(page.getByRole("row").nth(3)).toBeVisible();
    await clean("results");
    await open(page, "VSC-000002");
    await clean("object");
    await page.getByRole("button", { name: "Reactivate virtual smart card" }).click();
    await expect(page.getByRole("button", { name: "Next" })).toBeEnabled();
    await clean("wizard");
    await page.getByRole("button", { name: "Next" }).click();
    await expect(page.getByRole("dialog")).toContainText("confirmed");
    await clean("result");
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Settings" }).click();
    await clean("settings");
    await page.getByRole("button", { name: "Offline" }).click();
    await clean("offline");
    await page.getByRole("button", { name: "Download", exact: true }).click();
    await expect(page.getByRole("region", { name: "Working set" })).toBeVisible();
    await clean("working set");
  });
}

const names: Record<Language, string> = { en: "English", sv: "Svenska", de: "Deutsch", fr: "Français" };

for (const language of languages) {
  test(`in ${names[language]} nothing is cut off or missing at 1280×800, and axe finds nothing`, async ({ page }) => {
    await page.getByRole("combobox").first().selectOption({ label: names[language] });
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    expect(await findings(page)).toEqual([]);
    await page.locator("input").first().fill("vscmanager");
    await page.locator("input[type=password]").fill("sandbox");
    await page.keyboard.press("Enter");
    await page.getByRole("searchbox").fill("VSC-000002");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "VSC-000002" })).toBeVisible();
    expect(await findings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
      0,
    );
  });
}
