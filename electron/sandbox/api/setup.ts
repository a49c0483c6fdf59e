import type { FastifyInstance } from "fastify";
import { sandboxSetupSchema } from "#shared/sandbox.ts";
import { checkSetup } from "../setup/check-setup.ts";
import { writeSetup } from "../setup/write-setup.ts";
import { transaction } from "../store/sql.ts";
import { textsFor } from "../texts/texts.ts";
import { checked } from "./checked.ts";
import type { Service } from "./service.ts";

/** Octets of the longest setup that is read. */
const longestSetup = 32_000_000;

/**
 * `PUT /sandbox/setup`: ends the scenario, replaces the data with exactly these objects, and ends
 * every session. A setup with unknown or inconsistent content is refused with `invalid-input` and
 * changes no data.
 */
export function setupRoutes(app: FastifyInstance, service: Service): void {
  app.put("/sandbox/setup", { bodyLimit: longestSetup }, async (request, reply) => {
    const setup = checked(sandboxSetupSchema, request.body);
    const texts = textsFor(request.headers["accept-language"]);
    await service.scenarios.without(() => {
      checkSetup(setup, service.now());
      const { db, ca } = service.store;
      transaction(db, () => writeSetup({ db, ca, now: service.now }, setup, texts));
      service.sessions.endAll();
      service.dataChanged();
    });
    return reply.code(204).send();
  });
}
