import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { idmApi } from "#shared/idm/api.ts";
import type { Operator } from "#shared/idm/session.ts";
import { sandboxAccounts } from "#shared/sandbox.ts";
import { handOut } from "./api/ca.ts";
import type { Service } from "./api/service.ts";
import { CaRefused, type Ca, type CaRecord } from "./ca/ca.ts";
import { pkcs12 } from "./ca/pkcs12.ts";
import { Refusal } from "./refusal.ts";
import { findAccount } from "./store/accounts.ts";
import { textsFor } from "./texts/texts.ts";

/** The passphrase of every file that the sandbox makes. */
const passphrase = "sandbox";

/**
 * The file in the data directory with the root that a client must trust to connect to the listener
 * (PEM).
 */
const authorityFile = "ca.pem";

/** The certificates besides one for each account, which a back end must refuse. */
const others = ["revoked", "expired", "unknown", "signature"] as const;
const names = [...sandboxAccounts, ...others];
type CertificateName = (typeof names)[number];

/** The listener for log-in with a certificate. */
export interface ClientCertificates {
  /** `https://127.0.0.1:PORT`; refuses clients without a certificate of this CA. */
  readonly url: string;
  readonly server: Server;
  stop(): void;
}

/**
 * Opens the listener. Its own certificate is issued by the present CA: after a reset it must be
 * opened again.
 */
export async function listenForCertificates({ store: { ca } }: Service, dataDir: string): Promise<ClientCertificates> {
  writeFileSync(join(dataDir, authorityFile), pem(ca.root));
  const { certificate, privateKey } = await ca.server();
  const server = createServer({
    cert: pem(certificate) + pem(ca.issuing),
    key: pem(privateKey, "PRIVATE KEY"),
    ca: [pem(ca.issuing), pem(ca.root)],
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
  });
  server.maxConnections = 200;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `https://127.0.0.1:${port}`,
    server,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * Registers `GET /sandbox/client-certificates/NAME.p12` if there is a listener, and the log-in with
 * a certificate, `POST /v1/sessions/certificate`.
 */
export function certificateRoutes(app: FastifyInstance, service: Service, listener: ClientCertificates | null): void {
  const checked = {
    // Checks the certificate before the body is read.
    onRequest: async (request: FastifyRequest) => void operatorOf(service, request),
  };
  app.post(idmApi.logInWithCertificate.path, checked, async (request, reply) => {
    const session = service.sessions.begin(operatorOf(service, request), service.machine());
    return reply.code(idmApi.logInWithCertificate.status).send(session);
  });
  if (listener === null) return;
  for (const name of names)
    app.get(`/sandbox/client-certificates/${name}.p12`, async (_request, reply) => {
      reply.header("Content-Disposition", `attachment; filename="${name}.p12"`);
      return reply.type("application/x-pkcs12").send(await fileOf(service, name));
    });
}

/**
 * Returns the operator whose certificate the connection was made with. Throws Refusal
 * `certificate-refused`.
 */
export function operatorOf(service: Service, { raw, headers }: FastifyRequest): Operator {
  const { ca, db } = service.store;
  const { details } = textsFor(headers["accept-language"]);
  const { socket } = raw;
  const certificate = socket instanceof TLSSocket && socket.authorized ? socket.getPeerX509Certificate() : undefined;
  if (certificate === undefined) throw new Refusal("certificate-refused", details.certificateElsewhere);
  const serial = certificate.serialNumber.toLowerCase();
  const name = names.find((each) => serialOf(each) === serial);
  if (name === undefined) throw new Refusal("certificate-refused", details.certificateUnknown);
  // A setup and the data of a scenario have other records than those the file was made with.
  register(service, name);
  if (ca.status(serial).status !== "valid") throw new Refusal("certificate-refused", details.certificateRevoked);
  const found = findAccount(db, name);
  if (found === undefined) throw new Refusal("certificate-refused", details.certificateUnknown);
  return found.operator;
}

async function fileOf(service: Service, name: CertificateName): Promise<Buffer> {
  const { ca } = service.store;
  register(service, name);
  const { certificate, privateKey } = await handOut(service, serialOf(name));
  return pkcs12({ certificate, privateKey, chain: [ca.issuing], passphrase });
}

/**
 * Puts the certificate on record if it is missing: it is requested for the first time, or the data
 * is new.
 */
function register({ store: { ca, db }, now }: Service, name: CertificateName): void {
  if (isOnRecord(ca, name)) return;
  const day = 86_400_000;
  const at = (days: number): string => new Date(now().getTime() + days * day).toISOString();
  const record: CaRecord = {
    serial: serialOf(name),
    subject: `CN=${findAccount(db, name)?.operator.name ?? name},O=CardDesk Sandbox`,
    purpose: name === "signature" ? "signature" : "authentication",
    notBefore: at(-30),
    notAfter: at(name === "expired" ? -1 : 365),
  };
  ca.register([record]);
  if (name === "revoked") ca.revoke(record.serial, "keyCompromise");
}

function isOnRecord(ca: Ca, name: CertificateName): boolean {
  try {
    ca.status(serialOf(name));
    return true;
  } catch (fault) {
    if (fault instanceof CaRefused) return false;
    throw fault;
  }
}

/**
 * Returns a serial of 16 octets, always the same for a name: it links the certificate to its
 * account.
 */
const serialOf = (name: CertificateName): string =>
  `5c${createHash("sha256").update(`client certificate ${name}`).digest("hex").slice(0, 30)}`;

/** Encodes a certificate or key as PEM (RFC 7468), for Node's TLS. */
const pem = (der: Buffer, label: "CERTIFICATE" | "PRIVATE KEY" = "CERTIFICATE"): string =>
  [`-----BEGIN ${label}-----`, ...(der.toString("base64").match(/.{1,64}/g) ?? []), `-----END ${label}-----`, ""].join(
    "\n",
  );
