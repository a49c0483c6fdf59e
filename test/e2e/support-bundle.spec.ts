import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { inflated } from "../fixtures/zip.ts";
import { test } from "./app.ts";
import { logIn } from "./operator.ts";

const tab = async (page: Page): Promise<void> => page.getByRole("tab", { name: "Support bundle" }).click();
const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
const result = (page: Page) => page.getByRole("heading", { name: /^The support bundle is saved/ });

/** Returns the parts of the bundle whose file the page names. */
async function saved(page: Page): Promise<Map<string, string>> {
  const file = await page.locator(".bundle-file").textContent();
  const inside = await inflated(readFileSync(file ?? ""));
  return new Map([...inside].map(([name, content]) => [name, content.toString()]));
}

test("the page shows the content of a bundle first, leaves out an unchecked part, and names the file", async ({
  page,
}) => {
  await logIn(page, "vscmanager");
  await press(page, "Support");
  await tab(page);
  await press(page, "Put a bundle together");
  await expect(page.getByRole("heading", { name: "What is in it" })).toBeFocused();
  await page
    .getByText("Look inside")
    .nth(
      await page
        .getByRole("checkbox")
        .count()
        .then((count) => count - 3),
    )
    .click();
  const content = page.getByRole("textbox", { name: /^Content of/ });
  await expect(content).not.toHaveValue("");
  const shown = await content.inputValue();
  await page.getByRole("checkbox", { name: "Log", exact: true }).uncheck();
  await page.getByRole("textbox", { name: "What happened?" }).fill("Next did nothing.");
  await press(page, "Save the bundle");
  await expect(result(page)).toBeFocused();

  const parts = await saved(page);
  expect([...parts.keys()]).toEqual(expect.arrayContaining(["manifest.json", "environment.json", "settings.json"]));
  expect(parts.has("log.jsonl")).toBe(false);
  expect(parts.get("note.txt")).toBe("Next did nothing.");
  expect([...parts.values()].map((text) => text.trimEnd())).toContain(shown.trimEnd());
});

test("a support bundle can be saved without a log-in", async ({ page }) => {
  await press(page, "Support");
  await tab(page);
  await press(page, "Put a bundle together");
  await press(page, "Save the bundle");
  await expect(result(page)).toBeFocused();
  expect((await saved(page)).has("environment.json")).toBe(true);
});
