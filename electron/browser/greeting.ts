import type { Result } from "#shared/errors.ts";
import type { EventMessage } from "#shared/ipc/messages.ts";
import { emitter } from "#shared/ipc/serve.ts";
import type { Handlers } from "#shared/ipc/types.ts";

/** Those who know how things stand. */
export interface Knowing {
  readonly app: Pick<Handlers["app"], "settings" | "connection">;
  readonly session: Pick<Handlers["session"], "state">;
  readonly wizard: Pick<Handlers["wizard"], "state">;
  readonly bulk: Pick<Handlers["bulk"], "state" | "items">;
}

/**
 * How things stand, as the events that would have told it: for each page that connects, so that one whose socket had dropped is up to
 * date again without knowing that anything was missed. Each is told as soon as it is known: one that waited for another could
 * be older than an event that was told meanwhile.
 */
export async function greet(handlers: Knowing, send: (message: EventMessage) => void): Promise<void> {
  const emit = emitter(send);
  emit("objects", "allChanged", null);
  await Promise.all([
    tell(handlers.app.settings(), (settings) => emit("app", "settingsChanged", settings)),
    tell(handlers.app.connection(), (connection) => emit("app", "connectionChanged", connection)),
    tell(handlers.session.state(), (session) => emit("session", "changed", session)),
    tell(handlers.wizard.state(), (wizard) => emit("wizard", "changed", wizard)),
    tell(handlers.bulk.state(), (bulk) => emit("bulk", "changed", bulk)),
    tell(handlers.bulk.items(), (items) => emit("bulk", "itemsChanged", items)),
  ]);
}

async function tell<T>(asked: Promise<Result<T>>, emit: (value: T) => void): Promise<void> {
  const result = await asked;
  if (result.ok) emit(result.value);
}
