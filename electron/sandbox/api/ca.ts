import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { CaRefused, CaUnavailable, type Ca } from "../ca/ca.ts";
import { Refusal } from "../refusal.ts";
import { keepFingerprint } from "../store/fingerprints.ts";
import { checked } from "./checked.ts";
import { underFault } from "./route.ts";
import type { Service } from "./service.ts";

const certificateType = "application/pkix-cert";
const ocspRequestType = "application/ocsp-request";
const ocspResponseType = "application/ocsp-response";

/** Octets of the longest OCSP request that is read. */
const longestOcspRequest = 100_000;

const serialParam = z.object({ serial: z.string().regex(/^[0-9a-f]{1,40}$/) });

/**
 * Registers what the CA publishes: certificates (RFC 5280), CRL, OCSP (RFC 6960). It needs no
 * session, as with any CA.
 */
export async function caRoutes(app: FastifyInstance, service: Service): Promise<void> {
  // A separate scope: no other call accepts this media type.
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      ocspRequestType,
      { parseAs: "buffer", bodyLimit: longestOcspRequest },
      (_request, body, done) => done(null, body),
    );

    const serve = (
      method: "GET" | "POST",
      url: string,
      type: string,
      answer: (ca: Ca, request: FastifyRequest) => Buffer | Promise<Buffer>,
    ): void => {
      scope.route({
        method,
        url,
        handler: async (request, reply) => {
          const { ca } = service.store;
          return reply.type(type).send(await underFault(service, request, () => answer(ca, request)));
        },
      });
    };
    const authority = (request: FastifyRequest, certificate: Buffer): Buffer => {
      if (service.faults.of(request).caDown === true) throw new CaUnavailable("The CA is down.");
      return certificate;
    };

    serve("GET", "/ca/root.cer", certificateType, (ca, request) => authority(request, ca.root));
    serve("GET", "/ca/issuing.cer", certificateType, (ca, request) => authority(request, ca.issuing));
    serve("GET", "/ca/issuing.crl", "application/pkix-crl", (ca) => ca.crl());
    serve("GET", "/ca/certificates/:serial.cer", certificateType, async (_ca, request) => {
      const { serial } = checked(serialParam, request.params);
      return (await handOut(service, serial)).certificate;
    });
    serve("POST", "/ca/ocsp", ocspResponseType, (ca, { body }) => {
      if (!Buffer.isBuffer(body)) throw new Refusal("invalid-input", ocspRequestType, { status: 415 });
      return ca.ocsp(body);
    });
    // RFC 6960 appendix A.1: the request is in the URL, Base64.
    serve("GET", "/ca/ocsp/*", ocspResponseType, (ca, { params }) => {
      const { "*": request } = checked(z.object({ "*": z.string() }), params);
      return ca.ocsp(Buffer.from(request, "base64"));
    });
  });
}

/**
 * Returns a certificate with its key, made now if need be; from then on a card that holds it can be
 * identified. Throws Refusal `not-found`.
 */
export async function handOut(
  { store: { db, ca } }: Service,
  serial: string,
): Promise<{ certificate: Buffer; privateKey: Buffer }> {
  const made = await ca.certificate(serial).catch((fault: unknown) => {
    throw fault instanceof CaRefused ? new Refusal("not-found") : fault;
  });
  keepFingerprint(db, serial, made.certificate);
  return made;
}
