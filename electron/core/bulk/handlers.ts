import { ok } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import { resultOf, type Gateway } from "../idm/gateway.ts";
import type { OnlineOnly } from "../workplace/place.ts";
import type { BulkKeeper } from "./bulk.ts";

/**
 * Makes the handlers of the bulk. It needs a connection; offline, the operator makes each decision
 * separately in the wizard.
 */
export function bulkHandlers(gateway: Gateway, bulk: BulkKeeper, onlineOnly: OnlineOnly): Handlers["bulk"] {
  return {
    options: ({ coreTemplate: id }) =>
      onlineOnly("bulk", async () => resultOf(await gateway.ask(idmApi.bulkOptions, { params: { id } }))),
    judge: (body) => onlineOnly("bulk", async () => resultOf(await gateway.ask(idmApi.judge, { body }))),
    state: async () => ok(await bulk.state()),
    items: async () => ok(await bulk.items()),
    start: (start) => onlineOnly("bulk", () => bulk.start(start)),
    async cancel() {
      bulk.halt(null);
      return ok(null);
    },
    resume: () => onlineOnly("bulk", () => bulk.resume()),
    retry: () => onlineOnly("bulk", () => bulk.retry()),
    close: () => bulk.close(),
  };
}
