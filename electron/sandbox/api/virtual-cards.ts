import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { Refusal } from "../refusal.ts";
import { certificatesOf, findCard } from "../store/objects.ts";
import { handOut } from "./ca.ts";
import { checked } from "./checked.ts";
import { underFault } from "./route.ts";
import type { Service } from "./service.ts";

/** PIN and PUK of every new virtual card. */
const factory = { pin: "123456", puk: "12345678" };

/**
 * `GET /sandbox/virtual-cards/{number}`: the content of a virtual card, private keys included, for
 * any caller on this machine. The keys open nothing outside of the sandbox.
 */
export function virtualCardRoutes(app: FastifyInstance, service: Service): void {
  app.get("/sandbox/virtual-cards/:number", async (request, reply) => {
    const { number } = checked(z.object({ number: z.string() }), request.params);
    const { db } = service.store;
    if (findCard(db, number) === undefined) throw new Refusal("not-found");
    const certificates = await underFault(service, request, () =>
      Promise.all(
        certificatesOf(db, number).map(async ({ id: serial, purpose }) => {
          const { certificate, privateKey } = await handOut(service, serial);
          return {
            purpose,
            serial,
            certificate: certificate.toString("base64"),
            privateKey: privateKey.toString("base64"),
          };
        }),
      ),
    );
    return reply.send({ number, ...factory, certificates });
  });
}
