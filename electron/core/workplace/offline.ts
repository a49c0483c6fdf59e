import { fail, ok, operatorError } from "#shared/errors.ts";
import { fromStore } from "../store/store-fault.ts";
import type { StoreThread } from "../store/store-messages.ts";
import { offlineView } from "../working-set/local-object.ts";
import type { WorkingSet } from "../working-set/working-set.ts";
import { offlineSteps, type OfflineStepsDeps } from "./offline-steps.ts";
import type { Workplace } from "./workplace.ts";

export interface OfflineDeps extends Omit<OfflineStepsDeps, "lookUp"> {
  readonly store: StoreThread;
  readonly workingSet: WorkingSet;
}

/**
 * Makes the workplace without a connection: the unlocked working set answers, and the journal takes
 * the decisions.
 */
export function offlineWorkplace({ store, workingSet, whyNoEntry, decide }: OfflineDeps): Workplace {
  return {
    kind: "offline",
    async searchConfigurations() {
      const set = workingSet.own();
      if (set === null) return ok([]);
      // The local search can sort by any column, also by those that the back end cannot.
      const sortable = [...set.configuration.columns.map(({ name }) => name), "state"];
      return ok([{ ...set.configuration, sortable }]);
    },
    async search({ configuration, q, state, sort, cursor }) {
      if (configuration !== workingSet.own()?.configuration.id) return notOffline(`search ${configuration}`);
      return fromStore(() => store.search({ q, state, sort, cursor }));
    },
    async open(ref) {
      const found = await workingSet.lookUp(ref);
      if (!found.ok) return found;
      const { local, header } = found.value;
      return ok(offlineView(local, header, whyNoEntry(header)));
    },
    history: async () => notOffline("history"),
    stateGraph: async () => notOffline("stateGraph"),
    steps: (start) => offlineSteps({ lookUp: (ref) => workingSet.lookUp(ref), whyNoEntry, decide }, start),
  };
}

/** The answer to everything that needs a connection. */
export const notOffline = (what: string) => fail(operatorError("not-allowed-offline", {}, what));
