import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base, type Page } from "@playwright/test";
import { writeRecording } from "../fixtures/bundle.ts";
import { run } from "../fixtures/process.ts";
import { findings } from "./axe.ts";
import { fits } from "./fits.ts";

const window = "0123456789abcdef";
const trace = "0123456789abcdef0123456789abcdef";
const operator = { id: "OP-1", account: "vera", name: "Vera Manager", roles: ["virtualSmartCardManager"] };
const health = { status: "ok", api: "v1", product: "Sandbox", time: "2026-01-02T03:04:05Z" };
const refused = { code: "wrong-credentials", params: {}, details: "HTTP 401", trace };
const exchange = (call: string, outcome: object) => ({ kind: "exchange", took: 5, trace, call, input: {}, outcome });
const logIn = [
  { kind: "call", id: 1, window, trace, place: "session.logIn", args: { account: "vera" } },
  exchange("POST /v1/sessions", { kind: "failure", certainty: "refused", error: refused }),
  { kind: "answer", id: 1, result: { ok: false, error: refused } },
];
const items = [
  exchange("GET /v1/health", { kind: "answer", value: health }),
  ...logIn,
  { kind: "event", place: "session.changed", payload: { kind: "active", operator } },
  { kind: "route", window, route: { screen: "search" } },
  exchange("GET /v1/search-configurations", { kind: "answer", value: [] }),
  { kind: "bridge", method: "reader.added", message: { reader: "Reader 1" } },
];
const recording = {
  format: 1,
  startedAt: "2026-01-02T03:04:05Z",
  states: {},
  routes: {},
  items: items.map((item, at) => ({ at: at * 10, ...item })),
};

const test = base.extend<{ lang: string; replay: Page }>({
  lang: ["en", { option: true }],
  replay: async ({ browser, lang }, use) => {
    const directory = mkdtempSync(join(tmpdir(), "carddesk-replay-"));
    const file = join(directory, "bundle.zip");
    await writeRecording(file, recording);
    const own = ["--shell", "browser", "--no-open", "--port", "0", "--data-dir", join(directory, "data")];
    const program = run("electron/launcher/main.ts", [
      ...own,
      "--idm",
      "http://127.0.0.1:9",
      "--lang",
      lang,
      "--replay",
      file,
    ]);
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await page.goto(await program.line(/^CardDesk ready (\S+)$/));
    await expect(page.locator(".replay-step button").first()).toBeFocused();
    await use(page);
    await page.context().close();
    await program.stop();
    rmSync(directory, { recursive: true, force: true });
  },
});

const present = (page: Page) => page.locator(".replay-foot");
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

test("the replay bar goes a step on and back, to the first error, and to both ends of the time line", async ({
  replay: page,
}) => {
  await press(page, "First error");
  await expect(present(page)).toContainText("3 of 5: The user account or the password is wrong. (wrong-credentials)");
  await press(page, "Step back");
  await expect(present(page)).toContainText("2 of 5");
  await press(page, "Step");
  await expect(present(page)).toContainText("3 of 5");
  const line = page.getByRole("slider", { name: "Position" });
  await line.press("End");
  await expect(present(page)).toContainText("5 of 5");
  await expect(page.getByRole("searchbox", { name: "Search" })).toBeVisible();
  await line.press("Home");
  await expect(page.getByRole("button", { name: "Log in" })).toBeVisible();
  await expect(present(page)).toContainText("Nothing has happened yet.");
});

for (const lang of ["en", "de", "sv", "fr"]) {
  test.describe(lang, () => {
    test.use({ lang });

    test("the replay bar fits in every size, and axe finds nothing in light and dark, with the list closed and open", async ({
      replay: page,
    }) => {
      await page.locator(".replay-foot button").nth(4).click();
      for (const list of ["closed", "open"]) {
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          expect(await findings(page), `${colorScheme}, list ${list}`).toEqual([]);
        }
        await fits(page, `replay with the list ${list}`);
        await page.locator(".replay-foot button").nth(5).click();
      }
    });
  });
}
