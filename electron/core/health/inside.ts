import type { CardReader } from "#shared/ipc/cards.ts";
import type { Ports } from "../ports.ts";
import { backEndChecks } from "./back-end.ts";
import { caChecks } from "./ca.ts";
import { cardReaderChecks } from "./card-reader.ts";
import { finding, type Check } from "./check.ts";
import { dataDirectoryCheck, logFileCheck } from "./data-directory.ts";
import { databaseCheck, type DatabasePorts } from "./database.ts";
import { diskCheck } from "./disk.ts";
import { openNetwork, type NetworkOptions } from "../idm/network.ts";
import { keyVaultCheck } from "./key-vault.ts";
import { proxyCheck } from "./proxy.ts";
import { shakeHands, tlsCheck } from "./tls.ts";
import { siteChecks } from "./site.ts";
import { workChecks, type WorkPorts } from "./work.ts";

export interface InsidePorts extends DatabasePorts, Omit<WorkPorts, "clock"> {
  readonly ports: Ports;
  /** Resolves when the card bridge has reported reader and card. */
  readonly reader: () => Promise<CardReader>;
}

/** Returns the checks of the running program, for one run. */
export function insideChecks({ ports, reader, ...parts }: InsidePorts): readonly Check[] {
  const { info, offline, clock, log, dataDirectory } = ports;
  const url = URL.parse(info.idm.url);
  return [
    ...(url === null ? noAddress : networkChecks(url, ports)),
    ...cardReaderChecks(reader),
    keyVaultCheck(offline.vault, parts.offline),
    dataDirectoryCheck(dataDirectory),
    diskCheck(offline.directory),
    logFileCheck(dataDirectory, log),
    databaseCheck(parts),
    ...workChecks({ ...parts, clock }),
    ...siteChecks(ports.settings),
  ];
}

/** The checks of the network if there is no back end. */
export const noAddress: readonly Check[] = (["back-end", "proxy", "tls", "clock", "api", "crl", "ocsp"] as const).map(
  (id) => ({
    id,
    ask: () => finding("unknown.no-address"),
  }),
);

/** Returns the checks that go over the network to the back end and its CA. */
export function networkChecks(url: URL, ports: NetworkOptions & Pick<Ports, "timing" | "clock">): readonly Check[] {
  const { timing, clock } = ports;
  // Connections of its own: one that the gateway keeps open would not test the route.
  const network = openNetwork(ports);
  const backEnd = backEndChecks({ url, network, clock, timeout: timing.readTimeout });
  const now = (): Date => new Date(clock.now());
  return [
    ...backEnd.checks,
    proxyCheck(url, network),
    tlsCheck(
      url,
      (signal) => shakeHands(url, network, signal),
      () => clock.now(),
    ),
    ...caChecks({ url, network, timing, now, answers: backEnd.answers }),
  ];
}
