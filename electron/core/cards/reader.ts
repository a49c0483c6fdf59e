import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { BridgeError, BridgeResult } from "#shared/bridge/error.ts";
import type { BridgeMethod, BridgeParams, BridgeValues, Card, ReaderList } from "#shared/bridge/messages.ts";
import type { CardIdentity, CardReader } from "#shared/ipc/cards.ts";
import type { Timing } from "../timing.ts";
import { bridgeClient, type BridgeEndpoint } from "./bridge-client.ts";
import { cardError } from "./card-error.ts";

export interface ReaderDeps {
  /** Where the bridge is now, or the next one will be. */
  readonly endpoint: () => BridgeEndpoint;
  readonly timing: Timing;
  /** Asks Identity Manager whose certificates these are: SHA-256 over the DER, hexadecimal, in the order of the card's keys. */
  readonly identify: (fingerprints: readonly string[]) => Promise<CardIdentity>;
  readonly changed: (reader: CardReader) => void;
}

export interface ReaderKeeper {
  state(): CardReader;
  /** Asks Identity Manager again about the card that is in: the session or the connection is another one. */
  identifyAgain(): void;
  /** Reads the card that is in once more, without a word until it is read. */
  readAgain(): void;
  call<M extends BridgeMethod>(method: M, params: BridgeParams<M>): Promise<BridgeResult<BridgeValues[M]>>;
  stop(): void;
}

/** One card from put in to pulled out. */
interface Visit {
  readonly reader: string;
}

/** Why a card could not be read that may be read in a moment, with nothing that tells of it. */
const transientErrors: ReadonlySet<BridgeError["code"]> = new Set([
  "card-in-use",
  "card-removed",
  "no-card",
  "no-reader",
]);

/** Follows the readers of the bridge, reads each card that is put in, and finds out which object it is. */
export function followCardReader({ endpoint, timing, identify, changed }: ReaderDeps): ReaderKeeper {
  const ended = new AbortController();
  const startedAt = performance.now();
  let state: CardReader = { kind: "starting" };
  let simulated = false;
  /** The reader whose card was put in last, and the card that the state is about. */
  let preferred = "";
  let visit: Visit | null = null;
  let fingerprints: readonly string[] = [];
  let newestLook = 0;
  let newestQuestion = 0;

  const client = bridgeClient(endpoint, {
    connected(hello) {
      simulated = hello.simulated;
      visit = null;
      void look();
    },
    event({ params, method }) {
      if (method === "card.inserted") preferred = params.reader;
      if (!("reader" in params) || params.reader === visit?.reader) visit = null;
      void look();
    },
    lost(error) {
      visit = null;
      newestLook += 1;
      // The first bridge takes a moment to listen.
      const isStarting = state.kind === "starting" && performance.now() - startedAt < timing.bridgeStart;
      if (!isStarting || error.code !== "bridge-lost") become({ kind: "unavailable", error: cardError(error) });
    },
  });

  function become(next: CardReader): void {
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    changed(next);
  }

  /** Looks what is there, and reads the card if it is another one. */
  async function look(): Promise<void> {
    const mine = ++newestLook;
    const list = await client.call("readers.list", {});
    if (mine !== newestLook) return;
    if (!list.ok) return missed(list.error);
    const reader = chosen(list.value, preferred);
    if (typeof reader !== "string") {
      visit = null;
      become(reader);
    } else if (visit?.reader !== reader) await read((visit = { reader }), true);
  }

  /** The bridge has not answered. Where the connection broke, that is told on its own. */
  function missed(error: BridgeError): void {
    if (error.code !== "bridge-lost") become({ kind: "unavailable", error: cardError(error) });
  }

  async function read(mine: Visit, tell: boolean): Promise<void> {
    const reader = { name: mine.reader, simulated };
    // An attempt that is repeated by itself does not flicker.
    if (tell && state.kind !== "card-in-use") become({ kind: "reading", reader });
    const card = await client.call("card.read", mine);
    if (visit !== mine) return;
    if (card.ok) return show(mine, card.value);
    if (card.error.code.startsWith("bridge-")) return missed(card.error);
    if (card.error.code === "card-in-use") become({ kind: "card-in-use", reader });
    else if (!transientErrors.has(card.error.code))
      become({ kind: "unreadable", reader, error: cardError(card.error) });
    if (!transientErrors.has(card.error.code)) return;
    await sleep(timing.cardRetry, undefined, { signal: ended.signal }).catch(() => undefined);
    if (visit !== mine || ended.signal.aborted) return;
    visit = null;
    await look();
  }

  function show({ reader: name }: Visit, card: Card): void {
    const reader = { name, simulated };
    if (card.kind === "unknown") return become({ kind: "unknown-card", reader, atr: card.atr });
    const read = card.certificates.map(({ der }) => sha256(Buffer.from(der, "base64")));
    // Read once more, it is the same card: what was asked about it holds.
    if (state.kind === "piv" && read.join() === fingerprints.join()) return become({ ...state, pin: card.pin });
    fingerprints = read;
    become({ kind: "piv", reader, pin: card.pin, identity: { kind: "asking" } });
    void ask();
  }

  async function ask(): Promise<void> {
    const mine = ++newestQuestion;
    const about = fingerprints;
    const identity = await identify(about);
    if (mine === newestQuestion && fingerprints === about && state.kind === "piv") become({ ...state, identity });
  }

  return {
    state: () => state,
    identifyAgain() {
      if (state.kind !== "piv") return;
      // What is known of the person is taken back before the question is asked again.
      become({ ...state, identity: { kind: "asking" } });
      void ask();
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

/** The reader to read from; where there is none with a card, the state that says so. */
function chosen({ service, readers }: ReaderList, preferred: string): string | CardReader {
  if (service !== "running") return { kind: "service-not-running" };
  if (readers.length === 0) return { kind: "no-reader" };
  const withCard = readers.filter(({ card }) => card.kind === "card").map(({ name }) => name);
  const first = withCard.includes(preferred) ? preferred : withCard[0];
  return first ?? { kind: "no-card" };
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
