import { AsyncLocalStorage } from "node:async_hooks";
import type { OperatorError, Result } from "#shared/errors.ts";
import { newTrace, randomHex } from "#shared/trace.ts";

const traces = new AsyncLocalStorage<string>();

/** Returns the trace of the current work; undefined if no press of the operator began it. */
export const currentTrace = (): string | undefined => traces.getStore();

/** Runs the work, and what it begins, under a trace. */
export const withTrace = <T>(trace: string, run: () => T): T => traces.run(trace, run);

/** Runs the work under the present trace, or under one of its own. */
export const traced = <T>(run: (trace: string) => T): T => {
  const trace = currentTrace() ?? newTrace();
  return withTrace(trace, () => run(trace));
};

/** Runs work that outlives the press that began it. */
export const untraced = <T>(run: () => T): T => traces.exit(run);

/** Returns the header of W3C Trace Context, with a new span for each request. */
export const traceparent = (): string => `00-${currentTrace() ?? newTrace()}-${randomHex(8)}-01`;

/** Adds the trace to an error; one that has its own keeps it. */
export const errorIn = (trace: string, error: OperatorError): OperatorError =>
  error.trace === undefined ? { ...error, trace } : error;

/** Adds the trace to the error of a result. */
export const resultIn = <T>(trace: string, result: Result<T>): Result<T> =>
  result.ok ? result : { ok: false, error: errorIn(trace, result.error) };
