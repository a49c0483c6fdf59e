import { expect } from "@playwright/test";
import { test } from "./app.ts";
import { fits } from "./fits.ts";
import { walk } from "./screens.ts";

for (const language of ["en", "de"]) {
  test.describe(language, () => {
    test.use({ appArgs: ["--lang", language] });

    test("on every screen nothing is cut or told twice, the window does not scroll and the focus is somewhere", async ({
      page,
      app,
    }) => {
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await walk(page, app.sandbox.url, (screen) => fits(page, screen));
    });
  });
}
