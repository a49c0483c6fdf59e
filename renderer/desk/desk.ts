import { createContext, use } from "react";
import { createStore, useStore, type StoreApi } from "zustand";
import { createClient } from "#shared/ipc/client.ts";
import type { SessionState } from "#shared/ipc/session.ts";
import type { Transport } from "#shared/ipc/messages.ts";
import type { Client } from "#shared/ipc/types.ts";
import type { CoreState } from "./core-state.ts";
import type { Navigation } from "./navigation.ts";

/**
 * The desk of one operator: their calls to the core and their stores. It remains while the session
 * is expired or locked. After a log-out or for another operator there is a new desk, and nothing of
 * this one remains.
 */
export interface Desk {
  /** Id of the operator; null at the log-in. */
  readonly operator: string | null;
  /** Calls of this operator: an answer that comes after the desk was left is never delivered. */
  readonly client: Client;
  readonly core: StoreApi<CoreState>;
  readonly navigation: StoreApi<Navigation>;
  /** The stores made so far, by name; see `deskStore`. */
  readonly stores: Map<string, Pick<StoreApi<unknown>, "getState">>;
  /** Aborted when the desk is left. */
  readonly left: AbortSignal;
}

/** Creates the desk of the operator who is logged in, and replaces it when the operator changes. */
export function createDesks(
  transport: Transport,
  core: StoreApi<CoreState>,
  navigation: StoreApi<Navigation>,
): StoreApi<Desk> {
  let leaving = new AbortController();

  function deskOf(operator: string | null): Desk {
    leaving = new AbortController();
    const left = leaving.signal;
    navigation.getState().handTo(operator);
    return { operator, client: createClient(until(left, transport)), core, navigation, stores: new Map(), left };
  }

  const desks = createStore<Desk>(() => deskOf(operatorOf(core.getState().session)));
  core.subscribe(({ session }) => {
    const operator = operatorOf(session);
    if (operator === desks.getState().operator) return;
    // The old stores must stop first, or they would write their search into the new history entry.
    leaving.abort();
    desks.setState(deskOf(operator), true);
  });
  holdLinks(core, navigation);
  return desks;
}

/**
 * Delays links from outside while a wizard or the lock covers the screen. Follows the core and not
 * the components, which are replaced at a lock and would let the link go in between.
 */
function holdLinks(core: StoreApi<CoreState>, navigation: StoreApi<Navigation>): void {
  let release: (() => void) | null = null;
  function look({ session, wizard }: CoreState): void {
    if (session.kind === "locked" || wizard.kind !== "closed") release ??= navigation.getState().hold();
    else {
      release?.();
      release = null;
    }
  }
  look(core.getState());
  core.subscribe(look);
}

const operatorOf = (session: SessionState): string | null => (session.kind === "none" ? null : session.operator.id);

const never = new Promise<never>(() => {});

/** Wraps the transport until `left`: after that nothing is sent, and no answer or event arrives. */
function until(left: AbortSignal, transport: Transport): Transport {
  return {
    async call(message) {
      if (left.aborted) return never;
      try {
        return await transport.call(message);
      } finally {
        // Neither the answer nor the failure reaches the caller.
        if (left.aborted) await never;
      }
    },
    listen(listener) {
      const end = transport.listen((message) => left.aborted || listener(message));
      left.addEventListener("abort", end, { once: true });
      return end;
    },
  };
}

const DeskContext = createContext<Desk | null>(null);
export const DeskProvider = DeskContext.Provider;

export function useDesk(): Desk {
  const desk = use(DeskContext);
  if (desk === null) throw new Error("There is no desk here.");
  return desk;
}

export const useCore = <T>(select: (state: CoreState) => T): T => useStore(useDesk().core, select);
