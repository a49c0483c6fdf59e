import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { accountKey, type Credentials, type Operator, type Session } from "#shared/idm/session.ts";
import { type Account, hashLength } from "../store/accounts.ts";
import { Refusal } from "../refusal.ts";
import { openAttempts } from "./attempts.ts";

/** Maximum number of sessions per operator; one more ends the oldest. */
const mostSessions = 20;

const derive = promisify<string, Uint8Array, number, Buffer>(scrypt);

/**
 * A hash for accounts that do not exist, so that checking one takes as long as checking one that
 * does.
 */
const nobody = { salt: randomBytes(16), hash: randomBytes(hashLength) };

type Find = (account: string) => Account | undefined;

interface Known {
  readonly session: Session;
  /** When its operator last logged in, by the clock of the machine. */
  provedAt: Date;
}

interface SessionOptions {
  readonly seconds: number;
  readonly now: () => Date;
  /**
   * The clock of the machine, which no scenario sets: the ages of log-ins and failed attempts
   * outlive a scenario.
   */
  readonly machine: () => Date;
}

export type Sessions = ReturnType<typeof openSessions>;

/**
 * Keeps the sessions of operators. In memory only: a token that is not on disk cannot be found
 * there, and a restart ends all sessions.
 */
export function openSessions({ seconds, now, machine }: SessionOptions) {
  const sessions = new Map<string, Known>();
  const attempts = openAttempts(machine);

  /** Ends expired sessions, and the oldest of an operator who has too many. */
  function makeRoom(operator: string): void {
    const time = now();
    for (const [token, { session }] of sessions) if (new Date(session.expiresAt) <= time) sessions.delete(token);
    const own = [...sessions].filter(([, { session }]) => session.operator.id === operator);
    for (const [token] of own.slice(0, Math.max(0, own.length + 1 - mostSessions))) sessions.delete(token);
  }

  /**
   * Checks account and password and returns the operator. Throws Refusal: `wrong-credentials`,
   * after the same time for every account, or `account-locked`.
   */
  async function check({ account: typed, password }: Credentials, find: Find): Promise<Operator> {
    const account = accountKey(typed);
    attempts.count(account, (each) => find(each) !== undefined);
    const found = find(account);
    const { salt, hash } = found ?? nobody;
    const right = timingSafeEqual(await derive(password, salt, hashLength), hash);
    if (found === undefined || !right) throw new Refusal("wrong-credentials");
    attempts.forget(account);
    return found.operator;
  }

  /** Begins a session for an operator who logged in at `provedAt`, by the clock of the machine. */
  function begin(operator: Operator, provedAt: Date): Session {
    makeRoom(operator.id);
    const session: Session = {
      token: randomBytes(32).toString("base64url"),
      expiresAt: new Date(now().getTime() + seconds * 1000).toISOString(),
      operator,
    };
    sessions.set(session.token, { session, provedAt });
    return session;
  }

  /**
   * Returns the session of a request, by its header `Authorization`; throws Refusal
   * `not-authenticated`.
   */
  function sessionOf(authorization: string | undefined): Known {
    const token = tokenIn(authorization);
    const known = sessions.get(token);
    if (known !== undefined && now() < new Date(known.session.expiresAt)) return known;
    sessions.delete(token);
    throw new Refusal("not-authenticated");
  }

  return {
    check,
    begin,
    /** Throws Refusal: see `check`. */
    logIn: async (credentials: Credentials, find: Find): Promise<Session> =>
      begin(await check(credentials, find), machine()),
    /**
     * Records a fresh log-in of a session, by the clock of the machine. Throws Refusal `forbidden`
     * if another operator logged in.
     */
    prove(authorization: string | undefined, operator: Operator, at: Date): void {
      const known = sessionOf(authorization);
      if (known.session.operator.id !== operator.id) throw new Refusal("forbidden");
      known.provedAt = at;
    },
    /**
     * Throws Refusal `step-up-required` if the log-in of a session is older than `maxAge` seconds.
     */
    demandFresh(authorization: string | undefined, maxAge: number): void {
      if (machine().getTime() - sessionOf(authorization).provedAt.getTime() > maxAge * 1000)
        throw new Refusal("step-up-required", undefined, { maxAge });
    },
    /**
     * Returns the operator of a request, by its header `Authorization`; throws Refusal
     * `not-authenticated`.
     */
    operator: (authorization: string | undefined): Operator => sessionOf(authorization).session.operator,
    logOut: (authorization: string | undefined): void => void sessions.delete(tokenIn(authorization)),
    /** Makes every log-in older than any step-up allows. */
    ageAll(): void {
      for (const known of sessions.values()) known.provedAt = new Date(0);
    },
    endAll: (): void => sessions.clear(),
    forgetFailures: attempts.forgetAll,
  };
}

/** The token of `Authorization: Bearer …` (RFC 6750 section 2.1). */
const tokenIn = (authorization: string | undefined): string => /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1] ?? "";
