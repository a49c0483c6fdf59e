import type { BridgeError, BridgeErrorCode, BridgeResult } from "#shared/bridge/error.ts";
import type {
  BridgeEvent,
  BridgeMethod,
  BridgeParams,
  BridgeValues,
  CardPresence,
  Hello,
} from "#shared/bridge/messages.ts";
import { bridgeClient, type BridgeEndpoint } from "../../../electron/core/cards/bridge-client.ts";
import { nodeBridge, superviseBridge, type BridgeSpawner } from "../../../electron/core/cards/bridge-process.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { silentLog as log } from "../../fixtures/silent-log.ts";

export const bridgeEntry = "electron/bridge/main.ts";
export const simulatedBridgeEntry = "electron/sandbox/virtual-card/simulated-bridge.ts";

/** What the client reported, in order. */
type Told =
  | { readonly kind: "connected"; readonly hello: Hello }
  | { readonly kind: "lost"; readonly error: BridgeError }
  | { readonly kind: "event"; readonly event: BridgeEvent };

/** A bridge process with the core's client connected to it. */
export interface RunningBridge {
  readonly told: readonly Told[];
  /** The time of each report, by performance.now(). */
  readonly toldAt: readonly number[];
  readonly pids: readonly number[];
  endpoint(): BridgeEndpoint;
  call<M extends BridgeMethod>(method: M, params: BridgeParams<M>): Promise<BridgeResult<BridgeValues[M]>>;
  /** Returns the value of a call that must succeed. */
  value<M extends BridgeMethod>(method: M, params: BridgeParams<M>): Promise<BridgeValues[M]>;
  /** Returns the error code of a call that must fail. */
  code<M extends BridgeMethod>(method: M, params: BridgeParams<M>): Promise<BridgeErrorCode | "pin-wrong">;
  /**
   * Waits for a report of this kind, or for the event of this method, ignoring the first `after`
   * reports.
   */
  until(what: Told["kind"] | BridgeEvent["method"], after?: number): Promise<void>;
  /** Waits until the bridge lists this reader with a card, or without one. */
  listed(reader: string, card: "card" | "none"): Promise<CardPresence>;
  stop(): Promise<void>;
}

/** Starts a bridge as the browser shell does, and waits until the client is connected. */
export async function startBridge(entry = bridgeEntry, moreArgs: readonly string[] = []): Promise<RunningBridge> {
  const told: Told[] = [];
  const toldAt: number[] = [];
  const tell = (one: Told): void => {
    told.push(one);
    toldAt.push(performance.now());
  };
  const pids: number[] = [];
  const spawner: BridgeSpawner = (args, environment) => {
    const child = nodeBridge(entry)([...args, ...moreArgs], environment);
    if (child.pid !== undefined) pids.push(child.pid);
    return child;
  };
  const bridge = superviseBridge(spawner, log);
  const client = bridgeClient(() => bridge.endpoint(), {
    connected: (hello) => tell({ kind: "connected", hello }),
    event: (event) => tell({ kind: "event", event }),
    lost: (error) => tell({ kind: "lost", error }),
  });

  const until: RunningBridge["until"] = (what, after = 0) =>
    eventually(`told: ${what}`, () =>
      told.slice(after).find((one) => one.kind === what || (one.kind === "event" && one.event.method === what)),
    ).then(() => undefined);
  await until("connected");
  return {
    told,
    toldAt,
    pids,
    endpoint: () => bridge.endpoint(),
    call: (method, params) => client.call(method, params),
    value: async (method, params) => {
      const result = await client.call(method, params);
      if (!result.ok) throw new Error(`${method}: ${JSON.stringify(result.error)}`);
      return result.value;
    },
    code: async (method, params) => {
      const result = await client.call(method, params);
      if (result.ok) throw new Error(`${method} did not fail`);
      return result.error.code;
    },
    until,
    listed: (reader, card) =>
      eventually(`listed: ${reader} with ${card}`, async () => {
        const list = await client.call("readers.list", {});
        return list.ok
          ? list.value.readers.find((one) => one.name === reader && one.card.kind === card)?.card
          : undefined;
      }),
    stop: async () => {
      client.close();
      await bridge.stop();
    },
  };
}
