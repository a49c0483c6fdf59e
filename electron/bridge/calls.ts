import type { BridgeRequest, BridgeValues, Diagnostics } from "#shared/bridge/messages.ts";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { WithCard } from "./cards.ts";
import { failure } from "./failure.ts";
import { readCard } from "./piv/read.ts";
import { sign, verifyPin } from "./piv/sign.ts";
import { toHex, type Readers } from "./readers.ts";

/** Answers a request of the protocol. Throws BridgeFailure. */
export type Answer = (request: BridgeRequest) => Promise<BridgeValues[BridgeRequest["method"]]>;

/** The bridge's calls, over its readers and cards. */
export function bridgeCalls(readers: Readers, withCard: WithCard, diagnostics: () => Diagnostics): Answer {
  /**
   * Returns the reader if it holds a card. Otherwise throws what is missing (service, reader,
   * card), before any command is sent.
   */
  function mustBeThere(reader: string): string {
    const { service, readers: found } = readers.list();
    if (service !== "running") throw failure("service-not-running", readers.complaint());
    const card = found.find(({ name }) => name === reader)?.card;
    if (card === undefined) throw failure("no-reader");
    if (card.kind === "none") throw failure("no-card");
    return reader;
  }

  return async (request) => {
    switch (request.method) {
      case "readers.list":
        return readers.list();
      case "card.read":
        return withCard(mustBeThere(request.params.reader), "leave", ({ transmit, atr }) =>
          readCard(transmit, toHex(atr)),
        );
      case "card.verifyPin": {
        const { reader, pin } = request.params;
        await withCard(mustBeThere(reader), "reset", ({ transmit }) => verifyPin(transmit, pin));
        return null;
      }
      case "card.sign": {
        const { reader, key, digest, pin } = request.params;
        const bytes = Buffer.from(digest, "base64");
        return withCard(mustBeThere(reader), pin === null ? "leave" : "reset", ({ transmit }) =>
          sign(transmit, key, bytes, pin),
        );
      }
      case "diagnostics":
        return diagnostics();
      default:
        return assertNever(request);
    }
  };
}
