import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { Credentials, LogInWay, Operator, Session as IdmSession } from "#shared/idm/session.ts";
import type { Environment } from "#shared/ipc/environments.ts";
import type { Proof, WayOfSession } from "#shared/ipc/session.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import { offlineCodes } from "../idm/connection.ts";
import { resultOf, type Gateway } from "../idm/gateway.ts";
import { certificateLogIn, type CertificateDeps } from "./certificate.ts";
import type { Grant, Provider, ProviderWay } from "./provider.ts";
import type { Session } from "./session.ts";
import { createWays } from "./ways.ts";

export interface SessionDeps extends Pick<CertificateDeps, "now" | "gatewayWith"> {
  readonly gateway: Gateway;
  readonly session: Session;
  readonly provider: Provider;
  /** The ways to log in that the environment offers; null: all. */
  readonly allowedWays: Environment["ways"];
  /**
   * Starts the work of an accepted log-in. The password unlocks the operator's working set; null if
   * the log-in had none.
   */
  readonly loggedIn: (credentials: Credentials | null) => Promise<void>;
  /**
   * Unlocks the operator's working set if the back end does not answer; null if it belongs to
   * another operator. Leaves it locked if the log-in is not the newest any more.
   */
  readonly unlock: (credentials: Credentials, isNewest: () => boolean) => Promise<Result<Operator> | null>;
  /** Stops the running work of the operator, within a bounded time. */
  readonly leave: () => Promise<void>;
}

export interface SessionCommands {
  readonly handlers: Omit<Handlers["session"], "active">;
  /**
   * `atProvider`: also ends the browser's session at an OpenID Connect provider, which opens the
   * browser.
   */
  logOut(atProvider: boolean): Promise<void>;
  lock(): Promise<void>;
}

