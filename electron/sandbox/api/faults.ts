import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { Refusal } from "../refusal.ts";

const mostFaults = 100;

/** A failure that a test requests. */
export const faultSchema = z.strictObject({
  match: z.strictObject({
    /** An HTTP method, or `*`. */
    method: z.string().min(1).default("*"),
    /** A path without its query; `*` matches any characters. */
    path: z.string().min(1).max(500),
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
    /** Make every log-in older than any `--step-up-seconds`. */
    ageLogIns: z.boolean().optional(),
  }),
  /** Number of requests that it hits. */
  times: z.number().int().min(1).default(1),
});
type Fault = z.output<typeof faultSchema>;
type Effect = Fault["effect"];
/** A fault that stays until it is replaced. */
export type StandingFault = Pick<Fault, "match" | "effect">;

export type Faults = ReturnType<typeof openFaults>;

/** Opens the list of faults that wait for a request, oldest first. */
export function openFaults() {
  const waiting: Fault[] = [];
  let standing: readonly StandingFault[] = [];
  const effects = new WeakMap<FastifyRequest, Effect>();
  return {
    /** Adds a fault. Throws Refusal `invalid-input` if there are too many. */
    add(fault: Fault): void {
      if (waiting.length >= mostFaults) throw new Refusal("invalid-input", `There are ${mostFaults} faults already.`);
      waiting.push(fault);
    },
    clear: (): void => void waiting.splice(0),
    /**
     * Sets the faults that apply until others are set; if several fit a request, the first one
     * counts.
     */
    stand: (faults: readonly StandingFault[]): void => void (standing = faults),
    /** Takes the first fault that fits the request. */
    take(request: FastifyRequest): Effect | undefined {
      const path = request.url.split("?", 1).join("");
      const isHit = ({ match }: StandingFault): boolean =>
        isMethod(match.method, request.method) && fits(match.path, path);
      const fault = waiting.find(isHit);
      const effect = (fault ?? standing.find(isHit))?.effect;
      if (effect === undefined) return undefined;
      if (fault !== undefined && --fault.times === 0) waiting.splice(waiting.indexOf(fault), 1);
      effects.set(request, effect);
      return effect;
    },
    /** Returns the effect that `take` took for this request; empty if there was none. */
    of: (request: FastifyRequest): Effect => effects.get(request) ?? {},
  };
}

const isMethod = (wanted: string, method: string): boolean => wanted === "*" || wanted.toUpperCase() === method;

/**
 * Whether a path fits a pattern. Each part between two `*` is searched for once, after the previous
 * one, so the time is bounded by the length of the path.
 */
export function fits(pattern: string, path: string): boolean {
  const [start = "", ...parts] = pattern.split("*");
  const end = parts.pop();
  if (end === undefined) return path === start;
  if (!path.startsWith(start)) return false;
  let at = start.length;
  for (const part of parts) {
    const found = path.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return path.length - end.length >= at && path.endsWith(end);
}
