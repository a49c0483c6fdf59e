import type { EventMessage } from "#shared/ipc/messages.ts";

/**
 * Delays every event until the pending answers are sent. An answer leaves some microtasks after its
 * handler read the state; a newer event would overtake it, and the older answer would win in the
 * page.
 */
export function afterAnswers(send: (message: EventMessage) => void): (message: EventMessage) => void {
  return (message) => void setImmediate(send, message);
}
