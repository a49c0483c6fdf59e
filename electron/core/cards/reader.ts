import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { BridgeError, BridgeResult } from "#shared/bridge/error.ts";
import type { BridgeMethod, BridgeParams, BridgeValues, Card, ReaderList } from "#shared/bridge/messages.ts";
import type { CardIdentity, CardReader } from "#shared/ipc/cards.ts";
import type { Timing } from "../timing.ts";
import { recordedBridge, recordedListener } from "./record-bridge.ts";
import type { Recorder } from "../diagnostics/recorder.ts";
import { bridgeClient, type BridgeEndpoint, type BridgeListener } from "./bridge-client.ts";
import { cardError } from "./card-error.ts";

export interface ReaderDeps {
  /** The address of the running bridge, or of the next one. */
  readonly endpoint: () => BridgeEndpoint;
  readonly timing: Timing;
  /**
   * Asks Identity Manager for the object with these certificates: SHA-256 over the DER,
   * hexadecimal, in the order of the card's keys.
   */
  readonly identify: (fingerprints: readonly string[]) => Promise<CardIdentity>;
  readonly changed: (reader: CardReader) => void;
  /** Absent: nothing is recorded. */
  readonly recorder?: Recorder;
}

export interface ReaderKeeper {
  state(): CardReader;
  /** Identifies the inserted card again: the session or the connection changed. */
  identifyAgain(): void;
  /** Re-reads the inserted card silently. */
  readAgain(): void;
  call<M extends BridgeMethod>(method: M, params: BridgeParams<M>): Promise<BridgeResult<BridgeValues[M]>>;
  stop(): void;
}

/** One card from insertion to removal; a new object for each reading. */
interface Visit {
  readonly reader: string;
}

/** Read errors that may pass without an event of the bridge: the read is retried. */
const transientErrors: ReadonlySet<BridgeError["code"]> = new Set([
  "card-in-use",
  "card-removed",
  "no-card",
  "no-reader",
]);

/** Follows the bridge's readers, reads each inserted card and identifies its object. */
export function followCardReader({ endpoint, timing, identify, changed, recorder }: ReaderDeps): ReaderKeeper {
  const ended = new AbortController();
  const startedAt = performance.now();
  let state: CardReader = { kind: "starting" };
  let simulated = false;
  /** The reader of the card inserted last. */
  let preferred = "";
  let visit: Visit | null = null;
  let fingerprints: readonly string[] = [];
  let newestRefresh = 0;
  let newestIdentify = 0;

  const listener: BridgeListener = {
    connected(hello) {
      simulated = hello.simulated;
      visit = null;
      void refresh();
    },
    event({ params, method }) {
      if (method === "card.inserted") preferred = params.reader;
      if (!("reader" in params) || params.reader === visit?.reader) visit = null;
      void refresh();
    },
    lost(error) {
      visit = null;
      newestRefresh += 1;
      // The first bridge needs a moment before it listens.
      const isStarting = state.kind === "starting" && performance.now() - startedAt < timing.bridgeStart;
      if (!isStarting || error.code !== "bridge-lost") setState({ kind: "unavailable", error: cardError(error) });
    },
  };
  const client =
    recorder === undefined
      ? bridgeClient(endpoint, listener)
      : recordedBridge(recorder, bridgeClient(endpoint, recordedListener(recorder, listener)));

  function setState(next: CardReader): void {
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    changed(next);
  }

  /** Lists the readers, and reads the card if it is another one. */
  async function refresh(): Promise<void> {
    const mine = ++newestRefresh;
    const list = await client.call("readers.list", {});
    if (mine !== newestRefresh) return;
    if (!list.ok) return reportFailure(list.error);
    const reader = chooseReader(list.value, preferred);
    if (typeof reader !== "string") {
      visit = null;
      setState(simulated ? { ...reader, simulated } : reader);
    } else if (visit?.reader !== reader) await read((visit = { reader }), true);
  }

  /** Reports a failed call; `lost` reports a broken connection. */
  function reportFailure(error: BridgeError): void {
    if (error.code !== "bridge-lost") setState({ kind: "unavailable", error: cardError(error) });
  }

  async function read(mine: Visit, showReading: boolean): Promise<void> {
    const reader = { name: mine.reader, simulated };
    // A retry does not flicker on screen.
    if (showReading && state.kind !== "card-in-use") setState({ kind: "reading", reader });
    const card = await client.call("card.read", mine);
    if (visit !== mine) return;
    if (card.ok) return show(mine, card.value);
    if (card.error.code.startsWith("bridge-")) return reportFailure(card.error);
    if (card.error.code === "card-in-use") setState({ kind: "card-in-use", reader });
    else if (!transientErrors.has(card.error.code))
      setState({ kind: "unreadable", reader, error: cardError(card.error) });
    if (!transientErrors.has(card.error.code)) return;
    await sleep(timing.cardRetry, undefined, { signal: ended.signal }).catch(() => undefined);
    if (visit !== mine || ended.signal.aborted) return;
    visit = null;
    await refresh();
  }

  function show({ reader: name }: Visit, card: Card): void {
    const reader = { name, simulated };
    if (card.kind === "unknown") return setState({ kind: "unknown-card", reader, atr: card.atr });
    const read = card.certificates.map(({ der }) => sha256(Buffer.from(der, "base64")));
    // The same card was read again: its identity is still right.
    if (state.kind === "piv" && read.join() === fingerprints.join()) return setState({ ...state, pin: card.pin });
    fingerprints = read;
    setState({ kind: "piv", reader, pin: card.pin, identity: { kind: "asking" } });
    void identifyCard();
  }

  async function identifyCard(): Promise<void> {
    const mine = ++newestIdentify;
    const about = fingerprints;
    const identity = await identify(about);
    if (mine === newestIdentify && fingerprints === about && state.kind === "piv") setState({ ...state, identity });
  }

  return {
    state: () => state,
    identifyAgain() {
      if (state.kind !== "piv") return;
      // Hide the identity before asking again.
      setState({ ...state, identity: { kind: "asking" } });
      void identifyCard();
    },
    readAgain() {
      if (visit !== null) void read((visit = { reader: visit.reader }), false);
    },
    call: (method, params) => client.call(method, params),
    stop() {
      ended.abort();
      client.close();
    },
  };
}

type WithoutCard = Extract<CardReader, { kind: "service-not-running" | "no-reader" | "no-card" }>;

/** Chooses the reader to read from; if no reader has a card, returns the state to show. */
function chooseReader({ service, readers }: ReaderList, preferred: string): string | WithoutCard {
  if (service !== "running") return { kind: "service-not-running" };
  if (readers.length === 0) return { kind: "no-reader" };
  const withCard = readers.filter(({ card }) => card.kind === "card").map(({ name }) => name);
  const first = withCard.includes(preferred) ? preferred : withCard[0];
  return first ?? { kind: "no-card" };
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
