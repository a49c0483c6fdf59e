import { AsyncLocalStorage } from "node:async_hooks";
import { traceId } from "#shared/trace.ts";

const traces = new AsyncLocalStorage<string | undefined>();

/** Returns the trace of the present request; undefined if it came without one. */
export const currentTrace = (): string | undefined => traces.getStore();

/** Runs the work of a request under the trace of its `traceparent` (W3C Trace Context). */
export const inTraceOf = <T>(traceparent: unknown, work: () => T): T => traces.run(traceOf(traceparent), work);

/** Returns the trace in a `traceparent`; undefined if it is not a valid one. */
export function traceOf(traceparent: unknown): string | undefined {
  if (typeof traceparent !== "string") return undefined;
  const [, id] = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(traceparent) ?? [];
  return traceId.safeParse(id).data;
}
