import { expect, type Page } from "@playwright/test";
import Papa from "papaparse";
import { z } from "zod";
import { historyEntrySchema } from "#shared/idm/object.ts";
import { longHistoryCard } from "../fixtures/long-history.ts";
import { test, type App } from "./app.ts";
import { findings } from "./axe.ts";
import { logIn, open, openTab } from "./operator.ts";

const entries = 10_000;
test.use({ historyEntries: entries });

/** Includes the card's own entries. */
const total = entries + 3;

const history = (page: Page) => page.getByRole("region", { name: "History" });
const table = (page: Page) => history(page).getByRole("table", { name: "History" });

async function openHistory(page: Page): Promise<void> {
  await logIn(page, "vscmanager");
  await open(page, longHistoryCard);
  await openTab(page, "History");
  await expect(table(page)).toBeVisible();
}

/** Presses a button and returns the file that the page saves. */
const saved = (app: App, button: string) =>
  app.saved(() => history(app.page).getByRole("button", { name: button }).click());

test(`${entries} entries: the page holds few rows, and scrolls on to the oldest entry`, async ({ page }) => {
  await openHistory(page);
  await expect(table(page)).toHaveAttribute("aria-rowcount", "-1");
  const rows = table(page).getByRole("row");
  const scroller = history(page).locator(".history-scroller");
  await expect(async () => {
    await scroller.evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await expect(table(page)).toHaveAttribute("aria-rowcount", String(total + 1), { timeout: 100 });
  }).toPass({ timeout: 90_000, intervals: [50] });
  await scroller.evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await expect(rows.last()).toContainText("Issued");
  await expect(rows.last()).toHaveAttribute("aria-rowindex", String(total + 1));
  expect(await rows.count()).toBeLessThan(60);
  expect(await findings(page)).toEqual([]);
});

test("the filter covers all entries, and every entry that it leaves is copied and exported", async ({ page, app }) => {
  await openHistory(page);
  await history(page).getByText("Filter", { exact: true }).click();
  await history(page).getByRole("combobox", { name: "Who" }).selectOption("Operator 3");
  const left = Math.ceil((entries - 2) / 7);
  await expect(history(page)).toContainText(`${left.toLocaleString("en")} of ${total.toLocaleString("en")} entries`);
  await expect(table(page)).toHaveAttribute("aria-rowcount", String(left + 1));
  expect(await findings(page)).toEqual([]);

  const csv = await saved(app, "Export as CSV");
  expect(csv.name).toBe(`history-${longHistoryCard}.csv`);
  expect(csv.text.startsWith("\ufeffWhen,Who,")).toBe(true);
  const records = Papa.parse<Record<string, string>>(csv.text.slice(1), { header: true, skipEmptyLines: true }).data;
  expect(records).toHaveLength(left);
  expect(new Set(records.map((record) => record["Who"]))).toEqual(new Set(["Operator 3"]));

  await history(page).getByRole("button", { name: "Copy list" }).click();
  await expect(history(page)).toContainText("Copied.");
  // The page may not read the clipboard; the operator may paste.
  const field = history(page).getByRole("textbox", { name: "Contains" });
  await field.focus();
  await page.keyboard.press("Control+v");
  expect((await field.inputValue()).match(/· Operator 3 /g)).toHaveLength(left);
});

test("the export as JSON has every entry, also those that were not scrolled to", async ({ page, app }) => {
  await openHistory(page);
  const json = await saved(app, "Export as JSON");
  expect(json.name).toBe(`history-${longHistoryCard}.json`);
  const exported = z.object({ object: z.object({ id: z.string() }), entries: z.array(historyEntrySchema) });
  const { object, entries: all } = exported.parse(JSON.parse(json.text));
  expect(object.id).toBe(longHistoryCard);
  expect(all).toHaveLength(total);
  expect(new Set(all.map(({ seq }) => seq)).size).toBe(total);
  expect(all.at(-1)?.event).toBe("Issued");
});
