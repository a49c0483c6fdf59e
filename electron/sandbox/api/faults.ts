import type { FastifyRequest } from "fastify";
import { z } from "zod";

/** A failure that a test asks for. */
export const faultSchema = z.strictObject({
  match: z.strictObject({
    /** An HTTP method, or `*`. */
    method: z.string().min(1).default("*"),
    /** A path without its query; `*` matches any characters. */
    path: z.string().min(1),
  }),
  effect: z.strictObject({
    /** Wait first, in milliseconds. */
    delayMs: z.number().int().min(0).max(600_000).optional(),
    /** Answer this status instead of doing anything, with this body. */
    status: z.number().int().min(200).max(599).optional(),
    body: z.string().optional(),
    contentType: z.string().optional(),
    /** Cut the connection before, or after, the call has had its effect. */
    dropBeforeCommit: z.boolean().optional(),
    dropAfterCommit: z.boolean().optional(),
    /** The CA does not answer during this call. */
    caDown: z.boolean().optional(),
    /** End every session first. */
    expireSessions: z.boolean().optional(),
  }),
  /** How many requests are hit. */
  times: z.number().int().min(1).default(1),
});
type Fault = z.output<typeof faultSchema>;
type Effect = Fault["effect"];

export type Faults = ReturnType<typeof openFaults>;

/** The faults that wait for a request, oldest first. */
export function openFaults() {
  const waiting: Fault[] = [];
  const effects = new WeakMap<FastifyRequest, Effect>();
  return {
    add: (fault: Fault): void => void waiting.push(fault),
    clear: (): void => void waiting.splice(0),
    /** Takes the first fault that fits the request. */
    take(request: FastifyRequest): Effect | undefined {
      const path = request.url.split("?", 1).join("");
      const fault = waiting.find(({ match }) => isMethod(match.method, request.method) && fits(match.path, path));
      if (fault === undefined) return undefined;
      fault.times -= 1;
      if (fault.times === 0) waiting.splice(waiting.indexOf(fault), 1);
      effects.set(request, fault.effect);
      return fault.effect;
    },
    /** The effect of the fault that `take` took for this request. */
    of: (request: FastifyRequest): Effect => effects.get(request) ?? {},
  };
}

const isMethod = (wanted: string, method: string): boolean => wanted === "*" || wanted.toUpperCase() === method;

const fits = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replace(/[^\w*]/g, String.raw`\$&`).replaceAll("*", ".*")}$`).test(path);
