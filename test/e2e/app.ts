import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, _electron, type ElectronApplication, type Page } from "@playwright/test";
import { makeLongHistory } from "../fixtures/long-history.ts";
import { run } from "../fixtures/process.ts";
import { startDesktop, type Desktop } from "./desktop.ts";
import { answerBoxes } from "./message-box.ts";
import { downloadOf, savedIn } from "./saved.ts";
import { fakeBrowser, openedBy } from "./system-browser.ts";
import { startSandbox, type RunningSandbox } from "../fixtures/sandbox.ts";

/** The application, started for one test on its own data. */
export interface App {
  readonly page: Page;
  /** The back end of the test, which can be made to fail. */
  readonly sandbox: RunningSandbox;
  /** Opens a further window with its own session: another operator at another machine. */
  secondPage(): Promise<Page>;
  /** Returns the file that the page saves during `ask`. */
  saved(ask: () => Promise<void>): Promise<{ readonly name: string; readonly text: string }>;
  /** The Electron program of the first window; null in the browser shell. */
  electron(): ElectronApplication | null;
  /** Returns the address that the program opens in the system's browser during `ask`. */
  opened(ask: () => Promise<void>): Promise<string>;
  /** Kills the program behind the first window (SIGKILL). */
  kill(): void;
  /**
   * Stops the program behind the first window and starts it again on the same data. Returns the
   * page of the new window. `meanwhile` may change the data directory while the program is stopped.
   */
  restart(meanwhile?: (dataDir: string) => void): Promise<Page>;
}

interface Options {
  readonly shell: "browser" | "electron";
  readonly appArgs: readonly string[];
  /** The number of additional history entries of one card in the sandbox. */
  readonly historyEntries: number;
  readonly sandboxFlags: readonly string[];
  /** False: the address of the back end is not configured, as after an installation. */
  readonly isSetUp: boolean;
}

/**
 * The sandbox that a worker's tests share; if a test killed or stopped it, the next one gets a new
 * one.
 */
interface Shared {
  /** Returns the running sandbox, with the data of its first start. */
  fresh(): Promise<RunningSandbox>;
}

