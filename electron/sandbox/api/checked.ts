import { z } from "zod";
import type { ProblemCode } from "#shared/idm/problem.ts";
import { Refusal } from "../refusal.ts";

/** Parses a value by its schema; throws Refusal with `code`. */
export function checked<S extends z.ZodType>(
  schema: S,
  value: unknown,
  code: ProblemCode = "invalid-input",
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Refusal(code, z.prettifyError(parsed.error));
}
