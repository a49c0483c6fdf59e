import type { Ref } from "#shared/domain/ref.ts";
import { fail, ok, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import { historyPageSizes, type HistoryPage } from "#shared/idm/object.ts";
import type { StateGraph } from "#shared/idm/state-graph.ts";
import type { ObjectView } from "#shared/ipc/object-view.ts";
import { resultOf, type Gateway } from "../idm/gateway.ts";

/** Reads an object and its offered processes. */
export async function openObject(gateway: Gateway, ref: Ref): Promise<Result<ObjectView>> {
  const params = { type: ref.type, id: ref.id };
  const [object, processes] = await Promise.all([
    gateway.ask(idmApi.object, { params }),
    gateway.ask(idmApi.processes, { params }),
  ]);
  if (object.kind === "failure") return fail(object.error);
  if (processes.kind === "failure") return fail(processes.error);
  return ok({ object: object.value, processes: processes.value });
}

/** Reads the states of a core template and the processes between them. */
export async function readStateGraph(gateway: Gateway, id: string): Promise<Result<StateGraph>> {
  return resultOf(await gateway.ask(idmApi.stateGraph, { params: { id } }));
}

/**
 * Reads a page of an object's history. The first page is short (quick to show), later pages are
 * long (scrolling).
 */
export async function readHistory(gateway: Gateway, ref: Ref, cursor: string | null): Promise<Result<HistoryPage>> {
  return resultOf(
    await gateway.ask(idmApi.history, {
      params: { type: ref.type, id: ref.id },
      query: cursor === null ? {} : { cursor, limit: historyPageSizes.longest },
    }),
  );
}
