import { assertNever } from "#shared/domain/assert-never.ts";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { CardCheck } from "#shared/ipc/card-check.ts";
import type { CardCheckRequest, CardCheckStep, CardIdentity, CardReader } from "#shared/ipc/cards.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import type { Recorder } from "../diagnostics/recorder.ts";
import type { Gateway } from "../idm/gateway.ts";
import type { Network } from "../idm/network.ts";
import type { BridgeProcess } from "./bridge-process.ts";
import { caHttp } from "./ca-http.ts";
import { cardError } from "./card-error.ts";
import { backEndOrLoopback, checkCard } from "./check-card.ts";
import { followCardReader } from "./reader.ts";
import type { Timing } from "../timing.ts";

export interface CardsDeps {
  readonly bridge: BridgeProcess;
  readonly gateway: Gateway;
  readonly network: Network;
  readonly timing: Timing;
  /** Whether an operator is logged in at the back end. */
  readonly mayAsk: () => boolean;
  readonly changed: (reader: CardReader) => void;
  readonly checking: (step: CardCheckStep) => void;
  readonly recorder: Recorder;
}

export interface Cards {
  readonly handlers: Handlers["cards"];
  state(): CardReader;
  /** Returns the reader once the card bridge has reported it. */
  begun(): Promise<CardReader>;
  /** Identifies the inserted card again, after a change of session or connection. */
  askAgain(): void;
  stop(): Promise<void>;
}

/** Follows the card in the reader, identifies it and checks it. */
export function createCards(deps: CardsDeps): Cards {
  const { bridge, gateway, network, timing, mayAsk, changed, checking, recorder } = deps;
  const begun = Promise.withResolvers<void>();
  const reader = followCardReader({
    endpoint: () => bridge.endpoint(),
    timing,
    identify,
    changed(state) {
      begun.resolve();
      changed(state);
    },
    recorder,
  });

  async function identify(fingerprints: readonly string[]): Promise<CardIdentity> {
    if (!mayAsk()) return { kind: "not-asked" };
    for (const certificateSha256 of fingerprints) {
      const answer = await gateway.ask(idmApi.identify, { body: { certificateSha256 } });
      if (answer.kind === "answer") return { kind: "found", ref: answer.value.ref };
      if (answer.error.code !== "not-found") return { kind: "failed", error: answer.error };
    }
    return { kind: "not-found", certificates: fingerprints.length };
  }

  async function check({ object: { type, id }, pin }: CardCheckRequest): Promise<Result<CardCheck>> {
    const found = readerOf(reader.state());
    if (!found.ok) return found;
    const name = found.value;
    const object = await gateway.ask(idmApi.object, { params: { type, id } });
    if (object.kind === "failure") return fail(object.error);
    const backEnd = new URL(gateway.address);
    const ca = caHttp(backEnd, network, timing);
    const issuer = await ca.issuer();
    if (issuer === null) return fail(operatorError("ca-unavailable", {}, "certificate of the issuing CA"));
    const mayFetch = backEndOrLoopback(backEnd);
    const checked = await checkCard(
      {
        readCard() {
          checking("reading-card");
          return reader.call("card.read", { reader: name });
        },
        mayFetch(address) {
          checking("asking-ca");
          return mayFetch(address);
        },
        fetchOcsp: ca.fetchOcsp,
        fetchCrl: ca.fetchCrl,
        now: () => new Date(),
        sign:
          pin === null
            ? null
            : (key, digest) => {
                checking("signing");
                return reader.call("card.sign", {
                  reader: name,
                  key,
                  digest: Buffer.from(digest).toString("base64"),
                  pin,
                });
              },
      },
      { certificates: object.value.certificates, issuers: [issuer] },
    );
    // The PIN retry counter changed: re-read the card.
    if (pin !== null) reader.readAgain();
    return checked.ok ? ok(checked.value) : fail(cardError(checked.error));
  }

  return {
    handlers: {
      state: async () => ok(reader.state()),
      check,
    },
    state: () => reader.state(),
    begun: async () => {
      await begun.promise;
      return reader.state();
    },
    askAgain: () => reader.identifyAgain(),
    async stop() {
      reader.stop();
      await bridge.stop();
    },
  };
}

/** Returns the reader whose card can be read, or why there is none. */
function readerOf(state: CardReader): Result<string> {
  switch (state.kind) {
    case "starting":
      return fail(operatorError("bridge-lost", {}, "not started yet"));
    case "unavailable":
      return fail(state.error);
    case "service-not-running":
    case "no-reader":
    case "no-card":
      return fail(operatorError(state.kind));
    case "reading":
    case "card-in-use":
    case "unreadable":
    case "unknown-card":
    case "piv":
      return ok(state.reader.name);
    default:
      return assertNever(state);
  }
}
