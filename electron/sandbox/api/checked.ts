import { z } from "zod";
import { Refusal } from "../refusal.ts";

/** Parses a value by its schema; throws Refusal `invalid-input`. */
export function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Refusal("invalid-input", z.prettifyError(parsed.error));
}
