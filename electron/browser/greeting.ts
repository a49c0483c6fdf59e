import type { Result } from "#shared/errors.ts";
import type { EventMessage } from "#shared/ipc/messages.ts";
import { emitter } from "#shared/ipc/serve.ts";
import type { Handlers } from "#shared/ipc/types.ts";

/**
 * How things stand, as the events that would have told it: sent to each page that connects, so that one whose socket had
 * dropped is up to date again without knowing that anything was missed.
 */
export async function greetingEvents(handlers: Handlers): Promise<readonly EventMessage[]> {
  const messages: EventMessage[] = [];
  const emit = emitter((message) => messages.push(message));
  const [settings, connection, session, wizard, bulk, items] = await Promise.all([
    handlers.app.settings(),
    handlers.app.connection(),
    handlers.session.state(),
    handlers.wizard.state(),
    handlers.bulk.state(),
    handlers.bulk.items(),
  ]);
  tell(settings, (value) => emit("app", "settingsChanged", value));
  tell(connection, (value) => emit("app", "connectionChanged", value));
  tell(session, (value) => emit("session", "changed", value));
  tell(wizard, (value) => emit("wizard", "changed", value));
  tell(bulk, (value) => emit("bulk", "changed", value));
  tell(items, (value) => emit("bulk", "itemsChanged", value));
  emit("objects", "allChanged", null);
  return messages;
}

function tell<T>(result: Result<T>, emit: (value: T) => void): void {
  if (result.ok) emit(result.value);
}
