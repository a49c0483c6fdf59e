import { expect, type Page } from "@playwright/test";
import { test } from "./app.ts";
import { walk } from "./screens.ts";

// Every screen as a picture, compared with the accepted one; `npm run pictures` accepts the current
// state. The pictures do not depend on the day, a port, or the machine's card reader.

/** Screens that show figures of the machine. */
const measured: ReadonlySet<string> = new Set(["health", "bundle", "environment-tested", "environment-unsaved"]);

/** Points to a smart card service that does not exist. */
const socket = "PCSCLITE_CSOCK_NAME";
const service = process.env[socket];
test.beforeAll(() => {
  process.env[socket] = "/nowhere";
});
test.afterAll(() => {
  if (service === undefined) delete process.env[socket];
  else process.env[socket] = service;
});

/** Fixes every formatted time to one moment, hides the caret and hides toasts. */
async function stopClock(page: Page): Promise<void> {
  const chromium = await page.context().newCDPSession(page);
  await chromium.send("Emulation.setTimezoneOverride", { timezoneId: "Europe/Stockholm" });
  await page.evaluate(`
    const moment = new Date("2026-05-06T14:32:00");
    const { prototype } = Intl.DateTimeFormat;
    const { get } = Object.getOwnPropertyDescriptor(prototype, "format");
    Object.defineProperty(prototype, "format", {
      get() {
        return () => get.call(this)(moment);
      },
    });
    const { formatToParts } = prototype;
    prototype.formatToParts = function () {
      return formatToParts.call(this, moment);
    };
    // Nothing is of today, at whatever hour the test runs.
    let days = 0;
    Date.prototype.toDateString = () => String((days += 1));
    const style = new CSSStyleSheet();
    style.replaceSync("* { caret-color: transparent !important } .toasts { visibility: hidden }");
    document.adoptedStyleSheets = [style];
  `);
}

/** Replaces ports and identifiers that change in each run by constant ones. */
async function settle(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const steady = (node.nodeValue ?? "")
        .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:7000")
        .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "00000000-0000-4000-8000-000000000000")
        .replaceAll(/\b[0-9a-f]{32}\b/g, "0".repeat(32));
      if (steady !== node.nodeValue) node.nodeValue = steady;
    }
  });
}

for (const { language, colorScheme } of [
  { language: "en", colorScheme: "light" },
  { language: "de", colorScheme: "dark" },
] as const) {
  test.describe(`${language}, ${colorScheme}`, () => {
    test.use({ appArgs: ["--lang", language] });

    test("every screen looks like its accepted picture", async ({ page, app }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await stopClock(page);
      await walk(page, app.sandbox.url, async (screen) => {
        // The other parts of the object view would show nothing new; the remaining screens have
        // figures of the machine.
        if (screen.startsWith("object-") || screen.startsWith("about") || measured.has(screen)) return;
        await settle(page);
        await expect.soft(page).toHaveScreenshot([`${language}-${colorScheme}`, `${screen}.png`]);
      });
    });
  });
}
