import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** What axe-core finds against WCAG 2.2 AA, named by rule and place. */
export async function findings(page: Page): Promise<string[]> {
  // axe waits for animations of its own accord only in part: let transitions end, or it measures a colour on its way.
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    // Otherwise it opens a second page, which Electron has not. What it leaves out are frames of
    // other origins: there are none.
    .setLegacyMode(true)
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}
