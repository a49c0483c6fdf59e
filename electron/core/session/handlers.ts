import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { Credentials, Operator } from "#shared/idm/session.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import { offlineCodes } from "../idm/connection.ts";
import type { Gateway } from "../idm/gateway.ts";
import type { Session } from "./session.ts";

export interface SessionDeps {
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
  readonly handlers: Handlers["session"];
  logOut(): Promise<void>;
  lock(): Promise<void>;
}

/** Log-in, log-out and lock. */
export function sessionCommands({ gateway, session, loggedIn, unlock, leave }: SessionDeps): SessionCommands {
  /**
   * Counts log-ins, log-outs and locks: the answer to an older log-in must not begin a session
   * after them.
   */
  let newest = 0;

  async function logIn(credentials: Credentials): Promise<Result<Operator>> {
    newest += 1;
    const mine = newest;
    const answer = await gateway.ask(idmApi.logIn, { body: credentials });
    if (answer.kind === "answer") {
      const { operator, token } = answer.value;
      if (mine !== newest) {
        // Best effort: the token would live on at the back end until it expires.
        void gateway.tell(idmApi.logOut, { token });
        return superseded;
      }
      void forgetToken();
      session.begin(operator, token);
      await loggedIn(credentials);
      return ok(operator);
    }
    if (!offlineCodes.has(answer.error.code)) return fail(answer.error);
    const unlocked = await unlock(credentials);
    if (mine !== newest) return superseded;
    if (unlocked === null) return fail(answer.error);
    if (unlocked.ok) session.begin(unlocked.value, null);
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
      logIn,
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
