import type { FastifyInstance } from "fastify";
import { apiVersion, idmApi } from "#shared/idm/api.ts";
import { openApiDocument } from "../openapi.ts";
import { findAccount } from "../store/accounts.ts";
import type { Routes } from "./route.ts";
import type { Service } from "./service.ts";

/** Health, the description of the API, log in, log out. */
export function sessionRoutes(
  app: FastifyInstance,
  { open }: Routes,
  service: Service,
  certificates: { readonly url: string } | null,
): void {
  open(idmApi.health, () => ({
    status: "ok",
    api: apiVersion,
    product: "CardDesk sandbox",
    time: service.now().toISOString(),
  }));

  open(idmApi.logInWays, () => [
    { way: "password" },
    ...(certificates === null ? [] : [{ way: "certificate" as const, url: certificates.url }]),
  ]);

  open(idmApi.logIn, ({ body }) => service.sessions.logIn(body, (account) => findAccount(service.store.db, account)));

  // Made once: that blocks for tens of milliseconds, and whoever asks needs no session.
  let document: string | undefined;
  app.get("/v1/openapi.json", async (_request, reply) => {
    document ??= JSON.stringify(openApiDocument());
    return reply.type("application/json; charset=utf-8").send(document);
  });

  app.delete(idmApi.logOut.path, async ({ headers: { authorization } }, reply) => {
    service.sessions.operator(authorization);
    service.sessions.logOut(authorization);
    return reply.code(idmApi.logOut.status).send();
  });
}
