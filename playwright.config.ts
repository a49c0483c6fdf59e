import { defineConfig } from "@playwright/test";
import { electronRuntime } from "./electron/launcher/electron-runtime.ts";
import { chromiumOptions } from "./test/fixtures/chromium.ts";
import { compileCache } from "./test/fixtures/compile-cache.ts";

// The workers inherit it, and so do the programs that they start.
process.env["NODE_COMPILE_CACHE"] ??= compileCache;

/** The pictures show the letters of Linux. */
const picturesElsewhere = process.platform === "linux" ? [] : ["visual.spec.ts"];

/**
 * One suite, both shells: Electron wherever its runtime is installed. `test/run.mjs` says which of
 * them ran.
 */
export default defineConfig<{ shell: "browser" | "electron" }>({
  testDir: "test/e2e",
  outputDir: "test-results/e2e",
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 120_000,
  expect: {
    timeout: 20_000,
    // Letters are drawn a little differently from one version of Chromium to the next. To hide the
    // caret, Playwright would need a style element, which the content security policy refuses.
    toHaveScreenshot: { threshold: 0.06, maxDiffPixels: 200, caret: "initial" },
  },
  snapshotPathTemplate: "{testDir}/pictures/{arg}{ext}",
  // A picture that is missing is a failure; `npm run pictures` makes it.
  updateSnapshots: "none",
  reporter: [["list"], ["json", { outputFile: "test-results/e2e.json" }]],
  use: {
    actionTimeout: 20_000,
    browserName: "chromium",
    launchOptions: chromiumOptions,
    // A trace copies the page at every action of every test; `npx playwright test --trace
    // retain-on-failure` keeps that of a failure.
    trace: "off",
    screenshot: "only-on-failure",
  },
  projects: [
    {
      name: "browser",
      use: { shell: "browser" },
      testIgnore: ["electron.spec.ts", "package.spec.ts", ...picturesElsewhere],
    },
    ...(electronRuntime() === null
      ? []
      : [{ name: "electron", use: { shell: "electron" as const }, testIgnore: "visual.spec.ts" }]),
  ],
});
