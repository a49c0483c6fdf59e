import type { ScenarioName, SimulatedReader } from "#shared/sandbox.ts";
import type { StandingFault } from "../api/faults.ts";
import type { Service } from "../api/service.ts";
import type { Engine } from "../engine/subject.ts";
import { isObjectType, ownerOf, touch } from "../store/objects.ts";
import type { StoredInstance } from "../store/instances.ts";
import { expireCertificates, lockUser, requestsOpen, withoutApprovals } from "./changes.ts";

type ReaderContent = Omit<SimulatedReader, "revision">;

/** The effects of a scenario. They end with it. */
export interface Scenario {
  /** The faults of requests; if several fit, the first one counts. */
  readonly faults?: readonly StandingFault[];
  /** How far the clock of the back end is ahead, in milliseconds. */
  readonly clockAhead?: number;
  /** Its own data: a copy of the present data with a change, or data of many people. */
  readonly data?:
    | { readonly kind: "copy"; readonly change: (engine: Engine) => void }
    | { readonly kind: "people"; readonly count: number };
  /** Runs after an operator has seen an object, before the first Next on it. */
  readonly beforeNext?: (service: Service, instance: StoredInstance) => void;
  /** Starts something that goes on until `signal` aborts. */
  readonly begin?: (service: Service, signal: AbortSignal) => void;
  readonly reader?: ReaderContent;
}

const match = (path: string, method = "*") => ({ method, path });

const card = (number: string, pin = "123456"): ReaderContent => ({ service: "running", card: { number, pin } });

const hour = 3_600_000;

export const catalogue: Readonly<Record<ScenarioName, Scenario>> = {
  "slow-back-end": {
    faults: [
      { match: match("/v1/events"), effect: {} },
      { match: match("/v1/*"), effect: { delayMs: 3_000 } },
    ],
  },
  "ca-down": { faults: [{ match: match("*"), effect: { caDown: true } }], reader: card("VSC-000001") },
  restarting: { begin: restart },
  "session-expiring": { beforeNext: ({ sessions }) => sessions.endAll() },
  "version-conflict": {
    beforeNext({ store: { db } }, { type, object: id }) {
      if (isObjectType(type)) touch(db, { type, id });
    },
  },
  "approval-pending": { data: { kind: "copy", change: requestsOpen } },
  "user-locked": {
    data: { kind: "copy", change: withoutApprovals },
    beforeNext(service, { type, object: id }) {
      const { db, ca } = service.store;
      const user = isObjectType(type) ? (ownerOf(db, { type, id })?.id ?? id) : id;
      for (const event of lockUser({ db, ca, now: service.now }, user)) service.publish(event);
    },
  },
  "many-people": { data: { kind: "people", count: 100_000 } },
  "no-pcsc-service": { reader: { service: "stopped", card: null } },
  "foreign-card": { reader: card("VSC-000005") },
  "wrong-pin": { reader: card("VSC-000001", "246810") },
  "expired-certificates": { data: { kind: "copy", change: expireCertificates }, reader: card("VSC-000001") },
  "clock-off": { clockAhead: 3 * hour, reader: card("VSC-000001") },
  // The client simulates it: `electron/core/scenarios`.
  "disk-full": {},
  "malformed-answers": {
    faults: ["/v1/search/*", "/v1/objects/*"].map((path) => ({
      match: match(path, "GET"),
      effect: { status: 200, contentType: "text/html", body: "<html><h1>Welcome to the hotel</h1></html>" },
    })),
  },
};

/** Milliseconds that a restarting back end is down, and up. */
const away = 8_000;
const there = 40_000;

/**
 * Takes the back end down with all connections and sessions, brings it up again, and so on until
 * `signal` aborts.
 */
function restart(service: Service, signal: AbortSignal): void {
  let timer: NodeJS.Timeout;
  function goAway(): void {
    service.faults.stand([{ match: match("*"), effect: { dropBeforeCommit: true } }]);
    service.sessions.endAll();
    service.hangUp();
    timer = setTimeout(comeBack, away).unref();
  }
  function comeBack(): void {
    service.faults.stand([]);
    timer = setTimeout(goAway, there).unref();
  }
  // Lets the request that started this get its answer first.
  timer = setTimeout(goAway, 200).unref();
  signal.addEventListener("abort", () => clearTimeout(timer));
}
