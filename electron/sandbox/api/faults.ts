import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Service } from "./service.ts";
import { checked } from "./route.ts";

/** What a test lets go wrong. */
const faultSchema = z.strictObject({
  match: z.strictObject({
    /** An HTTP method, or `*`. */
    method: z.string().min(1).default("*"),
    /** A path without its query; `*` stands for any characters. */
    path: z.string().min(1),
  }),
  effect: z.strictObject({
    /** Wait first, in milliseconds. */
    delayMs: z.number().int().min(0).max(600_000).optional(),
    /** Answer this status instead of doing anything, with this body. */
    status: z.number().int().min(200).max(599).optional(),
    body: z.string().optional(),
    contentType: z.string().optional(),
    /** Cut the connection before, or after, the call has had its effect. */
    dropBeforeCommit: z.boolean().optional(),
    dropAfterCommit: z.boolean().optional(),
    /** The CA does not answer during this call. */
    caDown: z.boolean().optional(),
    /** End every session first. */
    expireSessions: z.boolean().optional(),
  }),
  /** How many requests are hit. */
  times: z.number().int().min(1).default(1),
});
type Fault = z.output<typeof faultSchema>;
type Effect = Fault["effect"];

export type Faults = ReturnType<typeof openFaults>;

/** The faults that are waiting for a request, in the order in which they were told. */
export function openFaults() {
  const waiting: Fault[] = [];
  const effects = new WeakMap<FastifyRequest, Effect>();
  return {
    add: (fault: Fault): void => void waiting.push(fault),
    clear: (): void => void waiting.splice(0),
    /** Takes the first fault that fits the request. */
    take(request: FastifyRequest): Effect | undefined {
      const path = request.url.split("?", 1).join("");
      const fault = waiting.find(({ match }) => isMethod(match.method, request.method) && fits(match.path, path));
      if (fault === undefined) return undefined;
      fault.times -= 1;
      if (fault.times === 0) waiting.splice(waiting.indexOf(fault), 1);
      effects.set(request, fault.effect);
      return fault.effect;
    },
    /** The effect of the fault that `take` took for this request. */
    of: (request: FastifyRequest): Effect => effects.get(request) ?? {},
  };
}

const isMethod = (wanted: string, method: string): boolean => wanted === "*" || wanted.toUpperCase() === method;

const fits = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replace(/[^\w*]/g, String.raw`\$&`).replaceAll("*", ".*")}$`).test(path);

/** `/sandbox/faults` and `/sandbox/reset`, and the hooks that let faults happen. Only with `--allow-faults`. */
export function faultRoutes(app: FastifyInstance, service: Service): void {
  const { faults } = service;
  let reset = Promise.resolve();

  app.addHook("onRequest", async (request, reply) => {
    if (request.url.startsWith("/sandbox/")) return undefined;
    // While the data is made anew there is none.
    await reset;
    const effect = faults.take(request);
    if (effect === undefined) return undefined;
    if (effect.delayMs !== undefined) await sleep(effect.delayMs);
    if (effect.expireSessions === true) service.sessions.endAll();
    if (effect.dropBeforeCommit === true) return drop(request, reply);
    if (effect.status === undefined) return undefined;
    reply.code(effect.status);
    return effect.body === undefined ? reply.send() : reply.type(effect.contentType ?? "text/plain").send(effect.body);
  });

  app.addHook("onSend", async (request, _reply, payload) => {
    // The socket, not the request: a request that was read to its end has let go of it.
    if (faults.of(request).dropAfterCommit === true) request.raw.socket.destroy();
    return payload;
  });

  app.post("/sandbox/faults", async (request, reply) => {
    faults.add(checked(faultSchema, request.body));
    return reply.code(204).send();
  });

  app.delete("/sandbox/faults", async (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });

  app.post("/sandbox/reset", async (_request, reply) => {
    faults.clear();
    service.sessions.forgetFailures();
    reset = service.reset();
    await reset;
    return reply.code(204).send();
  });
}

function drop(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.raw.socket.destroy();
  return reply.hijack();
}
