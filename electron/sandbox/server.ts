import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { destination, pino } from "pino";
import { adminRoutes } from "./api/admin.ts";
import { bulkRoutes } from "./api/bulk.ts";
import { caRoutes } from "./api/ca.ts";
import { eventRoutes } from "./api/events.ts";
import { faultHooks, faultRoutes } from "./api/fault-routes.ts";
import { guard } from "./api/guard.ts";
import { objectRoutes } from "./api/objects.ts";
import { refusalOf } from "./api/problem.ts";
import { offlineRoutes } from "./api/offline.ts";
import { processInstanceRoutes } from "./api/process-instances.ts";
import { createRoutes } from "./api/route.ts";
import { searchRoutes } from "./api/search.ts";
import type { Service } from "./api/service.ts";
import { sessionRoutes } from "./api/session.ts";
import { scenarioRoutes } from "./api/scenario-routes.ts";
import { setupRoutes } from "./api/setup.ts";
import { taskRoutes } from "./api/tasks.ts";
import { virtualCardRoutes } from "./api/virtual-cards.ts";
import { certificateRoutes, listenForCertificates, type ClientCertificates } from "./client-certificates.ts";
import type { SandboxProvider } from "./oidc/provider.ts";
import { problemOf, Refusal } from "./refusal.ts";
import { logRequests } from "./request-log.ts";
import { openService, type ServiceOptions } from "./open-service.ts";
import { StartError } from "#shared/start-error.ts";
import type { ScenarioName } from "#shared/sandbox.ts";
import { findAccount } from "./store/accounts.ts";
import { textsFor } from "./texts/texts.ts";

const host = "127.0.0.1";

/**
 * Milliseconds; longer than clients keep an idle connection, so that none of them sends into one
 * that is being closed.
 */
const keepAliveTimeout = 72_000;

/**
 * Milliseconds that a client may take for the headers of a request and for all of it, and that a
 * connection may be idle.
 */
const defaultTimeouts = { headers: 10_000, request: 30_000, idle: 120_000 };

/**
 * Far more than clients need: each costs memory. Beyond it, connections are refused until others
 * end.
 */
const mostConnections = 2_000;

export interface SandboxOptions extends ServiceOptions {
  /** 0 picks one. */
  readonly port: number;
  readonly allowFaults: boolean;
  /**
   * Opens a listener that requires a certificate of the client, and offers it as a way to log in.
   */
  readonly clientCertificates?: boolean;
  /** Starts an OpenID Connect provider, and offers it as a way to log in. */
  readonly oidc?: boolean;
  /** Irreversible processes need a log-in that is not older than this. */
  readonly stepUpSeconds?: number | undefined;
  /**
   * The scenario at the start. Any value but undefined opens `/sandbox/scenario` and
   * `/sandbox/setup`.
   */
  readonly scenario?: ScenarioName | "none" | undefined;
  /** A test sets shorter ones. */
  readonly timeouts?: typeof defaultTimeouts;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Ends every connection and closes the data. */
  stop(): Promise<void>;
}

/** Starts the sandbox. Throws StartError if it cannot. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  // Listen first: the CA needs the address, and a port in use must be reported before data is made.
  const server = listener(options.timeouts ?? defaultTimeouts);
  // Drop connections until the sandbox can answer: a request would wait for ever.
  const early = (socket: Socket): void => void socket.destroy();
  server.on("connection", early);
  const url = await listen(server, options.port);
  try {
    const service = await openService(options, url, () => server.closeAllConnections());
    const certificates =
      options.clientCertificates === true ? await listenForCertificates(service, options.dataDir) : null;
    const provider = options.oidc === true ? await providerOf(service) : null;
    const app = await createApp(server, service, provider, certificates, options);
    await app.ready();
    if (options.scenario !== undefined && options.scenario !== "none") await service.scenarios.start(options.scenario);
    server.off("connection", early);
    return {
      url,
      async stop() {
        server.close();
        server.closeAllConnections();
        certificates?.stop();
        await provider?.stop();
        await app.close();
        await service.close();
      },
    };
  } catch (fault) {
    server.close();
    throw fault;
  }
}

/**
 * Starts the provider with the accounts of the back end, whose count of wrong passwords it shares.
 * It is loaded only if it is wanted, which saves every other start 0.2 s.
 */
