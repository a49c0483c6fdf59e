import type { IdmObject } from "#shared/idm/object.ts";
import { ok } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { LocalView } from "#shared/ipc/offline.ts";
import { resultOf } from "../idm/gateway.ts";
import { openObject, readHistory, readStateGraph } from "../objects/objects.ts";
import { createSearch } from "../search/search.ts";
import { onlineSteps, type OnlineStepsDeps } from "./online-steps.ts";
import type { Workplace } from "./workplace.ts";

export interface OnlineDeps extends OnlineStepsDeps {
  /** Returns the data that this machine adds to an object of the back end; null: nothing. */
  readonly localViewOf: (object: IdmObject) => LocalView | null;
}

/** Makes the workplace with a connection: the back end answers everything. */
export function onlineWorkplace({ localViewOf, ...deps }: OnlineDeps): Workplace {
  const { gateway } = deps;
  return {
    kind: "online",
    searchConfigurations: async () => resultOf(await gateway.ask(idmApi.searchConfigurations)),
    search: createSearch(gateway),
    async open(ref) {
      const view = await openObject(gateway, ref);
      const local = view.ok ? localViewOf(view.value.object) : null;
      return view.ok && local !== null ? ok({ ...view.value, local }) : view;
    },
    history: (ref, cursor) => readHistory(gateway, ref, cursor),
    stateGraph: (coreTemplate) => readStateGraph(gateway, coreTemplate),
    steps: (start) => onlineSteps(deps, start),
  };
}
