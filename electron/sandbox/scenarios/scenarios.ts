import type { ScenarioName } from "#shared/sandbox.ts";
import type { Scenarios, Service } from "../api/service.ts";
import type { Store } from "../store/open.ts";
import { catalogue, type Scenario } from "./catalogue.ts";
import { copyOf, dataOf } from "./other-data.ts";

const emptyReader = { service: "running", card: null } as const;

/** Runs one scenario at a time on `service`, whose data is at `place`. */
export function openScenarios(
  service: () => Service,
  place: { readonly dataDir: string; readonly baseUrl: string; readonly now: () => Date },
): Scenarios {
  let current: ScenarioName | null = null;
  let preparing: number | null = null;
  /** The revision of the reader's content. */
  let revision = 0;
  let running = new AbortController();
  /** Objects on which Next was pressed during this scenario. */
  let met = new Set<string>();
  /** Data of many people is slow to make and to load: it stays open once opened. */
  let many: Store | null = null;

  const scenario = (): Scenario => (current === null ? {} : catalogue[current]);

  /** Changes run one after another, so that none interrupts the replacement of data. */
  let changing = Promise.resolve();

  async function change(name: ScenarioName | null): Promise<void> {
    running.abort();
    running = new AbortController();
    met = new Set();
    current = name;
    preparing = null;
    const { faults = [], clockAhead = 0, data, begin } = scenario();
    service().faults.stand(faults);
    service().setClockAhead(clockAhead);
    service().useData(null);
    if (data?.kind === "copy") {
      const copy = await copyOf(service().store, place);
      data.change({ ...copy, now: place.now });
      service().useData(copy);
    }
    if (data?.kind === "people") void useMany(data.count, running.signal);
    begin?.(service(), running.signal);
    revision += 1;
  }

  async function useMany(people: number, signal: AbortSignal): Promise<void> {
    preparing = 0;
    const told = (percent: number): void => {
      if (!signal.aborted) preparing = percent;
    };
    many ??= await dataOf(people, service().store, place, signal, told);
    if (signal.aborted || many === null) return;
    preparing = null;
    service().useData({ ...many, close: () => undefined });
  }

  function start(name: ScenarioName | null): Promise<void> {
    changing = changing.then(() => change(name));
    return changing;
  }

  return {
    state: () => ({ current, preparing }),
    start,
    reader: () => ({ revision, ...(scenario().reader ?? emptyReader) }),
    beforeNext(instance) {
      const object = `${instance.type} ${instance.object}`;
      if (met.has(object)) return;
      met.add(object);
      scenario().beforeNext?.(service(), instance);
    },
    async close() {
      await start(null);
      many?.close();
    },
  };
}
