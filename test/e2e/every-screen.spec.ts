import { expect, type Page } from "@playwright/test";
import { enable } from "../fixtures/enable.ts";
import { test } from "./app.ts";
import { processes } from "./field.ts";

/** A window of 1280 pixels, a narrow one, and text at 200 % (WCAG 2.2, 1.4.4 and 1.4.10). */
const sizes = [
  { name: "1280", width: 1280, text: "" },
  { name: "640", width: 640, text: "" },
  { name: "text 200 %", width: 1280, text: "200%" },
] as const;

/** What is wrong with a screen that axe cannot see, each in words. */
function faults(): string[] {
  const root = document.documentElement;
  const found: string[] = [];
  if (root.scrollHeight > root.clientHeight)
    found.push(`the window scrolls ${root.scrollHeight - root.clientHeight} px`);
  if (root.scrollWidth > root.clientWidth)
    found.push(`the window scrolls ${root.scrollWidth - root.clientWidth} px aside`);
  if (document.activeElement === document.body) found.push("the focus is lost");
  const isShown = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true }) && element.closest(".visually-hidden, [inert]") === null;

  const whole =
    "h1, h2, h3, .badge, .button, .about-line *, .grid-cell:first-child, .table th[scope=row], dt, label, kbd";
  for (const element of document.querySelectorAll(whole)) {
    if (!isShown(element)) continue;
    const { left, right, width } = element.getBoundingClientRect();
    const named = `“${element.textContent.slice(0, 40)}”`;
    if (width === 0) continue;
    if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline")
      found.push(`${named} does not fit by ${element.scrollWidth - element.clientWidth} px`);
    for (let box = element.parentElement; box !== null; box = box.parentElement) {
      const around = box.getBoundingClientRect();
      const clips = getComputedStyle(box).overflowX !== "visible" || box === document.body;
      if (clips && (left < around.left - 1 || right > around.right + 1)) {
        found.push(`${named} is cut by ${box.className || box.tagName}`);
        break;
      }
    }
  }

  const sentences = [...document.querySelectorAll("p, output, .notice-title")]
    .filter((element) => isShown(element) && element.closest("table, .grid") === null)
    .map((element) => element.textContent.trim())
    .filter((text) => text.length > 30);
  for (const text of new Set(sentences))
    if (sentences.indexOf(text) !== sentences.lastIndexOf(text)) found.push(`told twice: “${text}”`);
  return found;
}

/**
 * Checks a screen in every size, once it has come to rest; all is reported, not the first alone.
 */
async function check(page: Page, screen: string): Promise<void> {
  for (const { name, width, text } of sizes) {
    await page.setViewportSize({ width, height: 800 });
    await page.evaluate((size) => (document.documentElement.style.fontSize = size), text);
    await expect
      .soft(async () => expect(await page.evaluate(faults), `${screen}, ${name}`).toEqual([]))
      .toPass({ timeout: 10_000 });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate(() => (document.documentElement.style.fontSize = ""));
}

/** By structure, not by words: the same in every language. */
async function logIn(page: Page, account: string): Promise<void> {
  await page.locator("input:not([type=password])").first().fill(account);
  await page.locator("input[type=password]").fill("sandbox");
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeVisible();
}

const area = (page: Page, index: number) => page.locator(".rail button").nth(index).click();
const dialog = (page: Page) => page.getByRole("dialog");

async function open(page: Page, number: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("searchbox").fill(number);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: number })).toBeVisible();
  await expect(page.locator(".history-table, .table").first()).toBeVisible();
}

for (const language of ["en", "de"]) {
  test.describe(language, () => {
    test.use({ appArgs: ["--lang", language] });

    test("on every screen nothing is cut or told twice, the window does not scroll and the focus is somewhere", async ({
      page,
      app,
    }) => {
      await enable(app.sandbox.url, ...Object.values(processes));
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await check(page, "log in");
      await logIn(page, "officer");
      await check(page, "start");
      await page.getByRole("searchbox").fill("VSC");
      await expect(page.getByRole("row").nth(3)).toBeVisible();
      await check(page, "results");
      await open(page, "VSC-000002");
      await check(page, "object");
      await page.keyboard.press("1");
      await expect(dialog(page).locator(".button-primary")).toBeVisible();
      await check(page, "wizard");
      await page.keyboard.press("Alt+n");
      await expect(dialog(page).locator(".notice-good")).toBeVisible();
      await check(page, "result");
      await page.keyboard.press("Escape");
      await expect(dialog(page)).toBeHidden();
      await open(page, "VSC-000001");
      await page.locator(".button-warns").first().click();
      await expect(dialog(page).locator(".button-danger")).toBeVisible();
      await check(page, "what cannot be undone");
      await page.keyboard.press("Escape");
      await expect(dialog(page)).toBeHidden();

      await area(page, 1);
      await expect(page.locator("main h1")).toBeVisible();
      await check(page, "tasks");
      await area(page, 2);
      await page.locator("input[type=radio]").first().check();
      await check(page, "bulk: process");
      await page.keyboard.press("Alt+n");
      await page.locator("form.bulk-search button").click();
      await page.locator(".rows-results input:enabled").first().check();
      await check(page, "bulk: objects");
      await page.keyboard.press("Alt+n");
      await expect(page.locator(".changes table")).toBeVisible();
      await check(page, "bulk: check");
      await page.keyboard.press("Alt+n");
      await expect(page.locator("main .notice-good")).toBeVisible();
      await check(page, "bulk: result");
      await area(page, 3);
      await expect(page.locator("main form, main .panel").first()).toBeVisible();
      await check(page, "offline");
      await area(page, 5);
      await check(page, "settings");
      await area(page, 4);
      await expect(dialog(page)).toBeVisible();
      await check(page, "keys");
    });

    test("nor on any screen of an administrator", async ({ page }) => {
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await logIn(page, "admin");
      await expect(page.locator(".templates p").first()).toBeVisible();
      await check(page, "admin");
      await page.locator(".template-name").first().click();
      await expect(page.getByRole("switch").first()).toBeVisible();
      await check(page, "template");
      await page.locator(".commands-head button").click();
      await page.getByRole("switch").first().click();
      await check(page, "template with changes");
      await page.locator(".command-open button").click();
      await page.locator(".action-bar .button-primary").click();
      await expect(page.locator(".toast")).toBeVisible();
      await check(page, "template saved");
    });
  });
}
