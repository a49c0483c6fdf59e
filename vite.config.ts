import { join } from "node:path";
import react from "@vitejs/plugin-react";
import type { EnvironmentOptions } from "vite";
import { defineConfig } from "vitest/config";
import { messages } from "./electron/packaging/messages.ts";
import type { Bundle } from "./electron/packaging/third-party.ts";
import { compileCache } from "./test/fixtures/compile-cache.ts";

const root = import.meta.dirname;

/**
 * Bundles programs that run on Node. Everything is bundled except `electron`, the native PC/SC
 * addon and Node's own modules.
 */
function nodeBundle(directory: string, input: Record<string, string>, format: "es" | "cjs"): EnvironmentOptions {
  const names = `[name].${format === "es" ? "js" : "cjs"}`;
  return {
    consumer: "server",
    resolve: { noExternal: true, external: ["electron", "pcsc-mini"] },
    build: {
      outDir: join(root, "dist", directory),
      emptyOutDir: true,
      target: "node24",
      minify: false,
      rolldownOptions: { input, output: { format, entryFileNames: names, chunkFileNames: names } },
    },
  };
}

export default defineConfig({
  plugins: [react(), messages(join(root, "renderer/app/messages"))],
  root: "renderer",
  base: "/",
  build: {
    outDir: "../dist/renderer",
    emptyOutDir: true,
    // The polyfill is an inline script, which the content security policy refuses; every browser
    // here supports modulepreload.
    modulePreload: { polyfill: false },
    // In kB. The page is served from this machine, so one file loads faster than several.
    chunkSizeWarningLimit: 2_000,
    // Nothing is inlined: the policy allows data: URLs for images only (font-src is 'self').
    assetsInlineLimit: 0,
  },
  builder: {
    async buildApp(builder) {
      const bundles: Bundle[] = [];
      for (const environment of Object.values(builder.environments)) {
        const built = await builder.build(environment);
        // `build` may also return an array (several outputs) or a watcher; neither occurs here.
        if ("output" in built) bundles.push(built);
      }
      // Imported here, so that starting the tests does not load them.
      const { thirdPartiesIn, writeThirdParties } = await import("./electron/packaging/third-party.ts");
      const { writePolicySchema } = await import("./electron/packaging/policy-schema.ts");
      const { writeAbout } = await import("./electron/packaging/about-file.ts");
      const parties = thirdPartiesIn(bundles);
      writeThirdParties(parties);
      writePolicySchema();
      writeAbout(parties);
    },
  },
  // `vite build` builds the page only; `vite build --app` builds these too.
  environments: {
    main: nodeBundle(
      "main",
      {
        main: join(root, "electron/main/main.ts"),
        "crl-worker": join(root, "electron/core/revocation/crl-worker.ts"),
        "store-worker": join(root, "electron/core/store/store-worker.ts"),
      },
      "es",
    ),
    // Runs in a utility process.
    bridge: nodeBundle("bridge", { main: join(root, "electron/bridge/main.ts") }, "es"),
    // A sandboxed preload has no ES modules.
    preload: nodeBundle("preload", { preload: join(root, "electron/preload/preload.ts") }, "cjs"),
    transport: {
      consumer: "client",
      build: {
        outDir: join(root, "dist/browser"),
        emptyOutDir: true,
        rolldownOptions: {
          input: join(root, "electron/browser/page/main.ts"),
          output: { format: "iife", entryFileNames: "carddesk-transport.js" },
        },
      },
    },
  },
  test: {
    root: ".",
    // Inherited by the programs that tests start.
    env: { NODE_COMPILE_CACHE: compileCache },
    // By default Vitest leaves one core free for interactive work.
    maxWorkers: "100%",
    testTimeout: 20_000,
    hookTimeout: 20_000,
    projects: [
      // Runs in the test's process; OpenSSL is the only other program.
      {
        extends: true,
        test: {
          name: "unit",
          environment: "node",
          setupFiles: ["test/fixtures/one-seed.ts"],
          include: ["{shared,electron}/**/*.test.ts"],
          exclude: ["electron/sandbox/test/**"],
        },
      },
      // Runs several processes (sandbox, core, bridge, shells) over their real protocols.
      {
        extends: true,
        test: {
          name: "integration",
          environment: "node",
          setupFiles: ["test/fixtures/one-seed.ts"],
          include: ["electron/sandbox/test/**/*.test.ts", "test/{integration,model,fuzz}/**/*.test.ts"],
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        extends: true,
        test: {
          name: "component",
          environment: "jsdom",
          include: ["renderer/**/*.test.{ts,tsx}"],
          setupFiles: ["renderer/testing/test-setup.ts"],
          // One page for all files of a worker: loading React and React Aria takes longer than most
          // test files run.
          isolate: false,
        },
      },
    ],
  },
});
