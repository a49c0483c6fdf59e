import { defineConfig } from "@playwright/test";
import { electronRuntime } from "./electron/launcher/electron-runtime.ts";
import { chromiumOptions } from "./test/fixtures/chromium.ts";
import { compileCache } from "./test/fixtures/compile-cache.ts";

// The workers inherit it, and so do the programs that they start.
process.env["NODE_COMPILE_CACHE"] ??= compileCache;

/** The reference pictures were rendered with the fonts of Linux. */
const picturesElsewhere = process.platform === "linux" ? [] : ["visual.spec.ts"];

/**
 * One suite for both shells; Electron runs only if its runtime is installed. `test/run.mjs` reports
 * which of them ran.
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
    // Text rendering differs slightly between versions of Chromium. Hiding the caret would need a
    // style element, which the content security policy refuses.
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
    // Tracing copies the page at every action of every test. `npx playwright test --trace
    // retain-on-failure` keeps the traces of failed tests.
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
