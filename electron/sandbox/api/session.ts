import type { z } from "zod";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { apiVersion, idmApi } from "#shared/idm/api.ts";
import { openApiDocument } from "../openapi.ts";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { Operator, proofSchema } from "#shared/idm/session.ts";
import { operatorOf } from "../client-certificates.ts";
import type { SandboxProvider } from "../oidc/provider.ts";
import { Refusal } from "../refusal.ts";
import { findAccount, type Account } from "../store/accounts.ts";
import { inputOf } from "./input.ts";
import { longestOpenBody, type Routes } from "./route.ts";
import type { Service } from "./service.ts";

/** Registers health, the description of the API, log-in, and log-out. */
export function sessionRoutes(
  app: FastifyInstance,
  { open }: Routes,
  service: Service,
  provider: SandboxProvider | null,
  certificates: { readonly url: string } | null,
): void {
  const find = (account: string): Account | undefined => findAccount(service.store.db, account);

  /**
   * Returns the operator who logged in at the provider, and when. Throws Refusal
   * `wrong-credentials`.
   */
  async function proved(accessToken: string): Promise<{ operator: Operator; at: Date }> {
    const proof = await provider?.verify(accessToken);
    const operator = proof === undefined ? undefined : find(proof.account)?.operator;
    if (proof === undefined || operator === undefined) throw new Refusal("wrong-credentials");
    return { operator, at: new Date(proof.at * 1000) };
  }

  /** Returns the operator who logged in again, and when. Throws Refusal if the proof is wrong. */
  async function freshLogIn(
    body: z.output<typeof proofSchema>,
    account: string,
    request: FastifyRequest,
  ): Promise<{ operator: Operator; at: Date }> {
    const at = service.machine();
    switch (body.way) {
      case "password":
        return { operator: await service.sessions.check({ account, password: body.password }, find), at };
      case "provider":
        return proved(body.accessToken);
      case "certificate":
        return { operator: operatorOf(service, request), at };
      default:
        return assertNever(body);
    }
  }

  open(idmApi.health, () => ({
    status: "ok",
    api: apiVersion,
    product: "CardDesk sandbox",
    time: service.now().toISOString(),
  }));

  open(idmApi.logInWays, () => [
    ...(provider === null ? [] : [provider.way]),
    { way: "password" },
    ...(certificates === null ? [] : [{ way: "certificate" as const, url: certificates.url }]),
  ]);

  open(idmApi.logIn, ({ body }) => service.sessions.logIn(body, find));

  open(idmApi.logInWithProvider, async ({ body }) => {
    const { operator, at } = await proved(body.accessToken);
    return service.sessions.begin(operator, at);
  });

  const withSession = {
    bodyLimit: longestOpenBody,
    // Checks the session before the body is read.
    onRequest: async ({ headers }: FastifyRequest) => void service.sessions.operator(headers.authorization),
  };
  app.post(idmApi.prove.path, withSession, async (request, reply) => {
    const { authorization } = request.headers;
    const { account } = service.sessions.operator(authorization);
    const { body } = inputOf(idmApi.prove, request);
    const { operator, at } = await freshLogIn(body, account, request);
    service.sessions.prove(authorization, operator, at);
    return reply.code(idmApi.prove.status).send();
  });

  // Made once: making it blocks for tens of milliseconds, and the call needs no session.
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
