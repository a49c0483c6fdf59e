import type { FastifyInstance } from "fastify";
import { assertNever } from "#shared/domain/assert-never.ts";
import { maySee } from "#shared/domain/roles.ts";
import type { IdmEvent } from "#shared/idm/event.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "./service.ts";

/** Milliseconds between two heartbeats. */
const heartbeat = 15_000;

/** A client that is this many octets behind is considered gone. */
const mostUnread = 1_000_000;

/**
 * `GET /v1/events`: server-sent events, each with its JSON in `data`. No event is sent again: a
 * client that connects must re-read what it shows.
 */
export function eventRoutes(app: FastifyInstance, service: Service): void {
  app.get("/v1/events", async ({ headers: { authorization } }, reply) => {
    service.sessions.operator(authorization);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    raw.write(": connected\n\n");

    const write = (text: string): void => {
      if (raw.writableLength > mostUnread) raw.destroy();
      else raw.write(text);
    };
    /**
     * Returns the roles of the session's operator; null, and ends the stream, if the session has
     * ended: a client whose calls would be refused gets no events.
     */
    const roles = (): readonly string[] | null => {
      try {
        return service.sessions.operator(authorization).roles;
      } catch (fault) {
        if (!(fault instanceof Refusal)) throw fault;
        raw.end();
        return null;
      }
    };
    const unsubscribe = service.subscribe((event) => {
      const asking = roles();
      if (asking !== null && concerns(event, asking)) write(`data: ${JSON.stringify(event)}\n\n`);
    });
    const beat = setInterval(() => {
      if (roles() !== null) write(": here\n\n");
    }, heartbeat);
    raw.once("close", () => {
      unsubscribe();
      clearInterval(beat);
    });
  });
}

/**
 * Whether an event may be sent to these roles: those of objects and tasks need the role that sees
 * them.
 */
function concerns(event: IdmEvent, roles: readonly string[]): boolean {
  switch (event.kind) {
    case "objectChanged":
      return maySee("search", roles);
    case "taskOpened":
    case "taskClosed":
      return maySee("tasks", roles);
    case "configurationChanged":
      return true;
    default:
      return assertNever(event);
  }
}
