import { operatorError, type OperatorError } from "#shared/errors.ts";
import { idmApi, type ApiCall } from "#shared/idm/api.ts";
import type { Operator } from "#shared/idm/session.ts";
import type { Language } from "#shared/ipc/app.ts";
import type { Emit } from "#shared/ipc/types.ts";
import { languageOf } from "#shared/language-of.ts";
import { recordedEvents } from "./diagnostics/record-calls.ts";
import { recordedGateway } from "./diagnostics/record-gateway.ts";
import type { Recorder } from "./diagnostics/recorder.ts";
import { followConnection } from "./idm/connection.ts";
import type { Failure } from "./idm/failure.ts";
import { httpGateway, type Gateway, type GatewayOptions } from "./idm/gateway.ts";
import { openNetwork, type ClientIdentity } from "./idm/network.ts";
import type { LogMessage } from "./log.ts";
import { createNotices } from "./notices.ts";
import type { Ports } from "./ports.ts";
import { boundGateway } from "./session/bound-gateway.ts";
import { guardEvents } from "./session/guard.ts";
import { createProvider } from "./session/provider.ts";
import { providerFetch } from "./session/provider-fetch.ts";
import { renewal } from "./session/renewal.ts";
import { createSession } from "./session/session.ts";

export type Foundation = ReturnType<typeof layFoundation>;

/**
 * Makes the parts that all others depend on: settings, session, gateway, and the events to the
 * windows.
 */
export function layFoundation(ports: Ports, emit: Emit, recorder: Recorder, life: AbortSignal) {
  const { timing, log, info, settings, clock } = ports;
  const network = openNetwork(ports);
  const session = createSession();
  // Subscribe first: what other listeners emit must already be recorded for the new operator.
  session.subscribe({
    changed(state) {
      if (state.kind === "active") recorder.operator(state.operator.id);
    },
  });

  function callFailed({ method, path }: ApiCall, { error: { code, params }, certainty }: Failure): void {
    const status = typeof params["status"] === "number" ? { status: params["status"] } : {};
    log.warn({ code, certainty, call: `${method} ${path}`, ...status }, "call failed");
  }

  const language = (): Language => languageOf(settings.current(), info);
  const provider = createProvider({
    fetch: providerFetch(network.agents, timing.readTimeout),
    clock,
    language,
    openExternal: ports.openExternal,
  });
  const options: GatewayOptions = {
    url: info.idm.url,
    network,
    timing,
    language: () => (settings.current().language === null ? info.systemLanguage : language()),
    token: () => session.token(),
    renew: (token) => renew(token),
    outcome(outcome, token, call) {
      if (outcome.kind === "failure") callFailed(call, outcome);
      session.watch(outcome, token);
    },
  };
  const lastingGateway = recordedGateway(recorder, httpGateway(options));
  const gateway = boundGateway(lastingGateway, session.mayGoOn);
  const renew = renewal({ gateway: lastingGateway, session, provider });
  const tell = guardEvents(recordedEvents(recorder, emit), session);
  /** Makes a gateway to `url` that presents a client certificate (TLS) and sends no token. */
  function gatewayWith(url: string, client: ClientIdentity): { gateway: Gateway; end: () => void } {
    const own = openNetwork({ ...ports, client });
    const shown = httpGateway({ ...options, url, network: own, token: () => null });
    return { gateway: recordedGateway(recorder, shown), end: () => own.agents.httpsAgent.destroy() };
  }
  const connection = followConnection(gateway, timing, life);
  const notices = createNotices({
    async readTasks() {
      const answer = await gateway.ask(idmApi.tasks);
      return answer.kind === "answer" ? answer.value : null;
    },
    async readObject({ type, id }) {
      const answer = await gateway.ask(idmApi.object, { params: { type, id } });
      return answer.kind === "answer" ? answer.value : null;
    },
    clock: ports.clock,
    notify: () => (settings.current().notifications ? (ports.desktop?.notify ?? null) : null),
    operator: () => session.operator(),
  });

  return {
    settings,
    session,
    network,
    gateway,
    gatewayWith,
    provider,
    /**
     * Not bound to a session: for work that outlives a log-out and checks the session itself (sync,
     * working set).
     */
    lastingGateway,
    connection,
    notices,
    callFailed,
    tell,
    /** Tells the windows that everything they have read may be outdated. */
    allChanged: (): void => {
      tell("objects", "allChanged", null);
      tell("tasks", "changed", null);
    },
    failed: (area: LogMessage) => (fault: unknown) => log.error({ fault }, area),
    disconnected: (): boolean => connection.now().kind === "offline",
    sessionActive: (): boolean => session.state().kind === "active" && session.mayGoOn(),
    operatorNow: (): { operator: Operator; token: boolean } | null => {
      const operator = session.operator();
      return operator === null ? null : { operator, token: session.token() !== null };
    },
    /** Returns why the journal cannot be sent now; null when it can. */
    noConnection: (): OperatorError | null => {
      const now = connection.now();
      if (now.kind === "offline") return now.error;
      return session.token() === null ? operatorError("not-authenticated") : null;
    },
  };
}