async function providerOf(service: Service): Promise<SandboxProvider> {
  const { startProvider } = await import("./oidc/provider.ts");
  return startProvider((account, password) =>
    service.sessions.check({ account, password }, (each) => findAccount(service.store.db, each)),
  );
}

/**
 * Creates an HTTP server that slow clients cannot block: it ends connections that take too long,
 * and limits their number.
 */
function listener({ headers, request, idle }: typeof defaultTimeouts): Server {
  const server = createServer({
    keepAliveTimeout,
    headersTimeout: headers,
    requestTimeout: request,
    connectionsCheckingInterval: headers / 4,
  });
  server.timeout = idle;
  server.maxConnections = mostConnections;
  return server;
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", (fault) => {
      const inUse = "code" in fault && fault.code === "EADDRINUSE";
      reject(new StartError(inUse ? `port ${port} is in use` : `port ${port} cannot be used: ${fault.message}`));
    });
    server.listen(port, host, () => {
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(`http://${host}:${address.port}`);
    });
  });
}

async function createApp(
  server: Server,
  service: Service,
  provider: SandboxProvider | null,
  certificates: ClientCertificates | null,
  { allowFaults, scenario, dataDir, stepUpSeconds }: SandboxOptions,
): Promise<FastifyInstance> {
  const log = pino({ level: "error" }, destination(process.stderr.fd));
  const problem = (refusal: Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (refusal.retryAfter !== undefined) reply.header("Retry-After", refusal.retryAfter);
    if (refusal.code === "not-authenticated") reply.header("WWW-Authenticate", "Bearer");
    return reply
      .code(refusal.status)
      .type("application/problem+json; charset=utf-8")
      .send(JSON.stringify(problemOf(refusal, textsFor(request.headers["accept-language"]))));
  };
  const onError = (fault: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const refusal = refusalOf(fault);
    if (refusal === null) log.error(fault, `${request.method} ${request.routeOptions.url ?? "unknown address"}`);
    return problem(refusal ?? new Refusal("internal"), request, reply);
  };
  const app = fastify({
    serverFactory(handler) {
      certificates?.server.on("request", handler);
      return server.on("request", handler);
    },
    // A type has up to 100 characters and an id up to 200, each of them encoded as up to 12 in a
    // URL.
    routerOptions: { maxParamLength: 2400 },
    frameworkErrors: (fault, request, reply) => void onError(fault, request, reply),
  });
  app.setErrorHandler(onError);
  app.setNotFoundHandler((request, reply) => problem(new Refusal("not-found"), request, reply));
  // JSON only: any page in a browser may send a form or plain text without a CORS preflight.
  app.removeContentTypeParser("text/plain");

  guard(app);
  logRequests(app, dataDir);
  if (allowFaults || scenario !== undefined) {
    faultHooks(app, service);
    scenarioRoutes(app, service);
    setupRoutes(app, service);
  }
  if (allowFaults) faultRoutes(app, service);
  const routes = createRoutes(app, service);
  sessionRoutes(app, routes, service, provider, certificates);
  certificateRoutes(app, service, certificates);
  searchRoutes(routes, service);
  objectRoutes(routes, service);
  processInstanceRoutes(routes, service, stepUpSeconds);
  taskRoutes(routes, service);
  bulkRoutes(routes, service);
  adminRoutes(routes, service);
  offlineRoutes(routes, service, stepUpSeconds);
  eventRoutes(app, service);
  virtualCardRoutes(app, service);
  await caRoutes(app, service);
  return app;
}
