import { fail, operatorError, type Result } from "../errors.ts";
import { contract } from "./contract.ts";
import { findCall, findEvent, placeOf } from "./entries.ts";
import { eventMessageSchema, type Transport } from "./messages.ts";
import type { Client } from "./types.ts";

type Listener = (payload: unknown) => void;

/**
 * Creates the page's end of the contract over a transport. Answers and events are validated here
 * too. An event that does not fit its schema is dropped and its place is sent to the core
 * (`app.eventDropped`), so that the log has it.
 */
export function createClient(transport: Transport): Client {
  const listeners = new Map<string, Set<Listener>>();

  transport.listen((message) => {
    const parsed = eventMessageSchema.safeParse(message);
    if (!parsed.success) return drop("unknown");
    const place = placeOf(parsed.data.area, parsed.data.name);
    const payload = findEvent(place)?.safeParse(parsed.data.payload);
    if (payload?.success !== true) return drop(place);
    for (const listener of listeners.get(place) ?? []) listener(payload.data);
  });

  function drop(place: string): void {
    // Without a core there is no log to write to.
    void transport.call({ area: "app", name: "eventDropped", args: { place } }).catch(() => undefined);
  }

  function subscribe(place: string, listener: Listener): () => void {
    // The same function may subscribe twice; each subscription ends separately.
    const own: Listener = (payload) => listener(payload);
    const set = listeners.get(place) ?? new Set();
    listeners.set(place, set.add(own));
    return () => void set.delete(own);
  }

  async function ask(area: string, name: string, args: unknown): Promise<Result<unknown>> {
    const place = placeOf(area, name);
    let answer: unknown;
    try {
      answer = await transport.call({ area, name, args });
    } catch {
      return fail(operatorError("core-lost"));
    }
    return findCall(place)?.answer.safeParse(answer).data ?? fail(operatorError("bad-call", {}, `answer to ${place}`));
  }

  const areas = Object.entries(contract).map(([area, byName]): [string, object] => {
    const functions = Object.entries(byName).map(([name, { kind }]): [string, unknown] =>
      kind === "call"
        ? [name, (args: unknown = null) => ask(area, name, args)]
        : [listenerName(name), (listener: Listener) => subscribe(placeOf(area, name), listener)],
    );
    return [area, Object.fromEntries(functions)];
  });
  // The compiler cannot follow entries made by name; `Client` derives from the same contract.
  return Object.fromEntries(areas) as Client;
}

/** Returns `onChanged` for the event `changed`, as in the type `Client`. */
const listenerName = (name: string): string => `on${name.charAt(0).toUpperCase()}${name.slice(1)}`;
