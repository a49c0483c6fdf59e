import * as oidc from "openid-client";
import { fail, ok, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import type { LogInWay } from "#shared/idm/session.ts";
import type { Language } from "#shared/ipc/app.ts";
import { isInsecure, isLoopback } from "#shared/loopback.ts";
import type { Clock } from "../clock.ts";
import { providerFault, untrusted } from "./provider-fault.ts";
import { awaitRedirect } from "./redirect.ts";

export type ProviderWay = Extract<LogInWay, { way: "provider" }>;

export interface ProviderDeps {
  readonly fetch: oidc.CustomFetch;
  readonly clock: Clock;
  readonly language: () => Language;
  /** Opens an address in the system's browser; false if there is none. */
  readonly openExternal: (address: string) => Promise<boolean>;
}

/** The tokens that a provider issued; kept in memory only. */
export interface Grant {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly idToken: string;
  readonly way: ProviderWay;
  readonly config: oidc.Configuration;
}

export type Provider = ReturnType<typeof createProvider>;

/** Milliseconds that an operator has for the log-in in the browser. */
const patience = 300_000;

/** Seconds that the clock of the provider may be ahead. */
const clockTolerance = 60;

/**
 * Creates the client of OpenID Connect (authorization code with PKCE) through the system's browser
 * and a loopback redirect: RFC 8252, RFC 7636, RFC 9207.
 */
export function createProvider({ fetch, clock, language, openExternal }: ProviderDeps) {
  let held: Grant | null = null;
  let running = new AbortController();

  async function discover({ issuer, clientId }: ProviderWay): Promise<oidc.Configuration> {
    const server = new URL(issuer);
    const execute = [oidc.enableNonRepudiationChecks, ...(isLoopback(server) ? [oidc.allowInsecureRequests] : [])];
    return oidc.discovery(server, clientId, undefined, oidc.None(), { [oidc.customFetch]: fetch, execute });
  }

  /**
   * Makes the grant of an answer of the token endpoint. Throws NotYet if the ID token is from the
   * future.
   */
  function grantOf(way: ProviderWay, config: oidc.Configuration, tokens: Tokens, before: Grant | null): Grant {
    const issuedAt = tokens.claims()?.iat ?? 0;
    if (issuedAt > clock.now() / 1000 + clockTolerance) throw new NotYet("the ID token is from the future");
    return {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? before?.refreshToken ?? null,
      idToken: tokens.id_token ?? before?.idToken ?? "",
      way,
      config,
    };
  }

  async function ask(
    way: ProviderWay,
    account: string | null,
    fresh: boolean,
    signal: AbortSignal,
  ): Promise<Result<Grant>> {
    const config = await discover(way);
    const [state, nonce, pkceCodeVerifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
    const redirect = await awaitRedirect(state, language(), patience, signal);
    const address = oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirect.uri,
      scope: way.scopes.join(" "),
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
      ...resourceOf(way),
      ...(account === null ? {} : { login_hint: account }),
      ...(fresh ? { prompt: "login", max_age: "0" } : {}),
    });
    if (isInsecure(address)) return fail(untrusted("insecure", "the authorization endpoint is plain http"));
    if (signal.aborted) return cancelled;
    if (!(await openExternal(address.href))) return fail(operatorError("no-browser"));
    const answer = await redirect.answered;
    if (answer === null) return cancelled;
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier, idTokenExpected: true };
    const tokens = await oidc.authorizationCodeGrant(
      config,
      answer,
      fresh ? { ...checks, maxAge: 0 } : checks,
      resourceOf(way),
    );
    return ok(grantOf(way, config, tokens, null));
  }

  /** Revokes the refresh token (RFC 7009), best effort: it expires by itself. */
  async function revoke({ config, refreshToken }: Grant): Promise<void> {
    if (refreshToken === null || config.serverMetadata().revocation_endpoint === undefined) return;
    await oidc.tokenRevocation(config, refreshToken).catch(() => undefined);
  }

  return {
    /**
     * Lets the operator log in at the provider; cancels a log-in that still waits. `readWay` is
     * part of the log-in, so that `cancel` also ends one that waits for the back end. `fresh`: the
     * browser's existing session at the provider is not enough.
     */
    async logIn(
      readWay: () => Promise<ProviderWay | undefined>,
      account: string | null,
      fresh: boolean,
    ): Promise<Result<Grant>> {
      running.abort();
      running = new AbortController();
      const own = running;
      const way = await readWay();
      if (way === undefined) return fail(operatorError("bad-call", {}, "no provider"));
      const server = URL.parse(way.issuer);
      if (server === null || isInsecure(server)) return fail(untrusted("insecure", "the issuer is not https"));
      try {
        return await ask(way, account, fresh, own.signal);
      } catch (fault) {
        return fail(faultOf(fault, way.issuer));
      } finally {
        // Close the listener for the redirect, also after an error.
        own.abort();
      }
    },

    cancel: (): void => running.abort(),
    revoke,

    /** Keeps the session's grant, to renew it; revokes the one before. */
    keep(grant: Grant): void {
      if (held !== null) void revoke(held);
      held = grant;
    },

    /** Gets a new access token without the operator; null if the provider issues none. */
    async refresh(): Promise<string | null> {
      const before = held;
      if (before === null || before.refreshToken === null) return null;
      try {
        const { config, refreshToken, way } = before;
        const tokens = await oidc.refreshTokenGrant(config, refreshToken, resourceOf(way));
        const grant = grantOf(way, config, tokens, before);
        // The session ended meanwhile.
        if (held !== before) {
          void revoke(grant);
          return null;
        }
        held = grant;
        return grant.accessToken;
      } catch {
        return null;
      }
    },

    /**
     * Forgets and revokes the session's grant. `atProvider`: also ends the browser's session at the
     * provider.
     */
    async forget(atProvider: boolean): Promise<void> {
      const grant = held;
      held = null;
      if (grant === null) return;
      const { config, idToken } = grant;
      const revoked = revoke(grant);
      if (atProvider && config.serverMetadata().end_session_endpoint !== undefined) {
        const address = oidc.buildEndSessionUrl(config, { id_token_hint: idToken });
        if (!isInsecure(address)) await openExternal(address.href);
      }
      await revoked;
    },
  };
}

const cancelled: Result<never> = fail(operatorError("log-in-cancelled"));

type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

class NotYet extends Error {
  override readonly name = "NotYet";
}

const faultOf = (fault: unknown, issuer: string): OperatorError =>
  fault instanceof NotYet ? untrusted("future-token", fault.message) : providerFault(fault, issuer);

/** Returns the request parameter for the back end that the access token is for (RFC 8707). */
const resourceOf = ({ resource }: ProviderWay): Record<string, string> => (resource === null ? {} : { resource });
