import { expect } from "@playwright/test";
import { test } from "./app.ts";
import { fits } from "./fits.ts";
import { walk } from "./screens.ts";

for (const language of ["en", "de"]) {
  test.describe(language, () => {
    test.use({ appArgs: ["--lang", language] });

    test("on every screen nothing is cut off or repeated, the window does not scroll, and an element has the focus", async ({
      page,
      app,
    }) => {
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await walk(page, app.sandbox.url, (screen) => fits(page, screen));
    });
  });
}
