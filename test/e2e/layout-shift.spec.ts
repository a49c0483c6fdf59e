import { expect, type Page } from "@playwright/test";
import { z } from "zod";
import { test } from "./app.ts";
import { logIn, open } from "./operator.ts";
import { walk } from "./screens.ts";

/** The most that may move on a screen: a fifth of what Web Vitals call good. */
const most = 0.02;

/**
 * Where what the operator has just asked for takes the place of what was there: results that of the
 * start, the result of a process that of its form, the states after it those before, a new row that
 * of those below it, the texts of an opened error that of the errors below it, an opened licence
 * that of the licences below it, the parts of a bundle that of the sentence before them.
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

/** A score, and what moved from where to where: `x y width height`. */
const shiftsSchema = z.array(z.object({ score: z.number(), what: z.string() }));

/** Notes each shift of the layout from now on, those after a key or a click as well. */
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

/** What has moved since the last call, as a sum and in words. */
async function moved(page: Page): Promise<{ sum: number; what: string }> {
  // A shift is known after the frame that shows it.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  const shifts = shiftsSchema.parse(await page.evaluate("window.shifts.splice(0)"));
  return {
    sum: shifts.reduce((sum, { score }) => sum + score, 0),
    what: shifts.map(({ score, what }) => `${score.toFixed(4)} ${what}`).join("\n"),
  };
}

test("no screen moves while it comes to rest", async ({ page, app }, testInfo) => {
  await watch(page);
  await walk(page, app.sandbox.url, async (screen) => {
    const { sum, what } = await moved(page);
    testInfo.annotations.push({ type: screen, description: sum.toFixed(4) });
    if (!replaced.has(screen)) expect.soft(sum, `${screen}\n${what}`).toBeLessThan(most);
  });
});

test("nothing moves when the connection goes and comes, or when a toast says that something is copied", async ({
  page,
  app,
}) => {
  await logIn(page, "vscmanager");
  await open(page, "VSC-000002");
  // With what the CA and the history say nothing is on its way.
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
