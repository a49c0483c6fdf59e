import type { z } from "zod";
import { fail, operatorError, operatorErrorSchema, ok, type Result } from "../errors.ts";
import { contract } from "./contract.ts";
import { eventMessageSchema, type Transport } from "./messages.ts";
import type { Client } from "./types.ts";

/**
 * The page's end of the contract over a transport. Answers and events are validated here too: the page trusts its
 * types because of this place.
 */
export function createClient(transport: Transport): Client {
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  transport.listen((message) => {
    const parsed = eventMessageSchema.safeParse(message);
    if (!parsed.success) return;
    for (const listener of listeners.get(`${parsed.data.area}.${parsed.data.name}`) ?? [])
      listener(parsed.data.payload);
  });

  function subscribe(key: string, schema: z.ZodType, listener: (payload: unknown) => void): () => void {
    const checked = (payload: unknown): void => {
      const parsed = schema.safeParse(payload);
      if (parsed.success) listener(parsed.data);
    };
    const set = listeners.get(key) ?? new Set();
    listeners.set(key, set.add(checked));
    return () => void set.delete(checked);
  }

  const areas: [string, unknown][] = Object.entries(contract).map(([area, entries]) => [
    area,
    Object.fromEntries(
      Object.entries(entries).map(([name, entry]) =>
        entry.kind === "call"
          ? [name, (...args: unknown[]) => ask(transport, area, name, args[0] ?? null, entry.result)]
          : [
              `on${name.charAt(0).toUpperCase()}${name.slice(1)}`,
              (listener: (payload: unknown) => void) => subscribe(`${area}.${name}`, entry.payload, listener),
            ],
      ),
    ),
  ]);
  const client: unknown = Object.fromEntries(areas);
  if (!isClient(client)) throw new Error("The client does not have every entry of the contract.");
  return client;
}

/** The entries are made by name, which the compiler cannot follow: this checks that there is one for each. */
function isClient(value: unknown): value is Client {
  return Object.entries(contract).every(([area, entries]) => {
    const made: unknown = typeof value === "object" && value !== null ? Reflect.get(value, area) : undefined;
    return typeof made === "object" && made !== null && Object.keys(made).length === Object.keys(entries).length;
  });
}

async function ask(
  transport: Transport,
  area: string,
  name: string,
  args: unknown,
  schema: z.ZodType,
): Promise<Result<unknown>> {
  let answer: unknown;
  try {
    answer = await transport.call({ area, name, args });
  } catch {
    return fail(operatorError("core-lost"));
  }
  if (typeof answer === "object" && answer !== null && "ok" in answer) {
    if (answer.ok === true && "value" in answer) {
      const value = schema.safeParse(answer.value);
      if (value.success) return ok(value.data);
    } else if ("error" in answer) {
      const error = operatorErrorSchema.safeParse(answer.error);
      if (error.success) return fail(error.data);
    }
  }
  return fail(operatorError("bad-call", {}, `answer to ${area}.${name}`));
}
