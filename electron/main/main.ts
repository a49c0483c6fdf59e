import { join } from "node:path";
import { app, dialog, session } from "electron";
import { parseDeepLink, type Link } from "#shared/domain/object-link.ts";
import type { Settings } from "#shared/ipc/app.ts";
import type { Report } from "#shared/ipc/serve.ts";
import { languageOf } from "#shared/language-of.ts";
import { machineClock } from "../core/clock.ts";
import { createEnvironments } from "../core/environments/environments.ts";
import type { Log } from "../core/log.ts";
import { createProgram, openRecorded, type Program as Running } from "../core/program.ts";
import { createSettings } from "../core/settings/settings.ts";
import { afterAnswers } from "../core/shell/after-answers.ts";
import { shellBridge } from "../core/shell/bridge.ts";
import { closeDataDirectory } from "../core/shell/data-directory.ts";
import { givenEnvironment } from "../core/shell/given.ts";
import { keyFile } from "../core/shell/key-file.ts";
import { openLog } from "../core/shell/log-file.ts";
import type { ShellOptions } from "../core/shell/options.ts";
import { whyNotStarted } from "../core/shell/refuse-to-start.ts";
import { readSite, saySite, type Site } from "../core/shell/site.ts";
import { readPageFiles } from "../core/shell/page-files.ts";
import { shippedTiming } from "../core/timing.ts";
import { utilityBridge } from "./bridge.ts";
import { deepLinkOf } from "./deep-link.ts";
import { createDesktop } from "./desktop.ts";
import { endInOrder } from "./ending.ts";
import { askBeforeUnload, quitUnasked } from "./ask-before-unload.ts";
import { keepPage } from "./keep-page.ts";
import { keyStore } from "./key-store.ts";
import { closeNetwork, restrictContents, restrictSession } from "./lock-down.ts";
import { offerContextMenu } from "./menu.ts";
import { openExternal } from "./open-external.ts";
import { readOptions } from "./options.ts";
import { answerCalls } from "./page-calls.ts";
import { registerPageScheme, servePage } from "./page-protocol.ts";
import { openSettings } from "./settings.ts";
import { refuseSwitches } from "./switches.ts";
import { pacHost } from "./system-pac.ts";
import { texts } from "./texts.ts";
import { windowBounds } from "./window-bounds.ts";
import { createWindows, type Windows } from "./windows.ts";

interface Program {
  readonly running: Running;
  readonly log: Log;
  readonly windows: Windows;
  /** The message about a defect that ended the program. */
  readonly defect: () => string;
}

/** Null until the data directory is closed to other users: a line would mark it as CardDesk's. */
let openedLog: Log | null = null;
/** Null until the program has started. */
let program: Program | null = null;
let hasDefect = false;
/** The link that the program was started with. */
let firstLink = deepLinkOf(process.argv);

// All of this must happen before `ready`: later it has no effect or would leave a gap.
app.enableSandbox();
registerPageScheme();
closeNetwork(pacHost(process.platform, process.env));
app.on("session-created", restrictSession);
app.on("web-contents-created", (_event, contents) => restrictContents(contents));
const end = endInOrder(
  async () => program?.running.stop(),
  () => {
    if (hasDefect && program !== null) say(program.defect());
  },
);
app.on("second-instance", (_event, args) => {
  follow(deepLinkOf(args));
});
app.on("open-url", (event, url) => {
  event.preventDefault();
  follow(parseDeepLink(url));
});
app.on("window-all-closed", () => app.quit());
// Electron answers an uncaught exception with a box whose message may quote what was typed, and an
// unhandled rejection with a warning.
for (const name of ["uncaughtException", "unhandledRejection"]) process.on(name, failed);

try {
  start();
} catch (error) {
  refuse(error);
}

function start(): void {
  if (app.isPackaged) refuseSwitches(process.argv.slice(1), process.platform);
  const ownDirectory = app.getPath("userData");
  const site = readSite(readOptions(process.argv.slice(1), process.env, ownDirectory));
  const { options } = site;
  if (options["data-dir"] !== ownDirectory) app.setPath("userData", join(options["data-dir"], "electron"));
  if (app.requestSingleInstanceLock())
    void app
      .whenReady()
      .then(() => run(site))
      .catch(refuse);
  else app.quit();
}