export const test = base.extend<Options & { app: App }, { shared: Shared; desktop: () => Promise<Desktop> }>({
  // Started for the first test that needs it.
  desktop: [
    async ({}, use) => {
      let desktop: Promise<Desktop> | undefined;
      await use(() => (desktop ??= startDesktop()));
      await (await desktop)?.stop();
    },
    { scope: "worker" },
  ],
  shared: [
    // Playwright reads the fixtures that are needed from this parameter: it has to be a pattern,
    // even an empty one.
    async ({}, use) => {
      const started: RunningSandbox[] = [];
      await use({
        async fresh() {
          const last = started.at(-1);
          if (last?.isRunning() === true) {
            await last.reset();
            return last;
          }
          const next = await startSandbox();
          started.push(next);
          return next;
        },
      });
      for (const each of started) await each[Symbol.asyncDispose]();
    },
    { scope: "worker" },
  ],
  shell: ["browser", { option: true }],
  appArgs: [[], { option: true }],
  historyEntries: [0, { option: true }],
  sandboxFlags: [[], { option: true }],
  isSetUp: [true, { option: true }],
  app: async ({ browser, shell, shared, desktop, appArgs, historyEntries, sandboxFlags, isSetUp }, use, testInfo) => {
    const dataDir = mkdtempSync(join(tmpdir(), "carddesk-e2e-"));
    const stops: (() => Promise<unknown>)[] = [];
    let sandbox: RunningSandbox;
    if (historyEntries === 0 && sandboxFlags.length === 0) sandbox = await shared.fresh();
    else {
      const own = join(dataDir, "sandbox");
      if (historyEntries > 0) await makeLongHistory(own, historyEntries);
      sandbox = await startSandbox({ dataDir: own, flags: sandboxFlags });
      stops.push(() => sandbox[Symbol.asyncDispose]());
    }
    const systemBrowser = fakeBrowser(dataDir);
    let killFirst = (): void => undefined;
    const errors: string[] = [];
    let isKilled = false;
    let electron: ElectronApplication | null = null;

    const start = async (name: string): Promise<Page> => {
      const args = ["--data-dir", join(dataDir, name), "--lang", "en", ...appArgs];
      if (isSetUp) args.unshift("--idm", sandbox.url);
      const ca = join(sandbox.dataDir, "ca.pem");
      if (isSetUp && existsSync(ca)) args.push("--idm-ca", ca);
      if (shell === "electron") {
        const place = await desktop();
        place.give(dataDir);
        const cardService = process.env["PCSCLITE_CSOCK_NAME"];
        const program = await _electron.launch({
          executablePath: place.executablePath,
          env: { ...place.env, ...(cardService === undefined ? {} : { PCSCLITE_CSOCK_NAME: cardService }) },
          args: [...place.flags, ".", ...args],
        });
        if (name === "first") {
          electron = program;
          killFirst = () => program.process().kill("SIGKILL");
        }
        const version = await program.evaluate(() => process.versions["electron"] ?? "");
        testInfo.annotations.push({ type: "electron", description: version });
        stops.push(() => closed(program));
        return watched(await program.firstWindow(), errors);
      }
      const shellArgs = ["--no-open", "--port", "0", ...args];
      // Without `--idm`, the launcher would start its own sandbox.
      const program = isSetUp
        ? run("electron/launcher/main.ts", ["--shell", "browser", ...shellArgs], systemBrowser.env)
        : run("electron/browser/main.ts", shellArgs, systemBrowser.env);
      stops.push(() => program.stop());
      if (name === "first") killFirst = () => program.process.kill("SIGKILL");
      // A browser with a window lets a page write to the clipboard on a click; the headless shell
      // needs the permission.
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        permissions: ["clipboard-write"],
        // Drawing motion is a sixth of the browser's work, and only the test of the layout looks at
        // it.
        reducedMotion: "reduce",
      });
      stops.push(() => context.close());
      const page = watched(await context.newPage(), errors);
      await page.goto(await program.line(/^CardDesk ready (\S+)$/));
      return page;
    };

    const ofSandbox = stops.length;
    const page = await start("first");
    let current = page;
    let ofFirst = stops.slice(ofSandbox);
    const restart: App["restart"] = async (meanwhile) => {
      for (const stop of ofFirst.toReversed()) await stop();
      meanwhile?.(join(dataDir, "first"));
      const before = stops.length;
      current = await start("first");
      ofFirst = stops.slice(before);
      return current;
    };
    const kill = (): void => {
      isKilled = true;
      killFirst();
    };
    const saved: App["saved"] = (ask) =>
      electron === null ? downloadOf(current, ask) : savedIn(electron, join(dataDir, "first"), ask);
    const opened: App["opened"] = (ask) => (electron === null ? systemBrowser.opened(ask) : openedBy(electron, ask));
    await use({
      page,
      sandbox,
      saved,
      opened,
      electron: () => electron,
      secondPage: () => start("second"),
      kill,
      restart,
    });
    for (const stop of stops.toReversed()) await stop();
    rmSync(dataDir, { recursive: true, force: true });
    // The page of a killed program tries to reconnect, and the browser logs each failure.
    const unexpected = errors.filter((error) => !isKilled || !/^WebSocket connection to .* failed/.test(error));
    if (unexpected.length > 0) throw new Error(`errors in the console of the page:\n${unexpected.join("\n")}`);
  },
  page: async ({ app }, use) => use(app.page),
});

/** Closes the program; if it asks whether unsaved input may be lost, the answer is yes. */
async function closed(program: ElectronApplication): Promise<void> {
  await answerBoxes(program, 0).catch(() => undefined);
  await program.close();
}

/**
 * Collects errors in the page's console, including violations of the content security policy; they
 * fail the test.
 */
function watched(page: Page, errors: string[]): Page {
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (fault) => errors.push(fault.message));
  return page;
}
