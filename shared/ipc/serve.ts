import { z } from "zod";
import { fail, operatorError, type Result } from "../errors.ts";
import { findCall, findEvent, placeOf } from "./entries.ts";
import { callMessageSchema, type EventMessage } from "./messages.ts";
import type { Emit, Handlers } from "./types.ts";

/**
 * Logs a defect at the border between core and page. `place` is the call or event
 * (`session.changed`); `fault` is the exception of a handler or a fixed text, never the wrong
 * message itself.
 */
export type Report = (place: string, fault: unknown) => void;

/**
 * A call of a page: its place and its arguments, the press that it belongs to and the window that
 * sends it.
 */
interface ServedCall {
  readonly place: string;
  readonly args: unknown;
  readonly trace: string | undefined;
  readonly window: string | undefined;
}

/** Wraps the answer to every call. */
export type Around = (call: ServedCall, answer: () => Promise<Result<unknown>>) => Promise<Result<unknown>>;

/**
 * Creates the core's end of the contract: takes any message, answers with a result. Arguments and
 * results are validated. An exception or a wrong result is reported and becomes `client-fault`; its
 * content does not reach the page.
 */
export function serve(
  handlers: Partial<Handlers>,
  report: Report,
  around: Around = (_call, answer) => answer(),
): (message: unknown) => Promise<Result<unknown>> {
  const handlerAt = handlersByPlace(handlers);
  return async (message) => {
    const parsed = callMessageSchema.safeParse(message);
    if (!parsed.success) return fail(operatorError("bad-call", {}, "not a call message"));
    const place = placeOf(parsed.data.area, parsed.data.name);
    const call = findCall(place);
    const handler = handlerAt.get(place);
    if (call === undefined || handler === undefined) return fail(operatorError("bad-call", {}, `no call ${place}`));
    const args = call.args.safeParse(parsed.data.args);
    if (!args.success) return fail(operatorError("bad-call", {}, `${place}: ${z.prettifyError(args.error)}`));
    const { trace, window } = parsed.data;
    return around({ place, args: args.data, trace, window }, async () => {
      try {
        const result = call.answer.safeParse(await handler(args.data));
        if (result.success) return result.data;
        report(place, "the result has a wrong shape");
      } catch (fault) {
        report(place, fault);
      }
      return fail(operatorError("client-fault", {}, place));
    });
  };
}

/**
 * Creates the function by which the core emits events. A payload of a wrong shape is reported and
 * not sent.
 */
export function emitter(send: (message: EventMessage) => void, report: Report): Emit {
  return (area, name, payload) => {
    const place = placeOf(area, name);
    const parsed = findEvent(place)?.safeParse(payload);
    if (parsed?.success === true) send({ area, name, payload: parsed.data });
    else report(place, "the payload has a wrong shape");
  };
}

type Handler = (args: unknown) => Promise<unknown>;

function handlersByPlace(handlers: Partial<Handlers>): ReadonlyMap<string, Handler> {
  const areas: Record<string, Record<string, unknown>> = handlers;
  return new Map(
    Object.entries(areas).flatMap(([area, byName]) =>
      // `serve` parses the arguments by the schema from which `Handlers` derives the type of the
      // handler.
      Object.entries(byName).map(([name, handler]) => [placeOf(area, name), handler as Handler] as const),
    ),
  );
}
