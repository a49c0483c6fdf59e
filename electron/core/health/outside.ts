import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CardReader } from "#shared/ipc/cards.ts";
import { healthReportOf, type HealthCheck, type HealthId, type HealthReport } from "#shared/ipc/health.ts";
import type { BridgeProcess } from "../cards/bridge-process.ts";
import { followCardReader } from "../cards/reader.ts";
import { machineClock, timestamp } from "../clock.ts";
import { keyFile } from "../shell/key-file.ts";
import { proxyFromEnvironment } from "../shell/proxy-from-environment.ts";
import { shippedTiming, type Timing } from "../timing.ts";
import { cardReaderChecks } from "./card-reader.ts";
import { environmentDirectories } from "../shell/store-directory.ts";
import { finding, runChecks, worstOf, type Check } from "./check.ts";
import { foreignDirectoryCheck, logFileCheck } from "./data-directory.ts";
import { diskCheck } from "./disk.ts";
import { fileCopyCheck } from "./file-copy.ts";
import { networkChecks, noAddress } from "./inside.ts";
import { keyFileCheck } from "./key-vault.ts";
import { foreignPolicyCheck, foreignSettingsCheck } from "./site.ts";
import { hiddenWorkChecks } from "./work.ts";

export interface OutsideOptions {
  /** Address of the back end; null: it is not asked. */
  readonly idm: string | null;
  readonly ca: string | null;
  /** The data directory of a CardDesk, which may be running; null: none is checked. */
  readonly dataDirectory: string | null;
  /** A card bridge; the caller ends it. Null: cards are not checked. */
  readonly bridge: BridgeProcess | null;
  readonly timing?: Timing;
}

/**
 * Runs the health list from outside CardDesk: writes nothing to its data directory and locks
 * nothing in it.
 */
export async function checkOutside({
  idm,
  ca,
  dataDirectory,
  bridge,
  timing = shippedTiming,
}: OutsideOptions): Promise<HealthReport> {
  const ended = new AbortController();
  const readAt = timestamp(machineClock);
  const found: HealthCheck[] = [];
  const checks = [
    ...(idm === null
      ? noAddress
      : networkChecks(new URL(idm), {
          ca,
          proxy: "system",
          resolveProxy: proxyFromEnvironment(process.env),
          timing,
          clock: machineClock,
        })),
    ...(bridge === null
      ? notAsked("unknown.card-service", ["card-service", "readers", "card"])
      : cardReaderChecks(() => readerOf(bridge, timing, ended.signal))),
    ...(dataDirectory === null
      ? notAsked("unknown.no-directory", ["key-vault", "data-directory", "disk", "log", "database", "settings"])
      : directoryChecks(dataDirectory)),
    ...hiddenWorkChecks,
    foreignPolicyCheck(),
  ];
  await runChecks(checks, timing.healthCheck, (check) => found.push(check));
  ended.abort();
  return healthReportOf(readAt, found);
}

const notAsked = (code: "unknown.no-directory" | "unknown.card-service", ids: HealthId[]) =>
  ids.map((id): Check => ({ id, ask: () => finding(code) }));

function directoryChecks(directory: string): readonly Check[] {
  const [first, ...others] = storesIn(directory);
  const ofEach = (check: (store: string) => Check): Check => worstOf([check(first), ...others.map(check)]);
  return [
    ofEach((store) => keyFileCheck(keyFile(store, ""))),
    foreignDirectoryCheck(directory),
    diskCheck(directory),
    logFileCheck(directory),
    ofEach(fileCopyCheck),
    foreignSettingsCheck(directory),
  ];
}

/**
 * Returns the store directories of a data directory: itself and those of its environments; itself
 * if there is none.
 */
function storesIn(directory: string): readonly [string, ...string[]] {
  const isStore = (each: string): boolean =>
    existsSync(join(each, "offline.db")) || existsSync(join(each, "keys.json"));
  const [first = directory, ...others] = [directory, ...environmentDirectories(directory)].filter(isStore);
  return [first, ...others];
}

/**
 * Milliseconds that a newly started bridge may report no PC/SC service before the report counts.
 */
const settling = 1_500;

/**
 * Returns reader and card as a bridge of our own reports them. Identifies no card and asks for no
 * PIN.
 */
async function readerOf(bridge: BridgeProcess, timing: Timing, signal: AbortSignal): Promise<CardReader> {
  const told = Promise.withResolvers<void>();
  const reader = followCardReader({
    endpoint: () => bridge.endpoint(),
    timing,
    identify: async () => ({ kind: "not-asked" }),
    changed(state) {
      if (state.kind === "reading" || state.kind === "starting") return;
      if (state.kind !== "service-not-running") return told.resolve();
      void sleep(settling, undefined, { signal }).then(
        () => told.resolve(),
        () => undefined,
      );
    },
  });
  signal.addEventListener("abort", () => reader.stop());
  await told.promise;
  return reader.state();
}
