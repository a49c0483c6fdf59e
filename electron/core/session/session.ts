import { AsyncLocalStorage } from "node:async_hooks";
import type { Operator } from "#shared/idm/session.ts";
import type { SessionState, WayOfSession } from "#shared/ipc/session.ts";
import type { Failure } from "../idm/failure.ts";
import type { Answer } from "../idm/gateway.ts";

/**
 * The effects of a session on the rest of the core; listeners are called in the order they
 * subscribed.
 */
export interface SessionListener {
  /**
   * `sameOperator`: the operator of the expired or locked session before; they continue where they
   * were.
   */
  began?(sameOperator: boolean): void;
  /**
   * The token is gone. `loggedOut`: explicit log-out or another operator; clear everything of this
   * operator.
   */
  ended?(loggedOut: boolean): void;
  /** Called after `began` or `ended`. */
  changed?(state: SessionState): void;
}

export type Session = ReturnType<typeof createSession>;

/** Who is logged in. The token lives in the memory of this object and nowhere else. */
export function createSession() {
  const listeners: SessionListener[] = [];
  let state: SessionState = { kind: "none" };
  let token: string | null = null;
  /** The tokens of this session before that of now. */
  let replaced: readonly string[] = [];
  /** The number of the present tenure: the time from one log-out to the next. */
  let tenure = 0;
  /** The tenure that a piece of work was begun in. */
  const begunIn = new AsyncLocalStorage<number>();

  /** Runs the work, and what it begins, as work of the present tenure. */
  const bound = <T>(work: () => T): T => begunIn.run(tenure, work);

  function tell(listen: (listener: SessionListener) => void): void {
    bound(() => {
      for (const listener of listeners) listen(listener);
    });
  }

  function become(next: SessionState): void {
    state = next;
    tell((listener) => listener.changed?.(next));
  }

  function end(next: SessionState): void {
    token = null;
    replaced = [];
    if (next.kind === "none") tenure += 1;
    tell((listener) => listener.ended?.(next.kind === "none"));
    become(next);
  }

  return {
    subscribe: (listener: SessionListener): void => void listeners.push(listener),
    state: (): SessionState => state,
    token: (): string | null => token,
    bound,

    /**
     * Whether the work that asks may go on: false once the operator has logged out in whose tenure
     * it was begun. What nobody's call began, such as a check of the connection, is bound to none.
     */
    mayGoOn: (): boolean => (begunIn.getStore() ?? tenure) === tenure,

    /**
     * The operator whose work the windows show; null when nobody is logged in or the session is
     * locked.
     */
    operator: (): Operator | null => (state.kind === "active" || state.kind === "expired" ? state.operator : null),

    /**
     * Begins a session. `newToken` is null when the operator unlocked their working set and the
     * back end does not know them. The session of another operator ends first, as by log-out.
     */
    begin(operator: Operator, newToken: string | null, way: WayOfSession): void {
      const sameOperator = state.kind !== "none" && state.operator.id === operator.id;
      if (state.kind !== "none" && !sameOperator) end({ kind: "none" });
      token = newToken;
      replaced = [];
      tell((listener) => listener.began?.(sameOperator));
      become({ kind: "active", operator, way });
    },

    /**
     * Goes on with another token of the same operator; false where the session has ended or is
     * another.
     */
    renew(operator: Operator, from: string, to: string): boolean {
      if (state.kind !== "active" || token !== from || state.operator.id !== operator.id) return false;
      replaced = [...replaced, from];
      token = to;
      return true;
    },

    /** The token of now, where it took the place of this one in the same session; else null. */
    newer: (older: string): string | null => (replaced.includes(older) ? token : null),

    logOut: (): void => end({ kind: "none" }),

    /**
     * Hides everything of the operator until they log in again; an expired session is locked too.
     */
    lock(): void {
      if (state.kind === "active" || state.kind === "expired") end({ ...state, kind: "locked" });
    },

    /**
     * Takes the outcome of every request: `not-authenticated` ends the active session, if the
     * request carried its token. A late answer to a request of an earlier session says nothing
     * about this one.
     */
    watch(outcome: Answer<unknown> | Failure, sentToken: string | null): void {
      if (state.kind !== "active" || outcome.kind !== "failure" || sentToken !== token) return;
      if (outcome.error.code === "not-authenticated") end({ ...state, kind: "expired" });
    },
  };
}
