import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import type { Card, Client, Reader, ReaderStatusFlags } from "pcsc-mini";
import type { BridgeErrorCode } from "#shared/bridge/error.ts";
import type { ServiceState } from "#shared/bridge/messages.ts";
import { failure } from "./failure.ts";
import { limits } from "./limits.ts";

/** A reader as PC/SC sees it. */
interface ReaderStatus {
  readonly present: boolean;
  /**
   * A card is present, but it does not answer or another program holds it exclusively, so its ATR
   * cannot be read.
   */
  readonly closed: boolean;
  /** Counter of insertions and removals. Reveals a card that was swapped between two events. */
  readonly changes: number;
}

export interface PcscListener {
  /** `complaint` is PC/SC's name for the error. All readers are gone unless the service runs. */
  service(state: ServiceState, complaint: string): void;
  reader(name: string, status: ReaderStatus): void;
  readerGone(name: string): void;
}

/** A card held in a transaction, out of reach of other programs until it is closed. */
export interface OpenCard {
  readonly atr: Uint8Array;
  /** Sends a short APDU and returns data and status word. Throws BridgeFailure. */
  readonly transmit: (apdu: Uint8Array) => Promise<Uint8Array>;
  /** Ends the transaction; `reset` makes the card forget the PIN. Never throws. */
  close(after: "leave" | "reset"): Promise<void>;
}

/** The part of PC/SC that the bridge needs. */
export interface Pcsc {
  /** Name and version of the PC/SC addon. */
  readonly addon: string;
  /**
   * Reports the current state, then every change, until the returned function is called. The
   * service may come and go.
   */
  watch(listener: PcscListener): () => void;
  /**
   * Reads the answer to reset (ISO/IEC 7816-3) of the card in a reader, without waiting for other
   * programs. Throws BridgeFailure.
   */
  atr(reader: string): Promise<Uint8Array>;
  /**
   * Connects shared and begins a transaction; waits while another program has one. Throws
   * BridgeFailure, at once with `card-in-use` if another program holds the card exclusively.
   */
  open(reader: string): Promise<OpenCard>;
}

/** Returns the PC/SC of this machine, through the addon pcsc-mini. It follows at most 4 readers. */
export function systemPcsc(): Pcsc {
  let client: Client | null = null;
  const reader = (name: string): Reader => {
    if (client === null) throw failure("service-not-running");
    const found = client.reader(name);
    if (found === undefined) throw failure("no-reader");
    return found;
  };
  return {
    addon: addonVersion(),
    watch: (listener) => watch(listener, (running) => (client = running)),
    atr: async (name) => {
      const { CardMode, CardDisposition } = await import("pcsc-mini");
      const card = await asked(connectErrors, reader(name).connect(CardMode.SHARED));
      try {
        return await asked(connectErrors, atrOf(card));
      } finally {
        await card.disconnect(CardDisposition.LEAVE).catch(() => undefined);
      }
    },
    open: async (name) => begin(reader(name)),
  };
}

