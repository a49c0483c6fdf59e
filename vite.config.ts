import { join } from "node:path";
import react from "@vitejs/plugin-react";
import type { EnvironmentOptions } from "vite";
import { defineConfig } from "vitest/config";
import { messages } from "./electron/packaging/messages.ts";
import type { Bundle } from "./electron/packaging/third-party.ts";
import { compileCache } from "./test/fixtures/compile-cache.ts";

const root = import.meta.dirname;

/**
 * Programs for a runtime with Node in it, with everything inside but `electron`, the native PC/SC
 * addon and what Node brings.
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
    // The polyfill is an inline script, which the content security policy refuses; every runtime
    // here knows modulepreload.
    modulePreload: { polyfill: false },
    // kB. The page is read from this machine, where one file is faster than several.
    chunkSizeWarningLimit: 2_000,
    // Nothing as data: URL but images: the policy has font-src 'self'.
    assetsInlineLimit: 0,
  },
  builder: {
    async buildApp(builder) {
      const bundles: Bundle[] = [];
      for (const environment of Object.values(builder.environments)) {
        const built = await builder.build(environment);
        // An array for several outputs, which nothing here has; a watcher for a build that goes on.
        if ("output" in built) bundles.push(built);
      }
      // Not at every start of a test.
      const { thirdPartiesIn, writeThirdParties } = await import("./electron/packaging/third-party.ts");
      const { writePolicySchema } = await import("./electron/packaging/policy-schema.ts");
      const { writeAbout } = await import("./electron/packaging/about-file.ts");
      const parties = thirdPartiesIn(bundles);
      writeThirdParties(parties);
      writePolicySchema();
      writeAbout(parties);
    },
  },
  // `vite build` makes the page; `vite build --app` these as well.
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
    // A utility process.
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
    // Programs that tests start inherit it.
    env: { NODE_COMPILE_CACHE: compileCache },
    // Every core: by default one is left to a person who works at the machine meanwhile.
    maxWorkers: "100%",
    testTimeout: 20_000,
    hookTimeout: 20_000,
    projects: [
      // In the process of the test, with OpenSSL as the only other program.
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
      // Several processes: sandbox, core, bridge and shells over their real protocols.
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
          // One page for all files of a worker: to load React and React Aria takes longer than most
          // files take to run.
          isolate: false,
        },
      },
    ],
  },
});
