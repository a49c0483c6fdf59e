import { expect, type Page } from "@playwright/test";
import { z } from "zod";
import { test } from "./app.ts";
import { logIn, open } from "./operator.ts";
import { walk } from "./screens.ts";

/** The largest accepted layout shift of a screen: a fifth of what Web Vitals rates as good. */
const most = 0.02;

/**
 * Screens on which content that the operator has just requested replaces or moves other content:
 * results replace the start page, the result of a process its form, the new states the old ones,
 * and the parts of a bundle the sentence before them; a new row, the texts of an opened error and
 * an opened licence move what is below them.
 */
const replaced: ReadonlySet<string> = new Set([
  "results",
  "result",
  "object-after",
  "template-unsaved",
  "errors",
  "about-licences",
  "bundle",
]);

/** The score of each shift, and what moved from where to where: `x y width height`. */
const shiftsSchema = z.array(z.object({ score: z.number(), what: z.string() }));

/** Records every layout shift from now on, including those after a key or a click. */
async function watch(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.evaluate(`
    window.shifts = [];
    const box = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
    new PerformanceObserver((list) => {
      for (const { value: score, sources } of list.getEntries()) {
        const moved = sources.map(({ node, previousRect, currentRect }) =>
          (node?.className || node?.textContent || "") + ": " + box(previousRect) + " to " + box(currentRect));
        window.shifts.push({ score, what: moved.join("; ") });
      }
    }).observe({ type: "layout-shift", buffered: true });
  `);
}

/** Returns the shifts since the last call, as a sum and in words. */
async function moved(page: Page): Promise<{ sum: number; what: string }> {
  // A shift is reported after the frame that shows it.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  const shifts = shiftsSchema.parse(await page.evaluate("window.shifts.splice(0)"));
  return {
    sum: shifts.reduce((sum, { score }) => sum + score, 0),
    what: shifts.map(({ score, what }) => `${score.toFixed(4)} ${what}`).join("\n"),
  };
}

test("no screen shifts its layout noticeably while it loads", async ({ page, app }, testInfo) => {
  await watch(page);
  await walk(page, app.sandbox.url, async (screen) => {
    const { sum, what } = await moved(page);
    testInfo.annotations.push({ type: screen, description: sum.toFixed(4) });
    if (!replaced.has(screen)) expect.soft(sum, `${screen}\n${what}`).toBeLessThan(most);
  });
});

test("nothing moves when a toast appears after a copy, or when the connection is lost", async ({ page, app }) => {
  await logIn(page, "vscmanager");
  await open(page, "VSC-000002");
  // Once the CA's answer and the history are shown, no request is pending.
  const certificates = page.getByRole("table", { name: "Certificates" });
  await expect(certificates).toContainText("checked");
  await expect(certificates).toContainText("Deactivate virtual smart card");
  await watch(page);
  await moved(page);
  await page.getByRole("button", { name: /^Copy/ }).first().click();
  await expect(page.locator(".toast")).toBeVisible();
  expect(await moved(page)).toEqual({ sum: 0, what: "" });
  await app.sandbox.kill();
  await expect(page.locator(".connection-offline")).toBeVisible();
  expect(await moved(page)).toEqual({ sum: 0, what: "" });
});
