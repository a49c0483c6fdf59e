import { appendFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { traceOf } from "./trace.ts";

/** Size, in bytes, at which the log becomes the old log. */
const longest = 5_000_000;

/**
 * Writes a line of JSON for each request to `sandbox.log` in the data directory: the trace that it
 * came with, the call without its values, the status, and how long it took in milliseconds.
 */
export function logRequests(app: FastifyInstance, dataDir: string): void {
  const file = join(dataDir, "sandbox.log");
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const write = (line: string): void => {
    if (size > 0 && size + line.length > longest) {
      renameSync(file, join(dataDir, "sandbox.old.log"));
      size = 0;
    }
    appendFileSync(file, line, { mode: 0o600 });
    size += line.length;
  };
  app.addHook("onResponse", (request, reply, done) => {
    const line = {
      time: new Date().toISOString(),
      trace: traceOf(request.headers["traceparent"]) ?? null,
      call: `${request.method} ${request.routeOptions.url ?? "unknown address"}`,
      status: reply.statusCode,
      took: Math.round(reply.elapsedTime),
    };
    try {
      write(`${JSON.stringify(line)}\n`);
    } catch {
      // A log that cannot be written must not end the sandbox.
    }
    done();
  });
}
