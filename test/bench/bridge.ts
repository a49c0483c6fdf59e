import { once } from "node:events";
import { systemPcsc, type Pcsc } from "../../electron/bridge/pcsc.ts";
import { readCard } from "../../electron/bridge/piv/read.ts";
import { contentOf } from "../../electron/sandbox/virtual-card/content.ts";
import { pivCard } from "../../electron/sandbox/virtual-card/piv-card.ts";
import { plugIn } from "../../electron/sandbox/virtual-card/vpcd.ts";
import type { PcscService } from "../fixtures/pcsc.ts";
import { opensslCard } from "../integration/bridge/cards.ts";
import { startBridge, type RunningBridge } from "../integration/bridge/harness.ts";
import { median, timed, type Row } from "./row.ts";

const insertions = 15;
const reads = 15;
const calls = 2_000;

/**
 * Measures the card bridge over a PC/SC service with a virtual reader. Each figure is compared with
 * the addon called in this process, which separates the time of PC/SC and the driver (some 48 ms
 * per APDU) from the time of the bridge.
 */
export async function measureBridge(service: PcscService): Promise<Row[]> {
  const bridge = await startBridge();
  const addon = systemPcsc();
  const presence = new EventTarget();
  const stop = addon.watch({
    service: () => undefined,
    reader: (name, { present }) => name === service.reader && presence.dispatchEvent(new Event(present ? "in" : "out")),
    readerGone: () => undefined,
  });
  try {
    await once(presence, "out");
    await bridge.listed(service.reader, "none");
    return [
      await measureInsertion(bridge, presence, service.port),
      await measureRead(bridge, addon, service),
      await measureCall(bridge),
    ];
  } finally {
    stop();
    await bridge.stop();
  }
}

const made = opensslCard("VSC-000002", "EC P-256");

async function measureInsertion(bridge: RunningBridge, presence: EventTarget, port: number): Promise<Row> {
  const direct: number[] = [];
  const through: number[] = [];
  for (let round = 0; round < insertions; round++) {
    const before = bridge.told.length;
    const from = performance.now();
    const plugged = plugIn(pivCard(contentOf(made)), port);
    await Promise.all([
      once(presence, "in").then(() => direct.push(performance.now() - from)),
      bridge.until("card.inserted", before).then(() => through.push((bridge.toldAt.at(-1) ?? 0) - from)),
    ]);
    (await plugged).pullOut();
    await bridge.until("card.removed", before);
  }
  return {
    what: "card put in to event in the core",
    value: median(through),
    unit: "ms",
    comparedWith: { what: "to event of the addon itself", value: median(direct) },
  };
}

async function measureRead(
  bridge: RunningBridge,
  addon: Pcsc,
  service: { reader: string; port: number },
): Promise<Row> {
  let apdus = 0;
  const card = pivCard(contentOf(made));
  const counting = {
    ...card,
    process: (apdu: Buffer) => {
      apdus++;
      return card.process(apdu);
    },
  };
  const plugged = await plugIn(counting, service.port);
  await bridge.listed(service.reader, "card");
  const through: number[] = [];
  const direct: number[] = [];
  for (let round = 0; round < reads; round++) {
    apdus = 0;
    const bridged = await timed(() => bridge.value("card.read", { reader: service.reader }));
    through.push(bridged.milliseconds / apdus);
    apdus = 0;
    const own = await timed(async () => {
      const open = await addon.open(service.reader);
      await readCard(open.transmit, "");
      await open.close("leave");
    });
    direct.push(own.milliseconds / apdus);
  }
  plugged.pullOut();
  return {
    what: `APDU round trip in a card.read of ${apdus}, through bridge and core`,
    value: median(through),
    unit: "ms",
    comparedWith: { what: "the addon called directly", value: median(direct) },
  };
}

async function measureCall(bridge: RunningBridge): Promise<Row> {
  const times: number[] = [];
  for (let call = 0; call < calls; call++)
    times.push((await timed(() => bridge.value("readers.list", {}))).milliseconds * 1_000);
  return { what: "bridge call that asks no card", value: median(times), unit: "µs" };
}
