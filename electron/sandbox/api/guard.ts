import type { FastifyInstance } from "fastify";
import { Refusal } from "../refusal.ts";

const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Accepts only requests from programs on this machine. The Host header must be a loopback name: any
 * other one comes from a web page whose server points its own name here (DNS rebinding). Requests
 * with an Origin are refused, because no page in a browser calls the sandbox.
 */
export function guard(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ headers: { host, origin } }, reply) => {
    reply.header("Cache-Control", "no-store");
    if (host === undefined || !loopbackHost.test(host)) {
      throw new Refusal("forbidden", "The sandbox answers under a loopback address only.");
    }
    if (origin !== undefined) throw new Refusal("forbidden", "The sandbox does not answer pages of a browser.");
  });
}
