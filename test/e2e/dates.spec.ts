import { expect } from "@playwright/test";
import { test } from "./app.ts";

/** How each language writes a day, and the digits of the last of January 2020 in that order. */
const orders = {
  en: { written: "mm/dd/yyyy", typed: "01312020" },
  de: { written: "tt.mm.jjjj", typed: "31012020" },
  sv: { written: "åååå-mm-dd", typed: "20200131" },
  fr: { written: "jj/mm/aaaa", typed: "31012020" },
};

for (const [lang, { written, typed }] of Object.entries(orders)) {
  test.describe(lang, () => {
    test.use({ appArgs: ["--lang", lang] });

    test("a day is typed in the order of the language, and the focus moves from part to part by itself", async ({
      app: { page },
    }) => {
      await page.locator("input[autocomplete=username]").fill("officer");
      await page.locator("input[type=password]").fill("sandbox");
      await page.keyboard.press("Enter");
      await page.getByRole("searchbox").fill("VSC-000002");
      await page.keyboard.press("Enter");
      await expect(page.locator("h1", { hasText: "VSC-000002" })).toBeFocused();
      await page.getByRole("tab").nth(1).click();
      await page.locator(".history-bar summary").click();
      const field = page.locator(".date-input").first();
      await expect(field).toHaveText(written);
      await field.getByRole("spinbutton").first().click();
      await page.keyboard.type(typed);
      for (const part of ["31", "2020"]) await expect(field).toContainText(part);
      await expect(page.locator(".history-bar output").first()).toContainText("3");
    });
  });
}

test("the page refuses to make HTML from text", async ({ app: { page } }) => {
  const refused = await page.evaluate(() => {
    try {
      document.body.insertAdjacentHTML("beforeend", "<b>text</b>");
      return "";
    } catch (fault) {
      return String(fault);
    }
  });
  expect(refused).toContain("The page makes no HTML from text.");
});
