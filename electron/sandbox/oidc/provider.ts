import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRemoteJWKSet, errors, exportJWK, generateKeyPair, jwtVerify } from "jose";
import { interactionPolicy, Provider, type Configuration } from "oidc-provider";
import { z } from "zod";
import type { LogInWay, Operator } from "#shared/idm/session.ts";
import { Refusal } from "../refusal.ts";
import { logInPage } from "./log-in-page.ts";

/** The names by which the provider and the back end know each other. */
const clientId = "carddesk";
const resource = "urn:carddesk:sandbox";
const algorithm = "ES256";

/** Lifetime of an access token in seconds; a session begun with it lasts as long as any other. */
const tokenSeconds = 300;

/** Maximum length of a form, in characters. */
const longestForm = 10_000;

/** The account that logged in at the provider, and the time, in seconds since 1970. */
interface ProvedAccount {
  readonly account: string;
  readonly at: number;
}

export interface SandboxProvider {
  readonly way: LogInWay;
  /**
   * Verifies an access token with the keys that the provider publishes; throws Refusal
   * `wrong-credentials`.
   */
  verify(accessToken: string): Promise<ProvedAccount>;
  stop(): Promise<void>;
}

/** The back end's check of account and password: the operator, or null if there is none. */
export type CheckPassword = (account: string, password: string) => Promise<Operator | null>;

/** Starts an OpenID Connect provider for the accounts of the sandbox, on a port of its own. */
export async function startProvider(check: CheckPassword): Promise<SandboxProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const provider = new Provider(
    issuer,
    configuration({ ...(await exportJWK(privateKey)), alg: algorithm, use: "sig" }),
  );
  const answer = provider.callback();
  server.on("request", (request, response) => {
    const uid = /^\/interaction\/([\w-]+)/.exec(request.url ?? "")?.[1];
    if (uid === undefined) void answer(request, response);
    else
      interact(provider, check, uid, request, response).catch(() => response.writeHead(400).end("The log-in is over."));
  });
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
  return {
    way: { way: "provider", name: "Sandbox provider", issuer, clientId, scopes: ["openid", "idm"], resource },
    async verify(accessToken) {
      try {
        const checks = { issuer, audience: resource, algorithms: [algorithm], typ: "at+jwt" };
        const { payload } = await jwtVerify(accessToken, keys, checks);
        const { sub, auth_time } = claims.parse(payload);
        return { account: sub, at: auth_time };
      } catch (fault) {
        if (fault instanceof errors.JOSEError || fault instanceof z.ZodError) throw new Refusal("wrong-credentials");
        throw fault;
      }
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const claims = z.object({ sub: z.string(), auth_time: z.number() });

function configuration(key: object): Configuration {
  return {
    clients: [
      {
        client_id: clientId,
        application_type: "native",
        token_endpoint_auth_method: "none",
        // A loopback address of a native client fits with any port (RFC 8252 section 7.3).
        redirect_uris: ["http://127.0.0.1/callback"],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        id_token_signed_response_alg: algorithm,
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    scopes: ["openid"],
    ttl: {
      AccessToken: tokenSeconds,
      Session: 3600,
      Grant: 3600,
      Interaction: 600,
      IdToken: 300,
      RefreshToken: 36_000,
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: "idm",
          audience: resource,
          accessTokenFormat: "jwt",
          accessTokenTTL: tokenSeconds,
          jwt: { sign: { alg: algorithm } },
        }),
      },
    },
    // A refreshed token keeps the time of the original log-in.
    extraTokenClaims: ({ oidc }) => ({
      auth_time: (oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken)?.authTime,
    }),
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed("refresh_token"),
    interactions: { policy: onlyLogIn(), url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    // Grants without asking: the one client is the sandbox's own.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId,
        ...(oidc.session?.accountId === undefined ? {} : { accountId: oidc.session.accountId }),
      });
      grant.addOIDCScope("openid");
      grant.addResourceScope(resource, "idm");
      await grant.save();
      return grant;
    },
  };
}

/** Returns a policy that never asks for consent, not even for a native client. */
function onlyLogIn() {
  const policy = interactionPolicy.base();
  policy.remove("consent");
  return policy;
}

const form = z.object({ account: z.string().max(200), password: z.string().max(1000) });

/** Shows the log-in page, and checks the submitted form. */
async function interact(
  provider: Provider,
  check: CheckPassword,
  uid: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params } = await provider.interactionDetails(request, response);
  if (request.url?.endsWith("/abort") === true) {
    const refused = { error: "access_denied", error_description: "The log-in was given up." };
    return provider.interactionFinished(request, response, refused);
  }
  if (prompt.name !== "login") throw new Error("nothing to ask");
  const typed =
    request.method === "POST" ? form.parse(Object.fromEntries(new URLSearchParams(await bodyOf(request)))) : null;
  const operator = typed === null ? null : await check(typed.account, typed.password).catch(() => null);
  if (operator !== null)
    return provider.interactionFinished(request, response, { login: { accountId: operator.account } });
  const account = typed?.account ?? (typeof params["login_hint"] === "string" ? params["login_hint"] : "");
  const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" };
  response.writeHead(typed === null ? 200 : 401, headers).end(logInPage(uid, account, typed !== null));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > longestForm) throw new Error("the form is too long");
  }
  return body;
}
