import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { Credentials, Operator, Session as IdmSession } from "#shared/idm/session.ts";
import type { WayOfSession } from "#shared/ipc/session.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import { offlineCodes } from "../idm/connection.ts";
import { resultOf, type Gateway } from "../idm/gateway.ts";
import { certificateLogIn, type CertificateDeps } from "./certificate.ts";
import type { Session } from "./session.ts";
import { createWays } from "./ways.ts";

export interface SessionDeps extends Pick<CertificateDeps, "now" | "gatewayWith"> {
  readonly gateway: Gateway;
  readonly session: Session;
  /**
   * Starts the work that needs the password of an accepted log-in: it unlocks the operator's
   * working set.
   */
  readonly loggedIn: (credentials: Credentials) => Promise<void>;
  /**
   * Unlocks the operator's working set when the back end does not answer; null when it belongs to
   * somebody else.
   */
  readonly unlock: (credentials: Credentials) => Promise<Result<Operator> | null>;
  /** Stops the running work of the operator, within a bounded time. */
  readonly leave: () => Promise<void>;
}

export interface SessionCommands {
  readonly handlers: Omit<Handlers["session"], "active">;
  logOut(): Promise<void>;
  lock(): Promise<void>;
}

/** Log-in, log-out and lock. */
export function sessionCommands(deps: SessionDeps): SessionCommands {
  const { gateway, gatewayWith, now, session, loggedIn, unlock, leave } = deps;
  /**
   * Counts log-ins, log-outs and locks: the answer to an older log-in must not begin a session
   * after them.
   */
  let newest = 0;
  const ways = createWays(gateway);
  const certificate = certificateLogIn({ now, gatewayWith, ways: ways.read });

  /**
   * Logs in by a way that the back end answers with a session; begins it unless another log-in,
   * log-out or lock came meanwhile.
   */
  async function enter(way: WayOfSession, ask: () => Promise<Result<IdmSession>>): Promise<Result<Operator>> {
    newest += 1;
    const mine = newest;
    const answer = await ask();
    if (mine !== newest) {
      // Best effort: the token would live on at the back end until it expires.
      if (answer.ok) void gateway.tell(idmApi.logOut, { token: answer.value.token });
      return superseded;
    }
    if (!answer.ok) return answer;
    const { operator, token } = answer.value;
    void forgetToken();
    session.begin(operator, token, way);
    return ok(operator);
  }

  async function logIn(credentials: Credentials): Promise<Result<Operator>> {
    const entered = await enter("password", async () =>
      resultOf(await gateway.ask(idmApi.logIn, { body: credentials })),
    );
    if (entered.ok) {
      await loggedIn(credentials);
      return entered;
    }
    return offlineCodes.has(entered.error.code) ? unlockWith(credentials, entered) : entered;
  }

  /** Unlocks the working set where the back end does not answer: `refused` says how. */
  async function unlockWith(credentials: Credentials, refused: Result<never>): Promise<Result<Operator>> {
    const mine = newest;
    const unlocked = await unlock(credentials);
    if (mine !== newest) return superseded;
    if (unlocked === null) return refused;
    if (unlocked.ok) session.begin(unlocked.value, null, "offline");
    return unlocked;
  }

  /** Best effort: the token is forgotten here in any case, and the back end lets it expire. */
  async function forgetToken(): Promise<void> {
    const token = session.token();
    if (token !== null) await gateway.tell(idmApi.logOut, { token });
  }

  async function logOut(): Promise<void> {
    newest += 1;
    await leave();
    const telling = forgetToken();
    session.logOut();
    await telling;
  }

  async function lock(): Promise<void> {
    newest += 1;
    const telling = forgetToken();
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
      readCertificate: certificate.read,
      logInWithCertificate: (file) => enter("certificate", () => certificate.logIn(file)),
      async logOut() {
        await logOut();
        return ok(null);
      },
      async lock() {
        await lock();
        return ok(null);
      },
    },
  };
}

const superseded: Result<never> = fail(operatorError("not-authenticated", {}, "log-in superseded"));
