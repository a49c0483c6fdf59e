import type { IdmEvent } from "#shared/idm/event.ts";
import type { ScenarioName, ScenarioState, SimulatedReader } from "#shared/sandbox.ts";
import type { StoredInstance } from "../store/instances.ts";
import type { Store } from "../store/open.ts";
import type { Faults } from "./faults.ts";
import type { Sessions } from "./sessions.ts";

/** The scenarios; one runs at a time. */
export interface Scenarios {
  state(): ScenarioState;
  /**
   * Ends the running scenario and starts another; null starts none. Its data may take longer to be
   * ready. Rejects if the data cannot be made; then none runs.
   */
  start(name: ScenarioName | null): Promise<void>;
  /**
   * Ends the running scenario and makes a change to the own data of the sandbox; no scenario starts
   * meanwhile.
   */
  without(change: () => Promise<void> | void): Promise<void>;
  reader(): SimulatedReader;
  /** Must be called before Next is carried out on an instance. */
  beforeNext(instance: StoredInstance): void;
  close(): Promise<void>;
}

/** The services that the API's calls use. */
export interface Service {
  /** A reset replaces it: it must not be kept between two requests. */
  readonly store: Store;
  readonly sessions: Sessions;
  readonly faults: Faults;
  /** The clock of the sandbox; a scenario may set it. */
  readonly now: () => Date;
  /** The clock of the machine, which no scenario sets. */
  readonly machine: () => Date;
  /**
   * Publishes an event after the commit: updates the search index and the streams of `/v1/events`.
   */
  publish(event: IdmEvent): void;
  /** Calls `listener` with each event from now on; returns the function that ends this. */
  subscribe(listener: (event: IdmEvent) => void): () => void;
  /**
   * Must be called when all objects of the own data may have changed: rebuilds the search index and
   * notifies the streams of `/v1/events`.
   */
  dataChanged(): void;
  /** Ends the scenario and makes the data again, as it was when the sandbox was first started. */
  reset(): Promise<void>;
  /** Resolves at once, or after the reset under way, also if that fails. */
  ready(): Promise<void>;
  /** Sets how far the clock of the sandbox is ahead, in milliseconds. */
  setClockAhead(by: number): void;
  /**
   * Switches to other data; null switches back. The records of offline devices are carried over.
   */
  useData(other: Store | null): void;
  /** Closes every connection, like a back end that restarts. */
  hangUp(): void;
  readonly scenarios: Scenarios;
  /** Ends the scenario and closes the data. */
  close(): Promise<void>;
}
