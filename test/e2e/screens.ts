import { expect, type Locator, type Page } from "@playwright/test";
import { enable } from "../fixtures/enable.ts";
import { logIn as logInToApi } from "../fixtures/sandbox.ts";
import { processes } from "./field.ts";
import { runProcess } from "../fixtures/run-process.ts";

/**
 * Visits every screen and dialog of the program in order, for tests that inspect all of them.
 * Elements are located by structure, not by text, so that the walk works in every language. `visit`
 * is called with the name of each screen once it is stable.
 */
export async function walk(page: Page, url: string, visit: (screen: string) => Promise<void>): Promise<void> {
  await enable(url, ...Object.values(processes));
  await visit("log-in");
  await page.locator(".login-foot button").nth(1).click();
  await expect(page.locator("main select").first()).toBeVisible();
  await visit("settings-before-log-in");
  await page.locator(".screen-head button").click();
  await expect(page.locator("input[type=password]")).toBeVisible();
  await logIn(page, "officer");
  await visit("start");
  await asOfficer(page, url, visit);
  await logOut(page);

  const helpdesk = await logInToApi(url, "helpdesk");
  await runProcess(helpdesk, "UsersProcDeactivate", { type: "user", id: "USR-000031" }, { reason: "longAbsence" });
  await logIn(page, "approver");
  const task = page.locator("main [role=grid] [role=row]").first();
  await expect(task).toBeVisible();
  await visit("tasks");
  await task.click();
  await expect(page.locator("main input, main textarea").first()).toBeVisible();
  await visit("task");
  await logOut(page);

  await logIn(page, "admin");
  await expect(page.locator("main").getByRole("link").nth(1)).toBeVisible();
  await expect(page.locator(".templates p").first()).toBeVisible();
  await visit("admin");
  await page.locator(".template-name").first().click();
  await expect(page.getByRole("switch").first()).toBeVisible();
  await visit("template");
  await page.locator(".commands-head button").click();
  await page.getByRole("switch").first().click();
  await visit("template-unsaved");
}

async function asOfficer(page: Page, url: string, visit: (screen: string) => Promise<void>): Promise<void> {
  await page.getByRole("searchbox").fill("VSC");
  await expect(page.getByRole("row").nth(3)).toBeVisible();
  await expect(page.locator(".split-object table").first()).toBeVisible();
  await visit("results");
  await open(page, "VSC-000002");
  await visit("object");
  await page.getByRole("tab").nth(1).click();
  await expect(page.locator("main .history-entry").first()).toBeVisible();
  await visit("object-history");
  await page.getByRole("tab").nth(2).click();
  await expect(page.locator("main .life-drawing")).toBeVisible();
  await visit("object-life");
  await page.keyboard.press("1");
  await expect(dialog(page).locator(".button-primary")).toBeVisible();
  await visit("wizard");
  await page.keyboard.press("Alt+n");
  await expect(dialog(page).locator(".notice-good")).toBeVisible();
  await visit("result");
  await closed(page);
  await visit("object-after");
  await open(page, "VSC-000001");
  await visit("object-active");
  await page.locator(".button-warns").first().click();
  await expect(dialog(page).locator(".button-danger")).toBeVisible();
  await visit("irreversible");
  await closed(page);

  await area(page, 2).click();
  await page.locator("main input[type=radio]").first().check();
  await visit("bulk-process");
  await page.keyboard.press("Alt+n");
  await page.locator("form.bulk-search button").click();
  await page.locator(".rows-results input:enabled").first().check();
  await visit("bulk-objects");
  await page.keyboard.press("Alt+n");
  await expect(page.locator(".changes table")).toBeVisible();
  await visit("bulk-check");
  await page.keyboard.press("Alt+n");
  await expect(page.locator("main .notice-good")).toBeVisible();
  await visit("bulk-result");
  await area(page, 3).click();
  await expect(page.locator("main form").first()).toBeVisible();
  await visit("offline");
  await page.locator("main .action-bar .button-primary").click();
  await expect(page.locator("main form, main progress")).toHaveCount(0);
  await expect(page.locator("main dl").first()).toBeVisible();
  await visit("working-set");

  await rail(page).nth(-2).click();
  await expect(page.locator("main tbody .badge").first()).toBeVisible();
  await expect(page.locator("main .badge-fresh, main .notice-wait")).toHaveCount(0);
  await visit("health");
  await page.getByRole("tab").nth(1).click();
  await page.locator("main .tab-panel .button-primary").click();
  await expect(page.locator("main input[type=checkbox]").first()).toBeVisible();
  await visit("bundle");
  await page.getByRole("tab").last().click();
  await page.locator(".error-line").nth(1).click();
  await expect(page.locator(".error-about")).toBeVisible();
  await visit("errors");

  await rail(page).last().click();
  await expect(page.locator("main select").first()).toBeVisible();
  await visit("settings");
  await page.locator(".environments-add button").click();
  await expect(dialog(page)).toBeVisible();
  await visit("environment");
  await dialog(page).locator("input").first().fill("Test");
  await dialog(page).locator("summary").click();
  await dialog(page).locator("input").nth(1).fill(url);
  await dialog(page).locator(".dialog-apart button").click();
  await expect(dialog(page).locator(".environments-test")).toBeVisible();
  await visit("environment-tested");
  await page.keyboard.press("Escape");
  const question = page.getByRole("alertdialog");
  await visit("environment-unsaved");
  await question.locator("footer button").first().click();
  await expect(page.locator(":focus")).toBeVisible();
  await page.locator("main .panel .buttons > button").last().click();
  await expect(dialog(page).locator("dd").nth(4)).toBeVisible();
  await visit("about");
  await page.getByRole("tab").last().click();
  await dialog(page).locator("summary").first().click();
  await expect(dialog(page).locator("pre").first()).toBeVisible();
  await visit("about-licences");
  await closed(page);
  await page.keyboard.press("F1");
  await expect(dialog(page)).toBeVisible();
  await visit("help");
  await closed(page);
  await page.keyboard.press("Control+Shift+P");
  await expect(dialog(page).getByRole("menuitem").first()).toBeVisible();
  await visit("palette");
  await closed(page);
}

const rail = (page: Page): Locator => page.locator("nav.rail button");
const area = (page: Page, index: number): Locator => rail(page).nth(index);
const dialog = (page: Page): Locator => page.getByRole("dialog");

async function logIn(page: Page, account: string): Promise<void> {
  await page.locator("input:not([type=password])").first().fill(account);
  await page.locator("input[type=password]").fill("sandbox");
  await page.keyboard.press("Enter");
  await expect(page.locator("main#content")).toBeVisible();
}

async function logOut(page: Page): Promise<void> {
  await page.locator(".popover-button").click();
  await page.locator(".user-menu-buttons button").last().click();
  await expect(page.locator("input[type=password]")).toBeVisible();
}

async function open(page: Page, number: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("searchbox").fill(number);
  await page.keyboard.press("Enter");
  await expect(page.locator("main h1").filter({ hasText: number })).toBeVisible();
  await expect(page.locator("main table").first()).toBeVisible();
}

/** Closes the dialog with Escape, and checks that the focus is on a visible element. */
async function closed(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await expect(page.locator(":focus")).toBeVisible();
}
