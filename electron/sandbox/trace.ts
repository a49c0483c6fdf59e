import { AsyncLocalStorage } from "node:async_hooks";
import { traceId } from "#shared/trace.ts";

const traces = new AsyncLocalStorage<string | undefined>();

/** The trace that the request under way came with; undefined where it came with none. */
export const currentTrace = (): string | undefined => traces.getStore();

/** Runs the work of a request under the trace of its `traceparent` (W3C Trace Context). */
export const inTraceOf = <T>(traceparent: unknown, work: () => T): T => traces.run(traceOf(traceparent), work);

/** The trace in a `traceparent`; undefined for what is none. */
export function traceOf(traceparent: unknown): string | undefined {
  if (typeof traceparent !== "string") return undefined;
  const [, id] = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(traceparent) ?? [];
  return traceId.safeParse(id).data;
}
