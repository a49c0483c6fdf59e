import { assertNever } from "#shared/domain/assert-never.ts";
import { isSimulated, type CardReader } from "#shared/ipc/cards.ts";
import { finding, once, type Check, type Finding } from "./check.ts";

/**
 * Checks PC/SC service, reader and card. `reader` resolves when the card bridge has reported their
 * state.
 */
export function cardReaderChecks(reader: () => Promise<CardReader>): readonly Check[] {
  const ask = once(reader);
  return [
    { id: "card-service", ask: async () => serviceOf(await ask()) },
    { id: "readers", ask: async () => readersOf(await ask()) },
    { id: "card", ask: async () => cardOf(await ask()) },
  ];
}

function serviceOf(state: CardReader): Finding {
  if (state.kind === "service-not-running") return finding("card-service.not-running");
  if (state.kind === "unavailable") return finding("card-service.no-bridge", { reason: state.error.code });
  return finding(isSimulated(state) ? "card-service.simulated" : "card-service.running");
}

function readersOf({ kind }: CardReader): Finding {
  if (hasNoService(kind)) return finding("unknown.card-service");
  return finding(kind === "no-reader" ? "readers.none" : "readers.found");
}

function cardOf(state: CardReader): Finding {
  switch (state.kind) {
    case "starting":
    case "unavailable":
    case "service-not-running":
      return finding("unknown.card-service");
    case "no-reader":
      return finding("unknown.no-reader");
    case "no-card":
      return finding("card.none");
    case "card-in-use":
      return finding("card.in-use");
    case "unreadable":
      return finding("card.unreadable", { reason: state.error.code });
    case "unknown-card":
      return finding("card.not-piv");
    case "reading":
    case "piv":
      return finding("card.found");
    default:
      return assertNever(state);
  }
}

const hasNoService = (kind: CardReader["kind"]): boolean =>
  kind === "starting" || kind === "unavailable" || kind === "service-not-running";
