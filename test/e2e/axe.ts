import axe from "axe-core";
import type { Page } from "@playwright/test";

/**
 * Returns axe-core's findings against WCAG 2.2 AA, as rule and element. The script is loaded once
 * per page, and only violations are returned: passes would be most of the work, and no test reads
 * them.
 */
export async function findings(page: Page): Promise<string[]> {
  // axe waits only for some animations, so wait for all of them; otherwise it measures a colour in
  // the middle of a transition. A cancelled animation has ended too, and another may have replaced
  // it.
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
