import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  root: "renderer",
  base: "/",
  build: {
    outDir: "../dist/renderer",
    emptyOutDir: true,
    // The polyfill is an inline script, which the content security policy refuses; every runtime here knows modulepreload.
    modulePreload: { polyfill: false },
    // Nothing as data: URL but images: the policy has font-src 'self'.
    assetsInlineLimit: 0,
  },
  test: {
    root: ".",
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          environment: "node",
          include: ["{shared,electron}/**/*.test.ts", "test/integration/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "component",
          environment: "jsdom",
          include: ["renderer/**/*.test.{ts,tsx}"],
          setupFiles: ["renderer/test-setup.ts"],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
