import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import type { ApiCall } from "#shared/idm/api.ts";
import type { ProblemCode } from "#shared/idm/problem.ts";
import { checked } from "./checked.ts";

type Part<C, K extends string> = C extends { readonly [key in K]: infer S extends z.ZodType } ? z.output<S> : undefined;

/** The parsed parts of a request; a part for which the call has no schema is undefined. */
export interface Input<C extends ApiCall> {
  readonly params: Part<C, "params">;
  readonly query: Part<C, "query">;
  readonly body: Part<C, "body">;
}

/**
 * Parses a request by the schemas of its call; throws Refusal `invalid-input`, or `not-found` for a
 * path that cannot name anything.
 */
export function inputOf<C extends ApiCall>(call: C, request: FastifyRequest): Input<C> {
  const part = (schema: z.ZodType | undefined, value: unknown, code?: ProblemCode): unknown =>
    schema === undefined ? undefined : checked(schema, value, code);
  // The compiler cannot follow a schema that may be missing; `Input` derives from the same three
  // fields.
  return {
    params: part(call.params, request.params, "not-found"),
    query: part(call.query, request.query),
    body: part(call.body, request.body),
  } as Input<C>;
}
