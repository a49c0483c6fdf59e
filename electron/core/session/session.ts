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
   * `sameOperator`: it is the operator of the expired or locked session before, who continues where
   * they were.
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

/**
 * Creates the session, which knows the logged-in operator. The token lives in the memory of this
 * object and nowhere else.
 */
export function createSession() {
  const listeners: SessionListener[] = [];
  let state: SessionState = { kind: "none" };
  let token: string | null = null;
  /** The tokens of this session before the current one. */
  let replaced: readonly string[] = [];
  /** The number of the present tenure: the time from one log-out to the next. */
  let tenure = 0;
  /** The tenure in which the current work began. */
  const begunIn = new AsyncLocalStorage<number>();

  /** Runs the work, and all work that it begins, in the present tenure. */
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
     * Whether the calling work may go on: false once the operator in whose tenure it began has
     * logged out. Work that began outside any tenure, such as a check of the connection, always
     * may.
     */
    mayGoOn: (): boolean => (begunIn.getStore() ?? tenure) === tenure,

    /**
     * Returns the operator whose work the windows show; null if no operator is logged in or the
     * session is locked.
     */
    operator: (): Operator | null => (state.kind === "active" || state.kind === "expired" ? state.operator : null),

    /**
     * Begins a session. `newToken`: null if the operator unlocked their working set and has no
     * session at the back end. Ends the session of another operator first, as by log-out.
     */
    begin(operator: Operator, newToken: string | null, way: WayOfSession): void {
      const sameOperator = state.kind !== "none" && state.operator.id === operator.id;
      if (state.kind !== "none" && !sameOperator) end({ kind: "none" });
      token = newToken;
      replaced = [];
      tell((listener) => listener.began?.(sameOperator));
      become({ kind: "active", operator, way });
    },

    /** Replaces the token `from` by `to`; false if the session has ended or is another. */
    renew(operator: Operator, from: string, to: string): boolean {
      if (state.kind !== "active" || token !== from || state.operator.id !== operator.id) return false;
      replaced = [...replaced, from];
      token = to;
      return true;
    },

    /** Returns the current token if it replaced this one in the same session; otherwise null. */
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