async function run(site: Site<ShellOptions>): Promise<void> {
  const { options, policy } = site;
  closeDataDirectory(options["data-dir"]);
  /** The default level until the settings are open. */
  let level = (): Settings["logLevel"] => "info";
  const log = openLog(options["data-dir"], () => level());
  openedLog = log;
  saySite(site, log);
  const report: Report = (place, fault) => log.error({ place, fault }, "defect between core and page");
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) {
    // electron-store adds listeners that send the signal again, and Electron a handler that takes
    // one signal and dies of the next.
    process.removeAllListeners(name);
    process.on(name, quitUnasked);
  }
  app.on("child-process-gone", (_event, { type, reason, exitCode, serviceName }) =>
    log.warn({ type, reason, exitCode, service: serviceName }, "a process of the runtime ended"),
  );
  // Windows finds the program's name and icon for a notification by this id.
  if (app.isPackaged) app.setAppUserModelId("org.carddesk.CardDesk");
  // On Windows a link is the last argument after `--`, so that it is never taken for a flag. On
  // Linux the result is false if no .desktop file of the program is installed, as with an AppImage.
  if (app.isPackaged)
    log.info({ links: app.setAsDefaultProtocolClient("carddesk", process.execPath, ["--"]) }, "client of carddesk:");

  const info = {
    version: app.getVersion(),
    shell: "electron",
    systemLanguage: options.lang ?? app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
  } as const;
  const settings = createSettings(openSettings(options["data-dir"], log), policy);
  level = () => settings.current().logLevel;
  const language = () => languageOf(settings.current(), info);

  const recorded = await openRecorded(options.replay);

  // No page uses the default session. It is created here so that its handlers exist before anything
  // can use it.
  void session.defaultSession;
  // In memory only: nothing that the page shows goes to a cache on disk.
  const pageSession = session.fromPartition("carddesk", { cache: false });
  servePage(pageSession, readPageFiles(join(import.meta.dirname, "../renderer")));

  const isReplay = (): boolean => running.core() === null;
  const lockSession = (): void => running.core()?.lockSession();
  const windows = createWindows({
    session: pageSession,
    bounds: windowBounds(options["data-dir"], log),
    report,
    isReplay,
    load(window) {
      offerContextMenu(window, language);
      askBeforeUnload(window, language);
      keepPage(window, { log, lockSession, language, quit: () => end(0), failed });
    },
  });
  const desktop = createDesktop({ language, windows, core: () => running.core() });
  const running = createProgram(
    {
      info,
      aboutFile: join(import.meta.dirname, "../about.json"),
      resolveProxy: (url) => session.defaultSession.resolveProxy(url),
      settings,
      environments: createEnvironments(settings, policy, givenEnvironment(options)),
      isSandbox: options["idm-is-sandbox"],
      dataDirectory: options["data-dir"],
      log,
      timing: shippedTiming,
      clock: machineClock,
      openExternal,
      vault: (directory) =>
        keyStore(keyFile(directory, "Keys of CardDesk, encrypted by the key store of the operating system.")),
      startBridge: shellBridge(options.bridge, utilityBridge(join(import.meta.dirname, "../bridge/main.js")), log),
      desktop: desktop.port,
    },
    afterAnswers((message) => {
      desktop.hear(message);
      windows.tell(message);
    }),
    report,
    recorded,
  );
  program = { running, log, windows, defect: () => texts[language()].defect };

  answerCalls(windows, (message) => running.answer(message));
  // The launcher opens the browser shell if this process ends before it sends `ready`.
  windows.open(isReplay() ? null : firstLink).webContents.once("did-finish-load", () => process.send?.("ready"));
}

/**
 * Follows a link; one that comes before the program runs waits for its window. Without a link,
 * brings the program to the front.
 */
function follow(link: Link | null): void {
  if (program === null) firstLink = link ?? firstLink;
  else if (link === null) program.windows.comeToFront();
  else program.windows.lead(link);
}

/**
 * Ends the program in order after an unexpected fault. The log keeps the kind and place of the
 * fault, not its message.
 */
function failed(fault: unknown): void {
  if (program === null) return refuse(fault);
  hasDefect = true;
  program.log.error({ fault }, "uncaught fault");
  end(1);
}

/** Reports in one line why the program does not start, and ends it. */
function refuse(error: unknown): void {
  say(whyNotStarted(error, openedLog));
  app.exit(2);
}

/** Writes one line to stderr; an installed program also shows it in a box. */
function say(text: string): void {
  process.stderr.write(`CardDesk: ${text}\n`);
  if (app.isPackaged) dialog.showErrorBox("CardDesk", text);
}
