import { AsyncLocalStorage } from "node:async_hooks";
import type { OperatorError, Result } from "#shared/errors.ts";
import { newTrace, randomHex } from "#shared/trace.ts";

const traces = new AsyncLocalStorage<string>();

/**
 * The trace that the present work belongs to; undefined for what no press of the operator began.
 */
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

/** The header of W3C Trace Context, with a new span for each request. */
export const traceparent = (): string => `00-${currentTrace() ?? newTrace()}-${randomHex(8)}-01`;

/** The error with its trace; one that has its own keeps it. */
export const errorIn = (trace: string, error: OperatorError): OperatorError =>
  error.trace === undefined ? { ...error, trace } : error;

/** The result, an error with its trace. */
export const resultIn = <T>(trace: string, result: Result<T>): Result<T> =>
  result.ok ? result : { ok: false, error: errorIn(trace, result.error) };
