import { expect } from "@playwright/test";
import { languages } from "#shared/ipc/app.ts";
import { test } from "./app.ts";
import { findings } from "./axe.ts";
import { walk } from "./screens.ts";

const themes = [
  { name: "light", media: { colorScheme: "light", forcedColors: "none" } },
  { name: "dark", media: { colorScheme: "dark", forcedColors: "none" } },
  { name: "forced colours", media: { colorScheme: "dark", forcedColors: "active" } },
] as const;

for (const language of languages) {
  test.describe(language, () => {
    test.use({ appArgs: ["--lang", language] });

    test("axe finds nothing on any screen, in light, dark and forced colours", async ({ page, app }, testInfo) => {
      test.slow();
      await page.emulateMedia({ reducedMotion: "reduce" });
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      const screens: string[] = [];
      await walk(page, app.sandbox.url, async (screen) => {
        screens.push(screen);
        for (const { name, media } of themes) {
          await page.emulateMedia(media);
          await expect.soft(findings(page), `${screen}, ${name}`).resolves.toEqual([]);
        }
        await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
      });
      testInfo.annotations.push({ type: "screens", description: screens.join(", ") });
    });
  });
}
