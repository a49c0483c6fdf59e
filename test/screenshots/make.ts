import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { inactiveCards } from "../e2e/field.ts";
import { actions, enable, logIn, logOut, open, openTab } from "../e2e/operator.ts";
import { chromiumOptions } from "../fixtures/chromium.ts";
import { run } from "../fixtures/process.ts";

/**
 * `npm run screenshots`: takes the screens of the README from the running program at 1280×800 in
 * the light theme.
 */
const reactivate = "Reactivate virtual smart card";
const data = mkdtempSync(join(tmpdir(), "carddesk-screenshots-"));
const program = run("electron/launcher/main.ts", [
  "--shell",
  "browser",
  "--no-open",
  "--data-dir",
  data,
  "--lang",
  "en",
]);
const browser = await chromium.launch(chromiumOptions);
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: "light" });
  const sandbox = { url: await program.line(/^Sandbox ready (\S+)$/) };
  await page.goto(await program.line(/^CardDesk ready (\S+)$/));
  await page.getByRole("button", { name: "Log in" }).waitFor();
  await take(page, "log-in");
  await logIn(page, "admin");
  await enable(page, reactivate);
  await take(page, "admin");
  await logOut(page);
  await logIn(page, "vscmanager");
  await page.getByRole("searchbox", { name: "Search" }).fill("VSC");
  await page.getByRole("row").nth(5).waitFor();
  await take(page, "results");
  await open(page, "VSC-000002");
  await take(page, "object-view");
  await actions(page).getByRole("button", { name: reactivate }).click();
  await page.getByRole("button", { name: "Next" }).waitFor();
  await take(page, "wizard");
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("dialog").getByText("Done and confirmed").waitFor();
  await take(page, "result");
  await page.getByRole("button", { name: "Close" }).click();
  await openTab(page, "History");
  await page.getByRole("table", { name: "History" }).waitFor();
  await take(page, "history");
  await logOut(page);
  await logIn(page, "officer");
  await page.getByRole("button", { name: "Bulk" }).click();
  await page.getByRole("radio", { name: reactivate }).check();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("combobox", { name: "State" }).selectOption("Inactive");
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByRole("button", { name: "Choose all possible" }).click();
  await page.getByRole("region", { name: "Basket" }).getByRole("row").nth(5).waitFor();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("textbox", { name: /to confirm/ }).waitFor();
  await take(page, "bulk");
  const [card = ""] = await inactiveCards(sandbox, 1);
  await takeReplay(page, card);
} finally {
  await browser.close();
  await program.stop();
  rmSync(data, { recursive: true, force: true });
}

/**
 * Causes a conflict, saves a support bundle, and replays it in a second program to its first error.
 */
async function takeReplay(page: Page, card: string): Promise<void> {
  await logOut(page);
  await logIn(page, "vscmanager");
  await page.getByRole("button", { name: "Support" }).click();
  await page.getByRole("tab", { name: "Scenarios" }).click();
  await page.getByRole("button", { name: "Start Version conflict" }).click();
  await open(page, card);
  await actions(page).getByRole("button", { name: reactivate }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Next" }).click();
  await page.getByRole("dialog").getByText("version-conflict").first().waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Support" }).click();
  await page.getByRole("tab", { name: "Support bundle" }).click();
  await page.getByRole("button", { name: "Put a bundle together" }).click();
  await page.getByRole("button", { name: "Save the bundle" }).click();
  const file = await page.locator("code", { hasText: ".zip" }).first().innerText();

  const directory = mkdtempSync(join(tmpdir(), "carddesk-screenshots-replay-"));
  const flags = ["--shell", "browser", "--no-open", "--port", "0", "--lang", "en", "--data-dir", directory];
  const player = run("electron/launcher/main.ts", [...flags, "--replay", file]);
  try {
    await page.goto(await player.line(/^CardDesk ready (\S+)$/));
    const bar = page.getByRole("region", { name: "Recording" });
    await bar.getByRole("button", { name: "First error" }).click();
    await page.getByRole("dialog").getByText("version-conflict").first().waitFor();
    await take(page, "replay");
  } finally {
    await player.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(import.meta.dirname, `${name}.png`), animations: "disabled" });
}
