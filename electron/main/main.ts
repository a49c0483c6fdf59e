import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { app, dialog, session, type BrowserWindow } from "electron";
import type { Ref } from "#shared/domain/ref.ts";
import { emitter, serve, type Report } from "#shared/ipc/serve.ts";
import type { Emit } from "#shared/ipc/types.ts";
import { machineClock } from "../core/clock.ts";
import { createCore } from "../core/core.ts";
import { afterAnswers } from "../core/shell/after-answers.ts";
import { shippedTiming } from "../core/timing.ts";
import { shellBridge } from "../core/shell/bridge.ts";
import { closeDataDirectory } from "../core/shell/data-directory.ts";
import { keyFile } from "../core/shell/key-file.ts";
import { openLog } from "../core/shell/log-file.ts";
import type { ShellOptions } from "../core/shell/options.ts";
import { readPageFiles } from "../core/shell/page-files.ts";
import { StartError } from "#shared/start-error.ts";
import { utilityBridge } from "./bridge.ts";
import { chooseClientCertificate } from "./client-certificate.ts";
import { deepLinkOf, parseDeepLink } from "./deep-link.ts";
import { keyStore } from "./key-store.ts";
import { lockContents, lockSession } from "./lock-down.ts";
import { setMenu } from "./menu.ts";
import { readOptions } from "./options.ts";
import { answerCalls, tellPage } from "./page-calls.ts";
import { registerPageScheme, servePage } from "./page-protocol.ts";
import { openSettings } from "./settings.ts";
import { openWindow } from "./window.ts";

/** Milliseconds that the core has for the log-out from the back end. */
const shutdownTimeout = 1_000;

interface Page {
  readonly window: BrowserWindow;
  readonly emit: Emit;
}

/** Null until the program has started. */
let page: Page | null = null;
/** The object of a deep link, until it was sent to the page. */
let linked: Ref | null = deepLinkOf(process.argv);

// All of this before `ready`: it cannot be done later, or would leave a gap.
app.enableSandbox();
registerPageScheme();
app.on("web-contents-created", (_event, contents) => lockContents(contents));
app.on("select-client-certificate", chooseClientCertificate);
app.on("second-instance", (_event, args) => follow(deepLinkOf(args)));
app.on("open-url", (event, url) => {
  event.preventDefault();
  follow(parseDeepLink(url));
});
app.on("window-all-closed", () => app.quit());
for (const end of ["SIGINT", "SIGTERM", "disconnect"]) process.once(end, () => app.quit());

try {
  start();
} catch (error) {
  refuse(error);
}

function start(): void {
  if (
    app.isPackaged &&
    ["remote-debugging-port", "remote-debugging-pipe"].some((flag) => app.commandLine.hasSwitch(flag))
  )
    throw new StartError("an installed CardDesk does not open to a debugger");
  const ownDirectory = app.getPath("userData");
  const options = readOptions(process.argv.slice(1), process.env, ownDirectory);
  if (options["data-dir"] !== ownDirectory) app.setPath("userData", join(options["data-dir"], "electron"));
  if (app.requestSingleInstanceLock())
    void app
      .whenReady()
      .then(() => run(options))
      .catch(refuse);
  else app.quit();
}

function run(options: ShellOptions): void {
  // On Windows a link is the last argument after `--`, so that it is never taken for a flag.
  if (app.isPackaged) app.setAsDefaultProtocolClient("carddesk", process.execPath, ["--"]);
  setMenu();

  closeDataDirectory(options["data-dir"]);
  const log = openLog(options["data-dir"]);
  const report: Report = (place, fault) => log.error({ place, fault }, "defect between core and page");
  const ownWindow = (): BrowserWindow | null => page?.window ?? null;
  const emit = emitter(
    afterAnswers((message) => tellPage(ownWindow(), message)),
    report,
  );
  const core = createCore(
    {
      info: {
        version: app.getVersion(),
        shell: "electron",
        idm: { url: options.idm, sandbox: options["idm-is-sandbox"] },
        systemLanguage: options.lang ?? app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
      },
      caFile: options["idm-ca"],
      settings: openSettings(options["data-dir"], log),
      log,
      timing: shippedTiming,
      clock: machineClock,
      offline: {
        directory: options["data-dir"],
        vault: keyStore(
          keyFile(options["data-dir"], "Keys of CardDesk, encrypted by the key store of the operating system."),
        ),
      },
      bridge: shellBridge(options.bridge, utilityBridge(join(import.meta.dirname, "../bridge/main.js")), log),
    },
    emit,
  );
  app.once("will-quit", (event) => {
    event.preventDefault();
    void Promise.race([core.stop(), sleep(shutdownTimeout)]).finally(() => app.exit(0));
  });

  answerCalls(ownWindow, serve(core.handlers, report));
  // Kept in memory: nothing of what the page shows goes to a cache on disk.
  const pageSession = session.fromPartition("carddesk", { cache: false });
  lockSession(pageSession);
  servePage(pageSession, readPageFiles(join(import.meta.dirname, "../renderer")));
  page = { window: openWindow(pageSession), emit };
  page.window.webContents.on("did-finish-load", tellLinked);
}

/** Brings the window to the front, and in it the object of a link. */
function follow(ref: Ref | null): void {
  linked = ref ?? linked;
  if (page === null) return;
  if (page.window.isMinimized()) page.window.restore();
  page.window.focus();
  tellLinked();
}

function tellLinked(): void {
  if (linked === null || page === null || page.window.webContents.isLoading()) return;
  page.emit("app", "openObject", linked);
  linked = null;
}

/** Says in one line why the program does not start, where there is no terminal in a box, and ends it. */
function refuse(error: unknown): void {
  const reason = error instanceof StartError ? error.message : "it failed at the start; see carddesk.log";
  process.stderr.write(`CardDesk: ${reason}\n`);
  if (app.isPackaged) dialog.showErrorBox("CardDesk", reason);
  app.exit(2);
}
