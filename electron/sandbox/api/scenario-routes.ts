import type { FastifyInstance } from "fastify";
import { scenarioChoiceSchema } from "#shared/sandbox.ts";
import { findInstance } from "../store/instances.ts";
import { checked } from "./checked.ts";
import type { Service } from "./service.ts";

/**
 * Registers `/sandbox/scenarios`, `/sandbox/scenario` and `/sandbox/reader`, the content of the
 * simulated reader.
 */
export function scenarioRoutes(app: FastifyInstance, service: Service): void {
  const { scenarios } = service;

  app.addHook("onRequest", async ({ method, url }) => {
    const [, id] = /^\/v1\/process-instances\/([^/?]+)\/next(\?|$)/.exec(url) ?? [];
    if (method !== "POST" || id === undefined) return;
    const instance = findInstance(service.store.db, id);
    if (instance !== undefined) scenarios.beforeNext(instance);
  });

  app.get("/sandbox/scenarios", async (_request, reply) => reply.send(scenarios.state()));

  app.put("/sandbox/scenario", async (request, reply) => {
    await scenarios.start(checked(scenarioChoiceSchema, request.body).name);
    return reply.send(scenarios.state());
  });

  app.get("/sandbox/reader", async (_request, reply) => reply.send(scenarios.reader()));
}
