import axe from "axe-core";
import type { Page } from "@playwright/test";

/**
 * What axe-core finds against WCAG 2.2 AA, named by rule and place. It is loaded once into a page,
 * and only violations leave it: what passes is most of the work, and nobody reads it.
 */
export async function findings(page: Page): Promise<string[]> {
  // axe waits for animations of its own accord only in part: let transitions end, or it measures a
  // colour on its way.
  // One that is cancelled is over too, and another may have taken its place.
  await page.evaluate(async () => {
    const running = () => document.getAnimations().filter(({ playState }) => playState === "running");
    for (let now = running(); now.length > 0; now = running())
      await Promise.allSettled(now.map(({ finished }) => finished));
  });
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      resultTypes: ["violations"],
    });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
  });
}

declare global {
  // The script of axe-core, once it is in the page.
  var axe: typeof import("axe-core");
}
