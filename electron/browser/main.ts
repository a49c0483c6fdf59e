import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Conf from "conf";
import { z } from "zod";
import type { Settings } from "#shared/ipc/app.ts";
import type { EventMessage } from "#shared/ipc/messages.ts";
import { emitter, type Report } from "#shared/ipc/serve.ts";
import { sessionStateSchema } from "#shared/ipc/session.ts";
import packageJson from "../../package.json" with { type: "json" };
import { nodeBridge } from "../core/cards/bridge-process.ts";
import { machineClock } from "../core/clock.ts";
import { createEnvironments } from "../core/environments/environments.ts";
import type { Log } from "../core/log.ts";
import { createProgram, openRecorded } from "../core/program.ts";
import { createSettings } from "../core/settings/settings.ts";
import { afterAnswers } from "../core/shell/after-answers.ts";
import { shippedTiming, shutdownTimeout } from "../core/timing.ts";
import { shellBridge } from "../core/shell/bridge.ts";
import { closeDataDirectory } from "../core/shell/data-directory.ts";
import { givenEnvironment } from "../core/shell/given.ts";
import { keyFile, unprotected } from "../core/shell/key-file.ts";
import { proxyFromEnvironment } from "../core/shell/proxy-from-environment.ts";
import { openLog } from "../core/shell/log-file.ts";
import { readFlags, shellFlags, shellOptionsSchema } from "../core/shell/options.ts";
import { keepUnreadableAside, settingsName, settingsStore } from "../core/shell/settings-file.ts";
import { StartError } from "#shared/start-error.ts";
import { readSite, saySite } from "../core/shell/site.ts";
import { refuseToStart } from "../core/shell/refuse-to-start.ts";
import { createAccess } from "./access.ts";
import { guardConnections, serverLimits } from "./connections.ts";
import { openExternal } from "./open-external.ts";
import { pageWithTransport } from "./page-with-transport.ts";
import { greet } from "./greeting.ts";
import { pageListener } from "./server.ts";
import { attachSockets, type Pages } from "./sockets.ts";
import { openWindow } from "./window.ts";

const flags = { ...shellFlags, port: { type: "string" }, "no-open": { type: "boolean" } } as const;
const optionsSchema = shellOptionsSchema.extend({
  port: z.coerce.number({ error: "--port is a number" }).int().min(0).max(65_535).default(0),
  "no-open": z.boolean().default(false),
});

/** Null until the data directory is closed to others: a line would mark it as CardDesk's. */
let openedLog: Log | null = null;

await start().catch((error: unknown) => refuseToStart(error, openedLog));

async function start(): Promise<void> {
  const site = readSite(readFlags(process.argv.slice(2), flags, optionsSchema));
  const { options, policy } = site;
  const dataDirectory = options["data-dir"];
  closeDataDirectory(dataDirectory);
  /** The default level until the settings are open. */
  let level = (): Settings["logLevel"] => "info";
  const log = openLog(dataDirectory, () => level());
  openedLog = log;
  saySite(site, log);
  const files = pageWithTransport(join(import.meta.dirname, "..", "..", "dist"));
  const settingsFile = join(dataDirectory, `${settingsName}.json`);
  const keptAside = keepUnreadableAside(settingsFile, log);
  const file = new Conf({ cwd: dataDirectory, configName: settingsName, configFileMode: 0o600 });
  const settings = createSettings(settingsStore(file, keptAside), policy);
  level = () => settings.current().logLevel;
  const environments = createEnvironments(settings, policy, givenEnvironment(options));

  const report: Report = (place, fault) => log.error({ place, fault }, "defect between core and page");
  const server = createServer(serverLimits);
  const keep = guardConnections(server);
  const port = await listen(server, options.port);
  const access = createAccess(port);
  const recorded = await openRecorded(options.replay);
  const program = createProgram(
    {
      info: {
        version: packageJson.version,
        shell: "browser",
        systemLanguage: options.lang ?? Intl.DateTimeFormat().resolvedOptions().locale,
      },
      aboutFile: join(import.meta.dirname, "..", "..", "dist", "about.json"),
      resolveProxy: proxyFromEnvironment(process.env),
      settings,
      environments,
      isSandbox: options["idm-is-sandbox"],
      dataDirectory,
      log,
      timing: shippedTiming,
      clock: machineClock,
      openExternal,
      vault: (directory) => keyFile(directory, unprotected),
      desktop: null,
      startBridge: shellBridge(options.bridge, nodeBridge(join(import.meta.dirname, "..", "bridge", "main.ts")), log),
    },
    afterAnswers((message) => {
      if (endsSession(message)) sockets.replaceSecret();
      sockets.tell(message);
    }),
    report,
    recorded,
  );
  const pages: Pages = {
    answer: (message) => program.answer(message),
    async greet(send) {
      const core = program.core();
      // A page of a replay has the states of the recording, which the replay alone changes.
      if (core === null) return;
      const emit = emitter(send, report);
      emit("environments", "changed", environments.now());
      await greet(core.handlers, emit);
    },
    addressUsed: () => window?.forgetAddress(),
    newAddress(address, isAlarm) {
      if (isAlarm) {
        log.warn({}, "the address of the page was used twice");
        say("the address was opened twice, perhaps by somebody else: all pages were closed");
      }
      say(`a new address, good for once: ${address}`);
    },
  };
  const sockets = attachSockets(server, access, pages, keep);
  server.on("request", pageListener(files, access));

  process.stdout.write(`CardDesk ready ${access.address}\n`);
  const window = options["no-open"] ? null : openWindow(access.address, dataDirectory);

  let ending = false;
  async function end(): Promise<void> {
    if (ending) return;
    ending = true;
    window?.process.kill();
    window?.forgetAddress();
    sockets.close();
    server.close();
    server.closeAllConnections();
    await Promise.race([program.stop(), sleep(shutdownTimeout)]);
    process.exit(0);
  }
  process.once("SIGINT", () => void end());
  process.once("SIGTERM", () => void end());
  process.once("disconnect", () => void end());
  const notOpened = (): void => {
    window?.forgetAddress();
    say("the window could not be opened; open the address in a browser");
  };
  if (window === null && !options["no-open"]) notOpened();
  window?.process.once("error", notOpened);
  window?.process.once("exit", (code) => (code === 0 ? void end() : notOpened()));
}

/**
 * Whether an event ends a session: log-out, or the start of another operator's session. The secret
 * of the ended session must then be dead.
 */
function endsSession({ area, name, payload }: EventMessage): boolean {
  const isSession = area === "session" && name === "changed";
  return isSession && sessionStateSchema.safeParse(payload).data?.kind === "none";
}

function say(text: string): void {
  process.stdout.write(`CardDesk: ${text}\n`);
}

/** Listens on loopback only, on the given port or, for 0, on a free one. Throws StartError. */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(new StartError(error.code === "EADDRINUSE" ? `port ${port} is in use` : `port ${port}: ${error.message}`)),
    );
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
