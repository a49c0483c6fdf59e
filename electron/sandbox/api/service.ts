import type { IdmEvent } from "#shared/idm/event.ts";
import type { ScenarioName, ScenarioState, SimulatedReader } from "#shared/sandbox.ts";
import type { StoredInstance } from "../store/instances.ts";
import type { Store } from "../store/open.ts";
import type { Faults } from "./faults.ts";
import type { Sessions } from "./sessions.ts";

/** What can be tried: one scenario at a time. */
export interface Scenarios {
  state(): ScenarioState;
  /** Ends the one that runs and starts another; its data may need a while after that. */
  start(name: ScenarioName | null): Promise<void>;
  reader(): SimulatedReader;
  /** Next is about to be pressed on an instance. */
  beforeNext(instance: StoredInstance): void;
  close(): Promise<void>;
}

/** What the calls of the API work with. */
export interface Service {
  /** Another one after a reset: never kept between two requests. */
  readonly store: Store;
  readonly sessions: Sessions;
  readonly faults: Faults;
  readonly now: () => Date;
  /** Told after a commit: what is searched, and who follows `/v1/events`, learns of it. */
  publish(event: IdmEvent): void;
  /** Calls `listener` with each event from now on; returns the end of it. */
  subscribe(listener: (event: IdmEvent) => void): () => void;
  /**
   * All objects may be others than they were: what is searched is read again, and whoever follows
   * `/v1/events` learns of it.
   */
  dataChanged(): void;
  /** Ends the scenario and makes the data anew, as it was when the sandbox was first started. */
  reset(): Promise<void>;
  /** Resolves when there is data: at once, or after the reset under way. */
  ready(): Promise<void>;
  /** Sets how far the clock of the sandbox is ahead, in milliseconds. */
  setClockAhead(by: number): void;
  /**
   * Works on other data until it is told null; what devices without a connection have sent goes
   * along.
   */
  useData(other: Store | null): void;
  /** Cuts every connection, as a back end does that is restarted. */
  hangUp(): void;
  readonly scenarios: Scenarios;
  /** Ends the scenario and closes the data. */
  close(): Promise<void>;
}
