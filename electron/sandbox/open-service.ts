import type { IdmEvent } from "#shared/idm/event.ts";
import { openFaults } from "./api/faults.ts";
import type { Service } from "./api/service.ts";
import { openSessions } from "./api/sessions.ts";
import { coreTemplates } from "./engine/core-templates.ts";
import { carryDevices, removeCopies } from "./scenarios/other-data.ts";
import { openScenarios } from "./scenarios/scenarios.ts";
import { isObjectType } from "./store/objects.ts";
import { openStore, removeStore, type Store, type StoreOptions } from "./store/open.ts";
import { openSearchIndex } from "./store/search.ts";

/** Milliseconds after which no request uses replaced data any more. */
const lastUse = 5_000;

export interface ServiceOptions extends Omit<StoreOptions, "baseUrl" | "now" | "made"> {
  readonly sessionSeconds: number;
  /** The clock of the machine; a test may replace it. */
  readonly now?: () => Date;
}

/** Opens the data and the services that the API's calls use. */
export async function openService(
  { now: machine = () => new Date(), sessionSeconds, dataDir, people, seed }: ServiceOptions,
  baseUrl: string,
  hangUp: () => void,
): Promise<Service> {
  const listeners = new Set<(event: IdmEvent) => void>();
  let ahead = 0;
  const now = (): Date => new Date(machine().getTime() + ahead);
  const storeOptions = { dataDir, people, seed, baseUrl, now };
  let own = await openStore(storeOptions);
  removeCopies(dataDir);
  /** The data of a scenario. */
  let other: Store | null = null;
  let resetting = Promise.resolve();
  /** Replaced data that a request may still use, with the timer that closes it. */
  const left = new Map<Store, NodeJS.Timeout>();

  const tell = (event: IdmEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const allChanged = (): void => {
    for (const { id } of coreTemplates) tell({ kind: "configurationChanged", coreTemplate: id });
  };
  function close(store: Store): void {
    clearTimeout(left.get(store));
    left.delete(store);
    store.close();
  }
  async function remake(): Promise<void> {
    own.close();
    removeStore(dataDir);
    own = await openStore(storeOptions);
    allChanged();
  }

  const service: Service = {
    get store() {
      return other ?? own;
    },
    sessions: openSessions({ seconds: sessionSeconds, now, machine }),
    faults: openFaults(),
    now,
    machine,
    hangUp,
    publish(event) {
      if (event.kind === "objectChanged" && isObjectType(event.ref.type)) {
        service.store.search.refresh({ type: event.ref.type, id: event.ref.id });
      }
      tell(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dataChanged() {
      own = { ...own, search: openSearchIndex(own.db) };
      allChanged();
    },
    setClockAhead: (by) => void (ahead = by),
    useData(next) {
      if (next === other) return;
      carryDevices(service.store.db, (next ?? own).db);
      const before = other;
      other = next;
      if (before !== null) left.set(before, setTimeout(() => close(before), lastUse).unref());
      allChanged();
    },
    reset() {
      resetting = service.scenarios.without(remake);
      return resetting;
    },
    ready: () => resetting.catch(() => undefined),
    scenarios: openScenarios(() => service, { dataDir, baseUrl, now }),
    async close() {
      await service.scenarios.close();
      for (const store of left.keys()) close(store);
      own.close();
    },
  };
  return service;
}