/** Log-in, log-out and lock. */
export function sessionCommands(deps: SessionDeps): SessionCommands {
  const { gateway, gatewayWith, now, session, provider, allowedWays, loggedIn, unlock, leave } = deps;
  /**
   * Counts log-ins, log-outs and locks: the answer to an older log-in must not begin a session
   * after them.
   */
  let newest = 0;
  const ways = createWays(gateway, allowedWays);
  const certificate = certificateLogIn({ now, gatewayWith, ways: ways.read });

  /** Supersedes every earlier log-in; returns the check whether nothing has superseded this one. */
  function supersede(): () => boolean {
    newest += 1;
    const mine = newest;
    provider.cancel();
    return () => mine === newest;
  }

  /** Begins a session; the tokens of the one before are revoked. */
  function begin(...args: Parameters<Session["begin"]>): void {
    void forgetTokens(false);
    session.begin(...args);
  }

  /**
   * Logs in by a way that the back end answers with a session; begins it unless another log-in,
   * log-out or lock came meanwhile.
   */
  async function enter(way: WayOfSession, ask: () => Promise<Result<IdmSession>>): Promise<Result<Operator>> {
    const isNewest = supersede();
    const answer = await ask();
    if (!isNewest()) {
      // Best effort: the token would live on at the back end until it expires.
      if (answer.ok) void gateway.tell(idmApi.logOut, { token: answer.value.token });
      return superseded;
    }
    if (!answer.ok) return answer;
    const { operator, token } = answer.value;
    begin(operator, token, way);
    return ok(operator);
  }

  async function logIn(credentials: Credentials): Promise<Result<Operator>> {
    // The back end takes no password, so this is an offline passphrase, which must not be sent.
    if (!ways.takesPassword()) return unlockWith(credentials, fail(operatorError("wrong-credentials")));
    const entered = await enter("password", async () =>
      resultOf(await gateway.ask(idmApi.logIn, { body: credentials })),
    );
    if (entered.ok) {
      // The working set belongs to the account as the back end spells it, not as it was typed.
      await loggedIn({ ...credentials, account: entered.value.account });
      return entered;
    }
    return offlineCodes.has(entered.error.code) ? unlockWith(credentials, entered) : entered;
  }

  /**
   * Unlocks the working set if the back end does not answer; returns `refused` if it is not the
   * operator's.
   */
  async function unlockWith(credentials: Credentials, refused: Result<never>): Promise<Result<Operator>> {
    const isNewest = supersede();
    const unlocked = await unlock(credentials, isNewest);
    if (!isNewest()) return superseded;
    if (unlocked === null) return refused;
    if (unlocked.ok) begin(unlocked.value, null, "offline");
    return unlocked;
  }

  const readProvider = async (): Promise<ProviderWay | undefined> => (await ways.read()).find(isProvider);

  /** Logs in at the provider in the browser, and with its access token at the back end. */
  async function logInWithProvider(): Promise<Result<Operator>> {
    const state = session.state();
    const account = state.kind === "none" ? null : state.operator.account;
    let grant: Grant | null = null;
    const entered = await enter("provider", async () => {
      // At a locked screen another person may be using the operator's browser: require a fresh
      // log-in.
      const answered = await provider.logIn(readProvider, account, state.kind === "locked");
      if (!answered.ok) return answered;
      grant = answered.value;
      return resultOf(await gateway.ask(idmApi.logInWithProvider, { body: { accessToken: grant.accessToken } }));
    });
    return finish(entered, grant);
  }

  /** Performs a step-up: proves to the back end that the same operator is still there. */
  async function prove(proof: Proof): Promise<Result<null>> {
    if (proof.way === "password") return resultOf(await gateway.tell(idmApi.prove, { body: proof }));
    if (proof.way === "certificate") {
      const token = session.token();
      return token === null ? fail(operatorError("not-authenticated")) : certificate.prove(proof, token);
    }
    const state = session.state();
    const answered = await provider.logIn(readProvider, session.operator()?.account ?? null, true);
    if (!answered.ok) return answered;
    const body = { way: "provider", accessToken: answered.value.accessToken };
    const proved = resultOf(await gateway.tell(idmApi.prove, { body }));
    // Tokens are kept only with their session, which may have ended meanwhile.
    if (proved.ok && session.state() === state) provider.keep(answered.value);
    else void provider.revoke(answered.value);
    return proved;
  }

  async function finish(entered: Result<Operator>, grant: Grant | null): Promise<Result<Operator>> {
    if (entered.ok) {
      if (grant !== null) provider.keep(grant);
      await loggedIn(null);
    } else if (grant !== null) void provider.revoke(grant);
    return entered;
  }

  /**
   * Revokes the tokens, best effort: the client forgets them in any case, and back end and provider
   * let them expire.
   */
  async function forgetTokens(atProvider: boolean): Promise<void> {
    const token = session.token();
    const told = token === null ? null : gateway.tell(idmApi.logOut, { token });
    await Promise.all([told, provider.forget(atProvider)]);
  }

  async function logOut(atProvider: boolean): Promise<void> {
    supersede();
    await leave();
    const telling = forgetTokens(atProvider);
    session.logOut();
    await telling;
  }

  async function lock(): Promise<void> {
    supersede();
    const telling = forgetTokens(false);
    session.lock();
    await telling;
  }

  return {
    logOut,
    lock,
    handlers: {
      state: async () => ok(session.state()),
      ways: ways.offered,
      logIn,
      readCertificate: (file) => certificate.read(file),
      logInWithCertificate: async (file) => finish(await enter("certificate", () => certificate.logIn(file)), null),
      logInWithProvider,
      prove,
      async cancelLogIn() {
        provider.cancel();
        return ok(null);
      },
      async logOut() {
        await logOut(true);
        return ok(null);
      },
      async lock() {
        await lock();
        return ok(null);
      },
    },
  };
}

const isProvider = (way: LogInWay): way is ProviderWay => way.way === "provider";

const superseded: Result<never> = fail(operatorError("not-authenticated", {}, "log-in superseded"));
