import { fail, ok, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { Credentials, Operator } from "#shared/idm/session.ts";
import type { SessionState } from "#shared/ipc/session.ts";
import type { Failure } from "../idm/failure.ts";
import type { Answer, Gateway } from "../idm/gateway.ts";

/** Who is logged in. The token lives in this object's memory and nowhere else. */
export interface SessionKeeper {
  state(): SessionState;
  token(): string | null;
  logIn(gateway: Gateway, credentials: Credentials): Promise<Result<Operator>>;
  /** Begins a session without a token: the operator unlocked their working set where the back end does not answer. */
  beginOffline(operator: Operator): void;
  logOut(gateway: Gateway): Promise<void>;
  lock(gateway: Gateway): Promise<void>;
  /** Every outcome of the gateway passes here: an answer `not-authenticated` ends an active session. */
  watch(outcome: Answer<unknown> | Failure): void;
}

/** What a change of the session means for the rest of the core. */
export interface SessionListener {
  /** `sameOperator`: it is who was here before the session expired or was locked, and goes on where they were. */
  began(sameOperator: boolean): void;
  /** No token any more; `left` where the operator logged out, and everything on screen is to be forgotten. */
  ended(left: boolean): void;
  changed(state: SessionState): void;
}

export function createSession(listener: SessionListener): SessionKeeper {
  let state: SessionState = { kind: "none" };
  let token: string | null = null;

  function become(next: SessionState): void {
    state = next;
    listener.changed(next);
  }

  function drop(next: SessionState): void {
    token = null;
    listener.ended(next.kind === "none");
    become(next);
  }

  async function tellLogOut(gateway: Gateway): Promise<void> {
    // Best effort: the token is forgotten here in any case, and the back end lets it expire.
    if (token !== null) await gateway.tell(idmApi.logOut);
  }

  const isSame = (operator: Operator): boolean => state.kind !== "none" && state.operator.id === operator.id;

  return {
    state: () => state,
    token: () => token,
    async logIn(gateway, credentials) {
      const answer = await gateway.ask(idmApi.logIn, { body: credentials });
      if (answer.kind === "failure") return fail(answer.error);
      const { operator } = answer.value;
      const sameOperator = isSame(operator);
      token = answer.value.token;
      listener.began(sameOperator);
      become({ kind: "active", operator });
      return ok(operator);
    },
    beginOffline(operator) {
      token = null;
      listener.began(isSame(operator));
      become({ kind: "active", operator });
    },
    async logOut(gateway) {
      await tellLogOut(gateway);
      drop({ kind: "none" });
    },
    async lock(gateway) {
      if (state.kind !== "active") return;
      const { operator } = state;
      const telling = tellLogOut(gateway);
      drop({ kind: "locked", operator });
      await telling;
    },
    watch(outcome) {
      if (state.kind !== "active" || outcome.kind !== "failure") return;
      if (outcome.error.code === "not-authenticated") drop({ kind: "expired", operator: state.operator });
    },
  };
}
