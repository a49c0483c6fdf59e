import type { FastifyInstance } from "fastify";
import { Refusal } from "../refusal.ts";

const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Lets only programs of this machine in. The Host header must name it: under any other name it is a
 * page whose server points its own name here (DNS rebinding). And no page of a browser speaks to
 * the sandbox, so nothing with an Origin does.
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
