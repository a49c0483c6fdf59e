import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import { electronRuntime } from "./electron/launcher/electron-runtime.ts";

/** The distribution's Chromium where there is one; otherwise the browser that Playwright itself installs. */
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((file) => existsSync(file));

/** One suite, both shells: Electron wherever its runtime is installed. `test/run.mjs` says which of them ran. */
export default defineConfig<{ shell: "browser" | "electron" }>({
  testDir: "test/e2e",
  outputDir: "test-results/e2e",
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/e2e.json" }]],
  use: {
    actionTimeout: 20_000,
    browserName: "chromium",
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "browser", use: { shell: "browser" } },
    ...(electronRuntime() === null ? [] : [{ name: "electron", use: { shell: "electron" as const } }]),
  ],
});
