import type { Result } from "#shared/errors.ts";
import type { Emit, Handlers } from "#shared/ipc/types.ts";

/** The calls that return current state. */
export interface StateHandlers {
  readonly app: Pick<Handlers["app"], "settings" | "connection">;
  readonly session: Pick<Handlers["session"], "state">;
  readonly wizard: Pick<Handlers["wizard"], "state">;
  readonly bulk: Pick<Handlers["bulk"], "state" | "items">;
  readonly offline: Pick<Handlers["offline"], "state">;
  readonly cards: Pick<Handlers["cards"], "state">;
  readonly scenarios: Pick<Handlers["scenarios"], "state">;
}

/**
 * Sends the current state, as events, to a page that connects: its socket may have dropped, and it
 * does not know which events it missed. Each event is sent as soon as its state is known, because a
 * state held back for another one could be older than an event that was sent meanwhile.
 */
export async function greet(handlers: StateHandlers, emit: Emit): Promise<void> {
  emit("objects", "allChanged", null);
  emit("tasks", "changed", null);
  await Promise.all([
    send(handlers.app.settings(), (settings) => emit("app", "settingsChanged", settings)),
    send(handlers.app.connection(), (connection) => emit("app", "connectionChanged", connection)),
    // The offline state goes first, or the page briefly pairs a new operator with the old state.
    send(handlers.offline.state(), (offline) => emit("offline", "changed", offline)),
    send(handlers.session.state(), (session) => emit("session", "changed", session)),
    send(handlers.wizard.state(), (wizard) => emit("wizard", "changed", wizard)),
    send(handlers.cards.state(), (reader) => emit("cards", "changed", reader)),
    send(handlers.scenarios.state(), (scenario) => emit("scenarios", "changed", scenario)),
    send(handlers.bulk.state(), (bulk) => emit("bulk", "changed", bulk)),
    send(handlers.bulk.items(), (items) => emit("bulk", "itemsChanged", items)),
  ]);
}

async function send<T>(asked: Promise<Result<T>>, emit: (value: T) => void): Promise<void> {
  const result = await asked;
  if (result.ok) emit(result.value);
}
