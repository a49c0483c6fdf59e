import { z } from "zod";
import { fail, operatorError, type Result } from "../errors.ts";
import { contract } from "./contract.ts";
import { callMessageSchema, type EventMessage } from "./messages.ts";
import type { Emit, Handlers } from "./types.ts";

interface CallEntry {
  readonly kind: "call";
  readonly args: z.ZodType;
  readonly result: z.ZodType;
}

/**
 * The core's end of the contract: takes any message, answers with a result. Arguments and results are validated; an
 * exception becomes `client-fault`, its text goes to `report`, not to the page.
 */
export function serve(
  handlers: Handlers,
  report: (fault: unknown) => void,
): (message: unknown) => Promise<Result<unknown>> {
  return async (message) => {
    const parsed = callMessageSchema.safeParse(message);
    if (!parsed.success) return fail(operatorError("bad-call", {}, "not a call message"));
    const { area, name, args } = parsed.data;
    const entry = callEntry(area, name);
    const handler = entry === undefined ? undefined : handlerOf(handlers, area, name);
    if (entry === undefined || handler === undefined)
      return fail(operatorError("bad-call", {}, `no call ${area}.${name}`));
    const checked = entry.args.safeParse(args);
    if (!checked.success)
      return fail(operatorError("bad-call", {}, `${area}.${name}: ${z.prettifyError(checked.error)}`));
    try {
      const result = await handler(checked.data);
      return result.ok ? { ok: true, value: entry.result.parse(result.value) } : result;
    } catch (fault) {
      report(fault);
      return fail(operatorError("client-fault", {}, `${area}.${name}`));
    }
  };
}

/** The core's way to tell events: validates the payload and hands the message to every page. */
export function emitter(send: (message: EventMessage) => void): Emit {
  return (area, name, payload) => send({ area, name, payload });
}

function callEntry(area: string, name: string): CallEntry | undefined {
  const entries = own(contract, area);
  const entry = entries === undefined ? undefined : own(entries, name);
  return isCallEntry(entry) ? entry : undefined;
}

function isCallEntry(entry: unknown): entry is CallEntry {
  return typeof entry === "object" && entry !== null && "kind" in entry && entry.kind === "call";
}

function handlerOf(
  handlers: Handlers,
  area: string,
  name: string,
): ((args: unknown) => Promise<Result<unknown>>) | undefined {
  const entries = own(handlers, area);
  const handler = entries === undefined ? undefined : own(entries, name);
  return isHandler(handler) ? handler : undefined;
}

function isHandler(value: unknown): value is (args: unknown) => Promise<Result<unknown>> {
  return typeof value === "function";
}

/** A property of the object itself: `constructor` and the like are not areas. */
function own(object: object, key: string): object | undefined {
  const value: unknown = Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined;
  return (typeof value === "object" || typeof value === "function") && value !== null ? value : undefined;
}
