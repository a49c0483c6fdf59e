import type { z } from "zod";
import { resultSchema, type Result } from "../errors.ts";
import { contract } from "./contract.ts";

/** The schemas of a call: its arguments, its value, and its whole answer, a result. */
export interface CallSchemas {
  readonly args: z.ZodType;
  readonly value: z.ZodType;
  readonly answer: z.ZodType<Result<unknown>>;
}

const calls = new Map<string, CallSchemas>();
/** The schema of each event's payload. */
const events = new Map<string, z.ZodType>();

/** Returns the name of a call or event in logs and maps: `session.logIn`. */
export const placeOf = (area: string, name: string): string => `${area}.${name}`;

export const findCall = (place: string): CallSchemas | undefined => calls.get(place);
export const findEvent = (place: string): z.ZodType | undefined => events.get(place);

for (const [area, entries] of Object.entries(contract)) {
  for (const [name, entry] of Object.entries(entries)) {
    const place = placeOf(area, name);
    if (entry.kind === "call")
      calls.set(place, { args: entry.args, value: entry.result, answer: resultSchema(entry.result) });
    else events.set(place, entry.payload);
  }
}
