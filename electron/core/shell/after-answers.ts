import type { EventMessage } from "#shared/ipc/messages.ts";

/**
 * Delays every event until the answers under way have been sent. An answer leaves some microtasks after its handler has
 * read the state; an event about a change in between would overtake it, and the older answer would win in the page.
 */
export function afterAnswers(send: (message: EventMessage) => void): (message: EventMessage) => void {
  return (message) => void setImmediate(send, message);
}
