import type { ScenarioName } from "#shared/sandbox.ts";
import { createTurns } from "#shared/turns.ts";
import type { Scenarios, Service } from "../api/service.ts";
import type { Engine } from "../engine/subject.ts";
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
  /** The making of the data of many people; never rejects. */
  let preparation = Promise.resolve();

  const scenario = (): Scenario => (current === null ? {} : catalogue[current]);

  /** Runs changes of the data, so that none interrupts another. */
  const inTurn = createTurns();

  /** Ends the scenario with all its effects. If its data cannot be left, it goes on. */
  function end(): void {
    service().useData(null);
    running.abort();
    running = new AbortController();
    service().faults.stand([]);
    service().setClockAhead(0);
    met = new Set();
    current = null;
    preparing = null;
    revision += 1;
  }

  /** Begins a scenario. If its data cannot be made, none runs. */
  async function begin(name: ScenarioName): Promise<void> {
    const { faults = [], clockAhead = 0, data, begin: effect } = catalogue[name];
    if (data?.kind === "copy") use(await copyOf(service().store, place), data.change);
    current = name;
    service().faults.stand(faults);
    service().setClockAhead(clockAhead);
    if (data?.kind === "people") preparation = useMany(name, data.count, running.signal);
    effect?.(service(), running.signal);
    revision += 1;
  }

  /** Switches to this data once it has been changed; closes it if that fails. */
  function use(data: Store, change: (engine: Engine) => void = () => undefined): void {
    try {
      change({ ...data, now: place.now });
      service().useData(data);
    } catch (fault) {
      data.close();
      throw fault;
    }
  }

  /** Switches to data of many people once it is made; ends the scenario if that fails. */
  async function useMany(name: ScenarioName, people: number, signal: AbortSignal): Promise<void> {
    preparing = 0;
    const told = (percent: number): void => {
      if (!signal.aborted) preparing = percent;
    };
    try {
      const many = await dataOf(people, service().store, place, signal, told);
      if (many === null) return;
      if (signal.aborted) return many.close();
      use(many);
      preparing = null;
    } catch (fault) {
      if (signal.aborted) return;
      const reason = fault instanceof Error ? fault.message : String(fault);
      process.stderr.write(`Sandbox: the scenario ${name} has ended: ${reason}\n`);
      end();
    }
  }

  return {
    state: () => ({ current, preparing }),
    start: (name) =>
      inTurn(() => {
        end();
        return name === null ? undefined : begin(name);
      }),
    without: (change) =>
      inTurn(() => {
        end();
        return change();
      }),
    reader: () => ({ revision, ...(scenario().reader ?? emptyReader) }),
    beforeNext(instance) {
      const object = `${instance.type} ${instance.object}`;
      if (met.has(object)) return;
      met.add(object);
      scenario().beforeNext?.(service(), instance);
    },
    async close() {
      await inTurn(end);
      await preparation;
    },
  };
}
