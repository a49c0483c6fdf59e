import { assertNever } from "#shared/domain/assert-never.ts";
import { ok, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import type { ApiCall } from "#shared/idm/api.ts";
import type { IdmEvent } from "#shared/idm/event.ts";
import type { Credentials } from "#shared/idm/session.ts";
import type { OfflineState } from "#shared/ipc/offline.ts";
import type { Around } from "#shared/ipc/serve.ts";
import type { Emit, Handlers } from "#shared/ipc/types.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import { languageOf } from "#shared/language-of.ts";
import { adminHandlers } from "./admin/handlers.ts";
import { createBulk } from "./bulk/bulk.ts";
import { bulkHandlers } from "./bulk/handlers.ts";
import { createCards } from "./cards/cards.ts";
import { recordDeeds, recordedCalls, recordedEvents } from "./diagnostics/record-calls.ts";
import { recordedGateway } from "./diagnostics/record-gateway.ts";
import { createRecorder, type Recorder } from "./diagnostics/recorder.ts";
import { untraced } from "./diagnostics/trace.ts";
import { createBundles } from "./diagnostics/bundle/bundles.ts";
import { collectParts } from "./diagnostics/bundle/collect.ts";
import { followConnection } from "./idm/connection.ts";
import { followEvents, type EventListener } from "./idm/events.ts";
import type { Failure } from "./idm/failure.ts";
import { eventsCall, httpGateway } from "./idm/gateway.ts";
import type { LogMessage } from "./log.ts";
import type { Ports } from "./ports.ts";
import { createHealth } from "./health/health.ts";
import { insideChecks } from "./health/inside.ts";
import { guardEvents, guardHandlers } from "./session/guard.ts";
import { createIdleLock } from "./session/idle.ts";
import { sessionCommands } from "./session/handlers.ts";
import { createScenarios } from "./scenarios/scenarios.ts";
import { createSession } from "./session/session.ts";
import { createSettings } from "./settings/settings.ts";
import { taskHandlers } from "./tasks/handlers.ts";
import { createWizard } from "./wizard/wizard.ts";
import { startAgain, wizardHandlers } from "./wizard/handlers.ts";
import { keepLocal } from "./workplace/local-keeper.ts";
import { offlineHandlers } from "./workplace/offline-handlers.ts";
import { onlineWorkplace } from "./workplace/online.ts";
import { createPlace } from "./workplace/place.ts";

/** Whether there is a core at all is not for the core to answer (program.ts). */
type CoreHandlers = Omit<Handlers, "replay">;

/** The program behind the page: the handlers of the contract, and its end. */
export interface Core {
  readonly handlers: CoreHandlers;
  /** What stands around every call that a shell has answered: its trace and its record. */
  readonly around: Around;
  readonly recorder: Recorder;
  /**
   * Locks the session as after the idle time; for the shell, when the machine is locked or
   * suspended or a page has died.
   */
  lockSession(): void;
  stop(): Promise<void>;
}

/**
 * Makes the parts of the core over the ports of a shell, and connects their events. `emit` sends an
 * event to every window.
 */
export function createCore(ports: Ports, emit: Emit): Core {
  const { timing, clock, log, info, caFile } = ports;
  const life = new AbortController();
  const failed = (area: LogMessage) => (fault: unknown) => log.error({ fault }, area);

  const settings = createSettings(ports.settings);
  const session = createSession();
  const recorder = createRecorder(() => ({
    "app.info": info,
    "app.settings": settings.current(),
    "app.connection": connection.now(),
    "session.state": session.state(),
    "wizard.state": shown(wizard.state()),
    "offline.state": offlineState(),
    "cards.state": cards.state(),
  }));
  // First: what the others tell of the new operator is theirs already.
  session.subscribe({
    changed(state) {
      if (state.kind === "active") recorder.operator(state.operator.id);
    },
  });
  const tell = guardEvents(recordedEvents(recorder, emit), session);
  const operatorNow = () => {
    const operator = session.operator();
    return operator === null ? null : { operator, token: session.token() !== null };
  };
  /** A locked window shows no wizard; the wizard itself continues after the log-in. */
  const shown = (wizard: Wizard): Wizard => (session.state().kind === "locked" ? { kind: "closed" } : wizard);
  const sessionActive = (): boolean => session.state().kind === "active";

  const http = httpGateway({
    url: info.idm.url,
    caFile,
    timing,
    language: () => (settings.current().language === null ? info.systemLanguage : languageOf(settings.current(), info)),
    token: () => session.token(),
    outcome(outcome, token, call) {
      if (outcome.kind === "failure") callFailed(call, outcome);
      session.watch(outcome, token);
    },
  });
  const gateway = recordedGateway(recorder, http);
  function callFailed({ method, path }: ApiCall, { error: { code, params }, certainty }: Failure): void {
    const status = typeof params["status"] === "number" ? { status: params["status"] } : {};
    log.warn({ code, certainty, call: `${method} ${path}`, ...status }, "call failed");
  }
  const connection = followConnection(gateway, timing, life.signal);
  const disconnected = (): boolean => connection.now().kind === "offline";

  const local = keepLocal({
    gateway,
    timing,
    clock,
    ...ports.offline,
    disconnected,
    session: operatorNow,
    entriesChanged(entries) {
      tell("offline", "entriesChanged", [...entries]);
      for (const { object } of entries) tell("objects", "changed", { ref: object });
    },
    failed: failed("offline"),
  });
  const place = createPlace(
    {
      disconnected,
      offline: () => local.opened()?.workplaceNow() ?? null,
      online: onlineWorkplace({
        gateway,
        timing,
        sessionActive,
        localViewOf: (object) => local.opened()?.localViewOf(object) ?? null,
      }),
    },
    () => tell("objects", "allChanged", null),
  );
  const wizard = createWizard({
    timing,
    clock,
    steps: (start) => place.now().steps(start),
    sessionActive,
    changed: (now) => tell("wizard", "changed", shown(now)),
    touched: (ref) => tell("objects", "changed", { ref }),
  });
  const bulk = createBulk({
    gateway,
    timing,
    clock,
    session: operatorNow,
    withStore: local.withStore,
    changed: (state) => tell("bulk", "changed", state),
    itemsChanged: (items) => tell("bulk", "itemsChanged", items),
    log: (fields) => log.info(fields, "bulk"),
    failed: failed("bulk"),
  });
  const cards = createCards({
    bridge: ports.bridge,
    gateway,
    caFile,
    timing,
    mayAsk: () => session.token() !== null,
    changed: (reader) => tell("cards", "changed", reader),
    checking: (step) => tell("cards", "checking", step),
    recorder,
  });
  const scenarios = createScenarios({
    idm: info.idm,
    timing,
    signal: life.signal,
    changed: (state) => tell("scenarios", "changed", state),
    async setDiskFull(full) {
      await local.withStore((store) => store.setFull(full));
    },
  });
  const bundles = createBundles({
    clock,
    program: info.version,
    directory: ports.offline.directory,
    async collect(view) {
      await local.ready;
      return collectParts({
        directory: ports.offline.directory,
        program: info.version,
        info,
        ownAuthorities: caFile !== null,
        settings: settings.current(),
        view,
        offline: offlineState(),
        journals: local.opened()?.journalShape() ?? null,
        recording: recorder.recording(),
        health: await health.report(),
      });
    },
  });
  const commands = sessionCommands({
    gateway,
    session,
    async loggedIn(credentials: Credentials) {
      await local.ready;
      void local.opened()?.loggedIn(credentials).catch(failed("offline"));
    },
    async unlock(credentials) {
      await local.ready;
      return (await local.opened()?.workingSet.unlock(credentials)) ?? null;
    },
    leave: () => bulk.leave(),
  });

  const health = createHealth({
    clock,
    longest: timing.healthCheck,
    changed: (state) => tell("health", "changed", state),
    checks: () =>
      insideChecks({
        ports,
        reader: () => cards.begun(),
        isSound: () => local.withStore((store) => store.isSound()),
        keptAside: () => local.state().keptAside !== null,
        async offline() {
          await local.ready;
          return local.state();
        },
        bulk: () => bulk.state(),
        hasOperator: () => session.operator() !== null,
      }),
  });

  const lockSession = (): void => void commands.lock().catch(failed("session"));
  const idle = createIdleLock({
    session,
    clock,
    allowed: () => settings.current().idleMinutes * 60_000,
    lock: lockSession,
  });
  const idleTimer = setInterval(() => idle.check(), timing.idleInterval);

  const offlineState = (): OfflineState => ({ working: place.now().kind === "offline", ...local.state() });
  function tellOffline(): void {
    tell("offline", "changed", offlineState());
    place.refresh();
  }

  /** What the operator who is gone has left in memory. */
  function forgetWork(): void {
    wizard.forget();
    bundles.forget();
    health.forget();
  }

  local.subscribe(tellOffline);
  let events = new AbortController();
  const follower: EventListener = {
    opened() {
      allChanged();
      local.opened()?.sync.now();
    },
    event: tellEvent,
    flooded: (failure) => callFailed(eventsCall, failure),
  };
  session.subscribe({
    began(sameOperator) {
      if (!sameOperator) forgetWork();
      events.abort();
      events = new AbortController();
      const ended = AbortSignal.any([life.signal, events.signal]);
      untraced(() => followEvents(gateway, timing, ended, follower)).catch(failed("events"));
    },
    ended(loggedOut) {
      events.abort();
      void local.opened()?.lock(loggedOut).catch(failed("offline"));
      if (loggedOut) forgetWork();
      bulk.halt(loggedOut ? null : operatorError("not-authenticated"));
    },
    changed(state) {
      log.info({ session: state.kind }, "session");
      // Offline and bulk go first: the page never pairs the new operator with the state of the one
      // before.
      tellOffline();
      local.opened()?.sync.now();
      bulk.publish();
      tell("session", "changed", state);
      cards.askAgain();
      tell("wizard", "changed", shown(wizard.state()));
    },
  });
  connection.subscribe((now) => {
    tell("app", "connectionChanged", now);
    tellOffline();
    local.opened()?.sync.now();
    if (now.kind === "online") cards.askAgain();
  });

  function allChanged(): void {
    tell("objects", "allChanged", null);
    tell("tasks", "changed", null);
  }

  function tellEvent(event: IdmEvent): void {
    switch (event.kind) {
      case "objectChanged":
        local.opened()?.objectChanged(event.ref);
        return tell("objects", "changed", { ref: event.ref });
      case "configurationChanged":
        return tell("objects", "allChanged", null);
      case "taskOpened":
      case "taskClosed":
        return tell("tasks", "changed", null);
      default:
        return assertNever(event);
    }
  }

  /** Why the journal cannot be sent now; null when it can. */
  function noConnection(): OperatorError | null {
    const now = connection.now();
    if (now.kind === "offline") return now.error;
    return session.token() === null ? operatorError("not-authenticated") : null;
  }

  const handlers: CoreHandlers = {
    app: {
      info: () => value(info),
      connection: () => value(connection.now()),
      settings: () => value(settings.current()),
      saveSettings(change) {
        const before = languageOf(settings.current(), info);
        const saved = settings.save(change);
        tell("app", "settingsChanged", saved);
        // Names on screen come from the back end, in the language in which they were asked for.
        if (languageOf(saved, info) !== before) allChanged();
        return value(saved);
      },
      eventDropped({ place }) {
        ports.log.error({ place }, "the page dropped an event");
        return value(null);
      },
    },
    session: {
      ...commands.handlers,
      active() {
        idle.active();
        return value(null);
      },
    },
    search: {
      configurations: () => place.now().searchConfigurations(),
      run: (request) => place.now().search(request),
    },
    objects: {
      open: (ref) => place.now().open(ref),
      history: ({ ref, cursor }) => place.now().history(ref, cursor),
      stateGraph: ({ coreTemplate }) => place.now().stateGraph(coreTemplate),
    },
    tasks: taskHandlers(gateway, timing, place.onlineOnly),
    bulk: bulkHandlers(gateway, bulk, place.onlineOnly),
    wizard: wizardHandlers(wizard, () => shown(wizard.state())),
    offline: offlineHandlers({
      local,
      clock,
      state: offlineState,
      noConnection,
      startAgain: (entry) => place.onlineOnly("startAgain", () => startAgain(wizard, place.now(), entry)),
      closeWizard: () => void wizard.close(),
    }),
    cards: cards.handlers,
    admin: adminHandlers(gateway, timing, place.onlineOnly),
    recording: {
      pressed({ window, deeds }) {
        recordDeeds(recorder, window, deeds);
        return value(null);
      },
    },
    bundle: bundles.handlers,
    scenarios,
    health: health.handlers,
  };

  return {
    handlers: guardHandlers(handlers, session, idle, life.signal),
    around: recordedCalls(recorder),
    recorder,
    lockSession,
    async stop() {
      clearInterval(idleTimer);
      const cardsClosed = cards.stop();
      await bulk.stop();
      // The token must not live on at the back end.
      await commands.logOut();
      life.abort();
      await Promise.all([local.stop(), cardsClosed]);
    },
  };
}

const value = <T>(it: T): Promise<Result<T>> => Promise.resolve(ok(it));
