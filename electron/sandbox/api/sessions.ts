import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Credentials, Operator, Session } from "#shared/idm/session.ts";
import { type Account, hashLength } from "../store/accounts.ts";
import { Refusal } from "../refusal.ts";

const failuresAllowed = 5;
const lockedMilliseconds = 5 * 60 * 1000;

const derive = promisify<string, Uint8Array, number, Buffer>(scrypt);

/** A hash for accounts that do not exist, so that asking for one takes as long as asking for one that does. */
const nobody = { salt: randomBytes(16), hash: randomBytes(hashLength) };

interface Failures {
  count: number;
  /** Milliseconds since 1970; after that the failures are forgotten. */
  until: number;
}

export type Sessions = ReturnType<typeof openSessions>;

/** Who is logged in. In memory only: a token that is nowhere on disk cannot be found there, and a restart ends all sessions. */
export function openSessions({ seconds, now }: { readonly seconds: number; readonly now: () => Date }) {
  const sessions = new Map<string, Session>();
  const failures = new Map<string, Failures>();

  /** Counted before the password is checked, or many attempts at once would all be free. */
  function countAttempt(account: string): void {
    const time = now().getTime();
    for (const [name, { until }] of failures) if (until <= time) failures.delete(name);
    const { count, until } = failures.get(account) ?? { count: 0, until: 0 };
    if (count >= failuresAllowed) {
      throw new Refusal("account-locked", undefined, { retryAfter: Math.ceil((until - time) / 1000) });
    }
    failures.set(account, { count: count + 1, until: time + lockedMilliseconds });
  }

  return {
    /** Throws Refusal: `wrong-credentials`, after the same time for every account, or `account-locked`. */
    async logIn({ account, password }: Credentials, find: (account: string) => Account | undefined): Promise<Session> {
      countAttempt(account);
      const found = find(account);
      const { salt, hash } = found ?? nobody;
      const right = timingSafeEqual(await derive(password, salt, hashLength), hash);
      if (found === undefined || !right) throw new Refusal("wrong-credentials");
      failures.delete(account);
      const session: Session = {
        token: randomBytes(32).toString("base64url"),
        expiresAt: new Date(now().getTime() + seconds * 1000).toISOString(),
        operator: found.operator,
      };
      sessions.set(session.token, session);
      return session;
    },
    /** The operator of a request, by its header `Authorization`; throws Refusal `not-authenticated`. */
    operator(authorization: string | undefined): Operator {
      const token = tokenIn(authorization);
      const session = sessions.get(token);
      if (session !== undefined && now() < new Date(session.expiresAt)) return session.operator;
      sessions.delete(token);
      throw new Refusal("not-authenticated");
    },
    logOut: (authorization: string | undefined): void => void sessions.delete(tokenIn(authorization)),
    endAll: (): void => sessions.clear(),
    forgetFailures: (): void => failures.clear(),
  };
}

/** The token of `Authorization: Bearer …` (RFC 6750 section 2.1). */
const tokenIn = (authorization: string | undefined): string => /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1] ?? "";
