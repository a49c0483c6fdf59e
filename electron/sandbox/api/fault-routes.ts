import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { checked } from "./checked.ts";
import { faultSchema } from "./faults.ts";
import type { Service } from "./service.ts";

/** Registers the hooks that apply faults to requests. */
export function faultHooks(app: FastifyInstance, service: Service): void {
  const { faults } = service;

  app.addHook("onRequest", async (request, reply) => {
    if (request.url.startsWith("/sandbox/")) return undefined;
    // During a reset there is no data.
    await service.ready();
    const effect = faults.take(request);
    if (effect === undefined) return undefined;
    if (effect.delayMs !== undefined) await sleep(effect.delayMs);
    if (effect.expireSessions === true) service.sessions.endAll();
    if (effect.ageLogIns === true) service.sessions.ageAll();
    if (effect.dropBeforeCommit === true) return drop(request, reply);
    if (effect.status === undefined) return undefined;
    reply.code(effect.status);
    return effect.body === undefined ? reply.send() : reply.type(effect.contentType ?? "text/plain").send(effect.body);
  });

  app.addHook("onSend", async (request, _reply, payload) => {
    // The socket, not the request: a request that was read to its end no longer refers to its
    // socket.
    if (faults.of(request).dropAfterCommit === true) request.raw.socket.destroy();
    return payload;
  });
}

/** `/sandbox/faults` and `/sandbox/reset`. Only with `--allow-faults`. */
export function faultRoutes(app: FastifyInstance, service: Service): void {
  const { faults } = service;

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
    await service.reset();
    return reply.code(204).send();
  });
}

function drop(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.raw.socket.destroy();
  return reply.hijack();
}