function watch(listener: PcscListener, running: (client: Client | null) => void): () => void {
  const ended = new AbortController();
  // The client of a stopped service must never be garbage-collected: the addon's finalizer would
  // throw and end the process.
  const clients: Client[] = [];

  async function follow(): Promise<void> {
    while (!ended.signal.aborted) {
      const complaint = await session();
      running(null);
      if (ended.signal.aborted) return;
      listener.service(complaint.kind, complaint.name);
      await sleep(limits.serviceRetry, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  }

  /** Follows the service until it stops; resolves at once if there is none. */
  async function session(): Promise<{ kind: "stopped" | "missing"; name: string }> {
    let addon;
    try {
      addon = await import("pcsc-mini");
    } catch (error) {
      return { kind: "missing", name: error instanceof Error ? error.message.trim() : String(error) };
    }
    const { Client, ReaderStatus } = addon;
    const client = new Client();
    const over = Promise.withResolvers<string>();
    client.on("error", (error) => over.resolve(error.code));
    client.on("reader", (reader) => {
      reader.on("change", (flags: ReaderStatusFlags) =>
        listener.reader(reader.name(), {
          present: flags.has(ReaderStatus.PRESENT),
          closed: flags.hasAny(ReaderStatus.MUTE, ReaderStatus.EXCLUSIVE),
          // The upper half of the state is a counter of insertions and removals
          // (SCardGetStatusChange).
          changes: flags.raw >>> 16,
        }),
      );
      reader.on("disconnect", () => listener.readerGone(reader.name()));
    });
    try {
      client.start();
    } catch (error) {
      return { kind: "stopped", name: nameOf(error) };
    }
    clients.push(client);
    running(client);
    listener.service("running", "");
    ended.signal.addEventListener("abort", () => over.resolve(""));
    const name = await over.promise;
    try {
      client.stop();
    } catch {
      // The service is gone, so there is nothing to stop.
    }
    return { kind: "stopped", name };
  }

  void follow();
  return () => ended.abort();
}

async function begin(reader: Reader): Promise<OpenCard> {
  const { CardMode, CardDisposition, Protocol, MAX_BUFFER_LEN } = await import("pcsc-mini");
  const card = await asked(connectErrors, reader.connect(CardMode.SHARED));
  try {
    const transaction = await asked(connectErrors, card.transaction());
    const atr = await asked(connectErrors, atrOf(card));
    // T=0 carries no Le after data (ISO/IEC 7816-3, 12.2.1): the card answers 61xx instead.
    const lengthAlone = card.protocol() === Protocol.T0;
    // One buffer for all answers, because the addon never releases a buffer that it was given.
    const answer = new ArrayBuffer(MAX_BUFFER_LEN);
    return {
      atr,
      transmit: async (apdu) => {
        const sent = lengthAlone && apdu.length === 6 + (apdu[4] ?? 0) ? apdu.subarray(0, -1) : apdu;
        const response = Uint8Array.from(await asked(transmitErrors, card.transmit(sent, answer)));
        // Some drivers report a card that is being pulled out as a success without data.
        if (response.length === 0) throw failure("card-removed", "empty response");
        return response;
      },
      close: async (after) => {
        await transaction.end(CardDisposition[after === "reset" ? "RESET" : "LEAVE"]).catch(() => undefined);
        await card.disconnect(CardDisposition.LEAVE).catch(() => undefined);
      },
    };
  } catch (error) {
    await card.disconnect(CardDisposition.LEAVE).catch(() => undefined);
    throw error;
  }
}

/**
 * Reads the ATR from the card's state: the one in the addon's `change` event points into freed
 * memory (pcsc-mini 0.1.3).
 */
async function atrOf(card: Card): Promise<Uint8Array> {
  return Uint8Array.from((await card.state()).atr);
}

type ErrorNames = ReadonlyMap<string, BridgeErrorCode>;

const serviceErrors: [string, BridgeErrorCode][] = ["NoService", "ServiceStopped", "CommError", "Shutdown"].map(
  (name) => [name, "service-not-running"],
);
const connectErrors: ErrorNames = new Map([
  ...serviceErrors,
  ["UnknownReader", "no-reader"],
  ["ReaderUnavailable", "no-reader"],
  ["NoReadersAvailable", "no-reader"],
  ["NoSmartCard", "no-card"],
  ["RemovedCard", "no-card"],
  ["SharingViolation", "card-in-use"],
  // Reset by another program between connect and transaction.
  ["ResetCard", "card-in-use"],
  ["UnresponsiveCard", "card-silent"],
  ["UnpoweredCard", "card-silent"],
  ["UnsupportedCard", "card-silent"],
  ["ProtoMismatch", "card-silent"],
]);
const transmitErrors: ErrorNames = new Map([
  ...serviceErrors,
  ["NoSmartCard", "card-removed"],
  ["RemovedCard", "card-removed"],
  ["NotTransacted", "card-removed"],
  ["ReaderUnavailable", "card-removed"],
  ["UnresponsiveCard", "card-removed"],
  ["UnpoweredCard", "card-removed"],
  ["ResetCard", "card-in-use"],
  ["InsufficientBuffer", "card-malformed"],
]);

/** Waits for PC/SC and maps its errors to those of the protocol. */
async function asked<T>(names: ErrorNames, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw failure(names.get(nameOf(error)) ?? "bridge-fault", nameOf(error));
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : String(error);
}

function addonVersion(): string {
  const found: unknown = createRequire(import.meta.url)("pcsc-mini/package.json");
  const version = typeof found === "object" && found !== null && "version" in found ? String(found.version) : "";
  return `pcsc-mini ${version}`;
}
