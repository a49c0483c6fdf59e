import { expect, type Locator, type Page } from "@playwright/test";
import { test } from "./app.ts";
import { logIn } from "./operator.ts";

// The Health tab before the log-in, after it, and while the back end is down.

const table = (page: Page): Locator => page.getByRole("table", { name: "Checks" });
const row = (page: Page, name: string): Locator =>
  table(page)
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name, exact: true }) });

async function logInToFrame(page: Page): Promise<void> {
  await logIn(page, "officer");
  await expect(page.getByRole("button", { name: /^Account of/ })).toBeVisible();
}

/** Checks the level and the sentence of a row. */
async function says(page: Page, name: string, level: string, sentence: RegExp): Promise<void> {
  await expect(row(page, name).getByText(level, { exact: true })).toBeVisible();
  await expect(row(page, name)).toContainText(sentence);
}

const done = (page: Page): Promise<void> => expect(page.getByText(/^20 checks: /)).toBeVisible();

test("the checks can be done before the log-in, those of an operator's own work only after it", async ({ page }) => {
  await page.getByRole("button", { name: "Support" }).click();
  await expect(page.getByRole("tab", { name: "Health" })).toHaveAttribute("aria-selected", "true");
  await done(page);
  await says(page, "Back end", "Good", /answered in \d+ ms/);
  await says(page, "TLS certificate", "Good", /on this machine: plain http/);
  await says(page, "CRL", "Good", /current until/);
  await says(page, "OCSP", "Good", /answers/);
  await says(page, "Database", "Good", /in order/);
  await says(page, "Journal", "Unknown", /only to the operator.*Log in/);

  await page.getByRole("button", { name: "Back to the log-in" }).click();
  await logInToFrame(page);
  await page.keyboard.press("Control+6");
  await done(page);
  await says(page, "Journal", "Good", /No entry/);
  await says(page, "Bulk", "Good", /no bulk/);
});

test("if the back end is gone, its line is bad and says what to do, and the machine is still checked", async ({
  page,
  app,
}) => {
  await logInToFrame(page);
  await page.keyboard.press("Control+6");
  await done(page);
  await app.sandbox.kill();
  const again = page.getByRole("button", { name: "Check again" });
  await again.click();
  await says(page, "Back end", "Bad", /cannot be reached \(ECONNREFUSED\).*Check the network/);
  await says(page, "CRL", "Unknown", /See the line of the back end/);
  await says(page, "Data directory", "Good", /can be written/);
  await expect(page.getByText("Something does not work: Back end")).toBeVisible();
  await expect(again).toBeFocused();
});
