import { expect, type Page } from "@playwright/test";
import { z } from "zod";
import { enable } from "../fixtures/enable.ts";
import { test } from "./app.ts";
import { processes } from "./field.ts";
import { logIn, open } from "./operator.ts";

/**
 * Records the announcements of a screen reader from now on: text that changes in an existing live
 * region, and new alerts. A polite region that is inserted together with its text is not announced.
 */
async function listen(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(`
    window.told = [];
    const polite = "output, [role=status], [aria-live=polite]";
    new MutationObserver((mutations) => {
      for (const { target, addedNodes } of mutations) {
        const region = (target.nodeType === 1 ? target : target.parentElement)?.closest(polite);
        if (region) window.told.push(region.textContent);
        for (const node of addedNodes)
          if (node.nodeType === 1)
            for (const alert of [node, ...node.querySelectorAll("[role=alert]")])
              if (alert.matches("[role=alert]")) window.told.push(alert.textContent);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  `);
  return async () =>
    z
      .array(z.string())
      .parse(await page.evaluate("window.told"))
      .join("\n");
}

test("the page announces the number of results and the loss of the connection to a screen reader", async ({
  page,
  app,
}) => {
  await enable(app.sandbox.url, ...Object.values(processes));
  await logIn(page, "vscmanager");
  await expect(page.getByRole("searchbox", { name: "Search" })).toBeFocused();
  const told = await listen(page);
  await page.getByRole("searchbox", { name: "Search" }).fill("VSC-00000");
  await expect.poll(told).toContain("9 found");
  await open(page, "VSC-000002");
  await page.keyboard.press("1");
  await expect(page.getByRole("dialog").getByRole("button", { name: "Next" })).toBeEnabled();
  await page.keyboard.press("Alt+n");
  await expect(page.getByRole("dialog")).toContainText("confirmed");
  await page.keyboard.press("Escape");
  await app.sandbox.kill();
  await expect.poll(told).toContain("Offline");
});
