import type { BridgeEvent, CardPresence, ReaderList, ServiceState } from "#shared/bridge/messages.ts";
import { BridgeFailure } from "./failure.ts";
import { limits } from "./limits.ts";
import type { Pcsc } from "./pcsc.ts";

/** The current service and readers, kept up to date by the events of PC/SC. */
export interface Readers {
  list(): ReaderList;
  /** The last error that PC/SC reported. */
  complaint(): string;
  stop(): void;
}

interface Slot {
  card: CardPresence;
  changes: number;
}

/** Follows service, readers and cards, and emits every change once. */
export function followReaders(pcsc: Pcsc, tell: (event: BridgeEvent) => void): Readers {
  // Null until PC/SC first reports whether the service runs.
  let service: ServiceState | null = null;
  let complaint = "";
  const slots = new Map<string, Slot>();

  function remove(reader: string): void {
    if (slots.delete(reader)) tell({ jsonrpc: "2.0", method: "reader.removed", params: { reader } });
  }

  function pullOut(reader: string, slot: Slot): void {
    if (slot.card.kind === "none") return;
    slot.card = { kind: "none" };
    tell({ jsonrpc: "2.0", method: "card.removed", params: { reader } });
  }

  function putIn(reader: string, slot: Slot, atr: string | null): void {
    slot.card = { kind: "card", atr };
    tell({ jsonrpc: "2.0", method: "card.inserted", params: { reader, atr } });
  }

  /**
   * Reads the card's ATR, then reports the card if it is still present. A card that another program
   * has just released may be in the middle of a reset, and pcscd reports nothing when the reset is
   * over: the ATR is read again, `limits.atrAttempts` times.
   */
  async function greet(reader: string, slot: Slot, attempts: number = limits.atrAttempts): Promise<void> {
    const isKnown = (): boolean => slot.card.kind === "card" && slot.card.atr !== null;
    if (isKnown()) return;
    const changes = slot.changes;
    const atr = await pcsc.atr(reader).then(toHex, withoutAtr);
    if (slots.get(reader) !== slot || slot.changes !== changes || isKnown()) return;
    const answered = atr !== null && atr !== "gone";
    if (answered || (atr === null && slot.card.kind === "none")) putIn(reader, slot, atr);
    if (!answered) greetLater(reader, slot, attempts - 1);
  }

  function greetLater(reader: string, slot: Slot, attempts: number): void {
    if (attempts === 0) return;
    setTimeout(() => {
      if (slots.get(reader) === slot) void greet(reader, slot, attempts);
    }, limits.cardRetry).unref();
  }

  const stop = pcsc.watch({
    service: (state, said) => {
      if (said !== "") complaint = said;
      if (state === service) return;
      service = state;
      if (state !== "running") for (const reader of slots.keys()) remove(reader);
      tell({ jsonrpc: "2.0", method: "service.changed", params: { service: state } });
    },
    reader: (reader, status) => {
      const slot = slots.get(reader) ?? { card: { kind: "none" }, changes: status.changes };
      if (!slots.has(reader)) {
        slots.set(reader, slot);
        tell({ jsonrpc: "2.0", method: "reader.added", params: { reader } });
      }
      if (!status.present || status.changes !== slot.changes) pullOut(reader, slot);
      slot.changes = status.changes;
      if (!status.present) return;
      if (!status.closed) void greet(reader, slot);
      else if (slot.card.kind === "none") {
        putIn(reader, slot, null);
        greetLater(reader, slot, limits.atrAttempts);
      }
    },
    readerGone: remove,
  });

  return {
    list: () => ({
      service: service ?? "stopped",
      readers: [...slots].map(([name, { card }]) => ({ name, card })),
    }),
    complaint: () => complaint,
    stop,
  };
}

/** Returns why the ATR is unknown: the card is gone, or it does not answer (null). */
function withoutAtr(error: unknown): "gone" | null {
  const code = error instanceof BridgeFailure ? error.error.code : null;
  return code === "no-card" || code === "no-reader" || code === "service-not-running" ? "gone" : null;
}

export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
