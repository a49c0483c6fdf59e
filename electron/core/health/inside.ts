import type { CardReader } from "#shared/ipc/cards.ts";
import type { Ports } from "../ports.ts";
import { backEndChecks } from "./back-end.ts";
import { caChecks } from "./ca.ts";
import { cardReaderChecks } from "./card-reader.ts";
import type { Check } from "./check.ts";
import { dataDirectoryCheck, logFileCheck } from "./data-directory.ts";
import { databaseCheck, type DatabasePorts } from "./database.ts";
import { diskCheck } from "./disk.ts";
import { openNetwork, type NetworkOptions } from "../idm/network.ts";
import { keyVaultCheck } from "./key-vault.ts";
import { proxyCheck } from "./proxy.ts";
import { tlsCheck } from "./tls.ts";
import { workChecks, type WorkPorts } from "./work.ts";

export interface InsidePorts extends DatabasePorts, Omit<WorkPorts, "clock"> {
  readonly ports: Ports;
  /** Resolves when the card bridge has said how reader and card are. */
  readonly reader: () => Promise<CardReader>;
}

/** The checks of the running program, for one run. */
export function insideChecks({ ports, reader, ...parts }: InsidePorts): readonly Check[] {
  const { info, offline, clock, log } = ports;
  return [
    ...networkChecks(new URL(info.idm.url), ports),
    ...cardReaderChecks(reader),
    keyVaultCheck(offline.vault, parts.offline),
    dataDirectoryCheck(offline.directory),
    diskCheck(offline.directory),
    logFileCheck(offline.directory, log),
    databaseCheck(parts),
    ...workChecks({ ...parts, clock }),
  ];
}

/** Everything that goes over the network to the back end and its CA. */
export function networkChecks(url: URL, ports: NetworkOptions & Pick<Ports, "timing" | "clock">): readonly Check[] {
  const { timing, clock } = ports;
  // Connections of its own: one that the gateway keeps would tell nothing of the way.
  const network = openNetwork(ports);
  const backEnd = backEndChecks({ url, network, clock, timeout: timing.readTimeout });
  const now = (): Date => new Date(clock.now());
  return [
    ...backEnd.checks,
    proxyCheck(url, network),
    tlsCheck(url, network, () => clock.now()),
    ...caChecks({ url, network, timing, now, answers: backEnd.answers }),
  ];
}
