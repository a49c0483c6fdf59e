import type { IdmEvent } from "#shared/idm/event.ts";
import type { Store } from "../store/open.ts";
import type { Faults } from "./faults.ts";
import type { Sessions } from "./sessions.ts";

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
  /** All objects may be others than they were: what is searched is read again, and whoever follows `/v1/events` learns of it. */
  dataChanged(): void;
  /** Makes the data anew, as it was when the sandbox was first started. */
  reset(): Promise<void>;
}
