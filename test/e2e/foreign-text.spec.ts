import { expect } from "@playwright/test";
import type { Page } from "@playwright/test";
import { idmApi } from "#shared/idm/api.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import { logIn as logInApi } from "../fixtures/sandbox.ts";
import { test, type App } from "./app.ts";
import { logIn } from "./operator.ts";

const card = { type: "virtualSmartCard", id: "VSC-000002" };

/** Makes the back end answer with a changed card. */
async function cardSays({ sandbox }: App, change: (object: IdmObject) => object): Promise<void> {
  const object = await (await logInApi(sandbox.url, "vscmanager")).ask(idmApi.object, { params: card });
  const body = JSON.stringify(change(object));
  const effect = { status: 200, body, contentType: "application/json" };
  await sandbox.fault("GET", `/v1/objects/${card.type}/${card.id}`, effect, 50);
}

/** Searches for the card, and opens the only one that is found. */
async function openCard(page: Page): Promise<void> {
  await logIn(page, "vscmanager");
  await page.getByRole("searchbox", { name: "Search" }).fill(card.id);
  await page.keyboard.press("Enter");
}

const withText = (text: string) => (object: IdmObject) => ({
  ...object,
  label: text,
  fields: object.fields.map((field) => ({ ...field, label: text, value: text })),
});

test("control characters in texts of the back end are shown as marks and do not reverse the text", async ({
  page,
  app,
}) => {
  await cardSays(app, withText("\u202eEVITCA\u202c \u0007\u2067x"));
  await openCard(page);
  const heading = page.getByRole("heading", { level: 1 });
  await expect(heading).toHaveText("\ufffdEVITCA\ufffd \ufffd\ufffdx");
  // The letters appear from left to right, in the order in which they are written.
  expect(await places(page, "EVITCA")).toEqual([0, 1, 2, 3, 4, 5]);
  expect(await page.locator("body").textContent()).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
});

test("a right-to-left name is shown in its order, and every element isolates its direction", async ({ page, app }) => {
  await cardSays(app, (object) => ({ ...withText("דנה כהן 42 (ת)")(object) }));
  await openCard(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("דנה כהן 42 (ת)");
  expect(await places(page, "דנה כהן")).toEqual([6, 5, 4, 3, 2, 1, 0]);
  const open = await page.evaluate(
    () =>
      [...document.querySelectorAll("body *")].filter(
        (element) => !/plaintext|isolate/.test(getComputedStyle(element).unicodeBidi),
      ).length,
  );
  expect(open).toBe(0);
});

for (const [what, text] of [
  ["of a quarter of a million characters", "x".repeat(250_000)],
  ["of twenty thousand combining marks", `a${"\u0301".repeat(20_000)}`],
] as const) {
  test(`a label ${what} is refused with an error code, and the page works again afterwards`, async ({ page, app }) => {
    await cardSays(app, (object) => ({ ...object, label: text }));
    await openCard(page);
    await expect(page.getByRole("alert")).toContainText("backend-unreadable");
    await app.sandbox.clearFaults();
    await page.getByRole("button", { name: "Refresh" }).click();
    await expect(page.getByRole("heading", { name: card.id })).toBeVisible();
  });
}

test("the longest label that is accepted does not overflow its place", async ({ page, app }) => {
  await cardSays(app, withText("W".repeat(500)));
  await openCard(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("W".repeat(500));
  const wide = await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      // Text for screen readers only has no visible position.
      if (node.parentElement?.closest(".visually-hidden") !== null) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = node.parentElement?.closest("dl, h1, td, section")?.getBoundingClientRect();
      const { right } = range.getBoundingClientRect();
      if (right > Math.min(innerWidth, box?.right ?? innerWidth) + 1) found.push(node.parentElement?.tagName ?? "");
    }
    return found;
  });
  expect(wide).toEqual([]);
});

/**
 * Returns the visual order, from left to right, of the letters of a text in the heading, as indices
 * into the text.
 */
function places(page: Page, text: string): Promise<number[]> {
  return page.getByRole("heading", { level: 1 }).evaluate((heading, text) => {
    const node = heading.firstChild;
    if (node === null) return [];
    const from = (node.textContent ?? "").indexOf(text);
    const lefts = Array.from(text, (_, at) => {
      const range = document.createRange();
      range.setStart(node, from + at);
      range.setEnd(node, from + at + 1);
      return range.getBoundingClientRect().left;
    });
    return lefts.map((_, at) => at).toSorted((a, b) => (lefts[a] ?? 0) - (lefts[b] ?? 0));
  }, text);
}
