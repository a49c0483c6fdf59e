import type { DatabaseSync } from "node:sqlite";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from "fastify";
import { z } from "zod";
import { maySee, type Area } from "#shared/domain/roles.ts";
import type { ApiCall } from "#shared/idm/api.ts";
import type { IdmEvent } from "#shared/idm/event.ts";
import type { Operator } from "#shared/idm/session.ts";
import { problemOf, Refusal } from "../refusal.ts";
import { fingerprintOf, firstAnswer, keepAnswer, type Answer, type RequestKey } from "../store/answers.ts";
import { transaction } from "../store/sql.ts";
import { textsFor, type Texts } from "../texts/texts.ts";
import { inTraceOf } from "../trace.ts";
import { checked } from "./checked.ts";
import { inputOf, type Input } from "./input.ts";
import type { Service } from "./service.ts";

/**
 * Maximum length in octets of a body that is read without a session: account and password, or the
 * token of a provider.
 */
export const longestOpenBody = 10_000;

/** The answer of a call, before it becomes JSON. */
type AnswerOf<C extends ApiCall> = C extends { readonly answer: infer S extends z.ZodType } ? z.input<S> : undefined;

/**
 * The operator who makes the call, and the language of the answer. `ifMatch` is the raw header;
 * undefined unless the call is `versioned`.
 */
export interface Caller {
  readonly operator: Operator;
  readonly texts: Texts;
  readonly ifMatch: string | undefined;
  /** Throws Refusal `step-up-required` if the operator's log-in is older than `maxAge` seconds. */
  readonly demandFresh: (maxAge: number) => void;
}

/** The outcome of a call that changes something; its events are published after the commit. */
interface Written<C extends ApiCall> {
  readonly answer: AnswerOf<C>;
  readonly events: readonly IdmEvent[];
}

export interface Routes {
  /** A call that needs no session. */
  readonly open: <C extends ApiCall>(call: C, handler: (input: Input<C>) => AnswerOf<C> | Promise<AnswerOf<C>>) => void;
  /** A call that changes nothing. */
  readonly read: <C extends ApiCall>(
    call: C,
    area: Area,
    handler: (input: Input<C>, caller: Caller) => AnswerOf<C>,
  ) => void;
  /**
   * A call that changes something: `handler` runs in a transaction. If the call is `idempotent`, it
   * runs once per Idempotency-Key: its answer, even a refusal, is stored in the same transaction.
   * After a failure (5xx) the same key may be used again.
   */
  readonly write: <C extends ApiCall>(
    call: C,
    area: Area,
    handler: (input: Input<C>, caller: Caller) => Written<C>,
  ) => void;
}

/**
 * Registers calls of `shared/idm/api.ts`. Each checks, in this order, session, role, then
 * parameters, query and body by the schemas of the call. A refusal is answered as a problem
 * document.
 */
export function createRoutes(app: FastifyInstance, service: Service): Routes {
  const withoutSession: RouteShorthandOptions = { bodyLimit: longestOpenBody };
  /** Checks the session before the body is read. */
  const withSession: RouteShorthandOptions = {
    onRequest: async ({ headers }) => void service.sessions.operator(headers.authorization),
  };

  function add(
    call: ApiCall,
    options: RouteShorthandOptions,
    handle: (request: FastifyRequest) => Answer | Promise<Answer>,
  ): void {
    app.route({
      ...options,
      method: call.method,
      url: call.path,
      handler: (request, reply) =>
        inTraceOf(request.headers["traceparent"], async () =>
          send(reply, await underFault(service, request, () => handle(request))),
        ),
    });
  }

  function caller(call: ApiCall, request: FastifyRequest, area: Area): Caller {
    const { authorization, "if-match": ifMatch } = request.headers;
    const operator = service.sessions.operator(authorization);
    if (!maySee(area, operator.roles)) throw new Refusal("forbidden");
    const texts = textsFor(request.headers["accept-language"]);
    const demandFresh = (maxAge: number): void => service.sessions.demandFresh(authorization, maxAge);
    return { operator, texts, ifMatch: call.versioned === true ? ifMatch : undefined, demandFresh };
  }

  return {
    open: (call, handler) =>
      add(call, withoutSession, async (request) => ({
        status: call.status,
        body: await handler(inputOf(call, request)),
      })),
    read: (call, area, handler) =>
      add(call, withSession, (request) => {
        const asking = caller(call, request, area);
        return { status: call.status, body: handler(inputOf(call, request), asking) };
      }),
    write: (call, area, handler) =>
      add(call, withSession, (request) => {
        const asking = caller(call, request, area);
        const input = inputOf(call, request);
        const { db } = service.store;
        const outcome = transaction(db, () =>
          once(db, requestKey(call, request, input, asking), asking.texts, () => {
            const { answer, events } = handler(input, asking);
            return { status: call.status, body: answer, events };
          }),
        );
        for (const event of outcome.events) service.publish(event);
        return outcome;
      }),
  };
}

interface Outcome extends Answer {
  readonly events: readonly IdmEvent[];
}

/** Does the work, or returns the stored answer of the same key. */
function once(db: DatabaseSync, key: RequestKey | null, texts: Texts, work: () => Outcome): Outcome {
  if (key === null) return work();
  const before = firstAnswer(db, key);
  if (before === "another-request") throw new Refusal("idempotency-mismatch");
  if (before !== undefined) return { ...before, events: [] };
  const outcome = orRefusal(texts, () => transaction(db, work));
  keepAnswer(db, key, outcome);
  return outcome;
}

/**
 * Turns a refusal into an answer, so that it is stored like one. Rethrows a failure (5xx), which
 * may be retried, and `step-up-required`, after which the call is repeated with a fresh log-in.
 */
function orRefusal(texts: Texts, work: () => Outcome): Outcome {
  try {
    return work();
  } catch (fault) {
    if (!(fault instanceof Refusal) || fault.status >= 500 || fault.code === "step-up-required") throw fault;
    return { status: fault.status, body: problemOf(fault, texts), events: [] };
  }
}

function requestKey(call: ApiCall, request: FastifyRequest, input: unknown, caller: Caller): RequestKey | null {
  const header = call.idempotent === true ? request.headers["idempotency-key"] : undefined;
  if (header === undefined) return null;
  const key = checked(z.string().regex(/^[\x21-\x7e]{1,255}$/), header);
  const fingerprint = fingerprintOf(call.method, call.path, input, caller.ifMatch ?? null);
  return { operator: caller.operator.id, key, fingerprint };
}

/** Runs the work of a request, with the CA down if a fault says so. */
export async function underFault<T>(service: Service, request: FastifyRequest, work: () => T | Promise<T>): Promise<T> {
  if (service.faults.of(request).caDown !== true) return work();
  const { ca } = service.store;
  ca.setDown(true);
  try {
    return await work();
  } finally {
    ca.setDown(false);
  }
}

/** Sends an answer; its `version`, if it has one, is also its ETag (RFC 9110 section 8.8.3). */
function send(reply: FastifyReply, { status, body }: Answer): FastifyReply {
  reply.code(status);
  if (body === undefined) return reply.send();
  if (status >= 400) return reply.type("application/problem+json; charset=utf-8").send(JSON.stringify(body));
  if (typeof body === "object" && body !== null && "version" in body) reply.header("ETag", `"${String(body.version)}"`);
  return reply.type("application/json; charset=utf-8").send(JSON.stringify(body));
}
