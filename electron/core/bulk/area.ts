import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import { resultOf, type Gateway } from "../idm/gateway.ts";
import type { BulkKeeper } from "./bulk.ts";

/** Bulk for the page. `offline`: the operator works without a connection, where each decision is one of its own. */
export function bulkHandlers(gateway: Gateway, bulk: BulkKeeper, offline: () => boolean): Handlers["bulk"] {
  async function connected<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    return offline() ? fail(operatorError("not-allowed-offline", {}, "bulk")) : work();
  }

  return {
    options: ({ coreTemplate }) =>
      connected(async () => resultOf(await gateway.ask(idmApi.bulkOptions, { params: { id: coreTemplate } }))),
    judge: (wanted) => connected(async () => resultOf(await gateway.ask(idmApi.judge, { body: wanted }))),
    state: async () => ok(await bulk.state()),
    items: async () => ok(await bulk.items()),
    start: (start) => connected(() => bulk.start(start)),
    async cancel() {
      bulk.halt(null);
      return ok(null);
    },
    resume: () => connected(() => bulk.resume()),
    retry: () => connected(() => bulk.retry()),
    close: () => bulk.close(),
  };
}
