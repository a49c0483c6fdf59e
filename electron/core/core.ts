import { assertNever } from "#shared/domain/assert-never.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { IdmEvent } from "#shared/idm/event.ts";
import type { Credentials, Operator } from "#shared/idm/session.ts";
import type { Connection, ObjectView } from "#shared/ipc/contract.ts";
import type { QueueEntry } from "#shared/ipc/offline.ts";
import type { Emit, Handlers } from "#shared/ipc/types.ts";
import type { KeptEntries, Wizard, WizardStart } from "#shared/ipc/wizard.ts";
import { bulkHandlers } from "./bulk/area.ts";
import { createBulk } from "./bulk/bulk.ts";
import { createCardArea } from "./cards/area.ts";
import { listTemplates, readTemplate, saveTemplate } from "./admin/admin.ts";
import { offlineCodes, watchConnection } from "./idm/connection.ts";
import { followEvents } from "./idm/events.ts";
import { httpGateway, resultOf } from "./idm/gateway.ts";
import { startOffline } from "./workplace/area.ts";
import type { OfflineWizard } from "./wizard/offline-wizard.ts";
import { openObject, readHistory, readStateGraph } from "./objects/objects.ts";
import type { Ports } from "./ports.ts";
import { createSearch } from "./search/search.ts";
import { createSession } from "./session/session.ts";
import { createSettings } from "./settings/settings.ts";
import { decideTask, listTasks, withdrawRequest } from "./tasks/tasks.ts";
import { createWizard, isBusy, type WizardKeeper } from "./wizard/wizard.ts";

/** The program behind the page: the handlers of the contract, and its end. */
export interface Core {
  readonly handlers: Handlers;
  stop(): Promise<void>;
}

/** Puts the core together over the ports of a shell. `emit` tells the page. */
export function createCore(ports: Ports, emit: Emit): Core {
  const { timing, clock } = ports;
  const settings = createSettings(ports.settings);
  const life = new AbortController();
  let connection: Connection = { kind: "connecting" };
  let events = new AbortController();
  /** What was entered in the form of the wizard and not sent yet. */
  let kept: KeptEntries | null = null;

  const session = createSession({
    began(sameOperator) {
      if (!sameOperator) {
        wizard.forget();
        bulk.halt(null);
      }
      events = new AbortController();
      follow(AbortSignal.any([life.signal, events.signal]));
    },
    ended(left) {
      events.abort();
      void offline.opened()?.lock().catch(offlineFailed);
      if (left) wizard.forget();
      bulk.halt(left ? null : operatorError("not-authenticated"));
    },
    changed(state) {
      ports.log.info({ session: state.kind }, "session");
      // First, so that the page never shows an operator who is here beside what was true without them.
      offline.opened()?.changed();
      bulk.tell();
      emit("session", "changed", state);
      cards.askAgain();
      if (state.kind === "active") emit("wizard", "changed", wizardShown());
    },
  });

  const gateway = httpGateway({
    url: ports.info.idm.url,
    caFile: ports.caFile,
    language: () => settings.current().language ?? ports.info.systemLanguage,
    token: () => session.token(),
    timing,
    outcome(outcome) {
      if (outcome.kind === "failure") {
        const { code, details } = outcome.error;
        ports.log.warn({ code, certainty: outcome.certainty, details }, "call failed");
      }
      session.watch(outcome);
    },
  });

  const wizard = createWizard({
    gateway,
    timing,
    sessionActive: () => session.state().kind === "active",
    changed: wizardChanged,
    touched: (ref) => emit("objects", "changed", { ref }),
  });
  const search = createSearch(gateway);

  const offlineFailed = (fault: unknown): void => ports.log.error({ fault }, "offline");
  const offline = startOffline(
    {
      gateway,
      timing,
      clock,
      ...ports.offline,
      disconnected: () => connection.kind === "offline",
      session() {
        const state = session.state();
        return state.kind === "active" ? { operator: state.operator, token: session.token() !== null } : null;
      },
      stateChanged: (state) => emit("offline", "changed", state),
      entriesChanged(entries) {
        emit("offline", "entriesChanged", [...entries]);
        for (const { object } of entries) emit("objects", "changed", { ref: object });
      },
      wizardChanged,
      touched: (ref) => emit("objects", "changed", { ref }),
      failed: offlineFailed,
    },
    startAgain,
  );

  const bulk = createBulk({
    gateway,
    timing,
    session() {
      const state = session.state();
      const seen = state.kind === "active" || state.kind === "expired";
      return seen ? { operator: state.operator, token: session.token() !== null } : null;
    },
    withStore: offline.withStore,
    changed: (state) => emit("bulk", "changed", state),
    itemsChanged: (items) => emit("bulk", "itemsChanged", items),
    log: (fields) => ports.log.info(fields, "bulk"),
    failed: (fault) => ports.log.error({ fault }, "bulk"),
  });

  const cards = createCardArea({
    bridge: ports.bridge,
    gateway,
    caFile: ports.caFile,
    timing,
    mayAsk: () => session.token() !== null,
    changed: (reader) => emit("cards", "changed", reader),
    checking: (step) => emit("cards", "checking", step),
  });

  /** The wizard that is open: one of the two at a time. */
  function openWizard(): WizardKeeper | OfflineWizard {
    const local = offline.opened()?.wizard;
    return local === undefined || local.state().kind === "closed" ? wizard : local;
  }

  async function startWizard(start: WizardStart): Promise<void> {
    const open = openWizard();
    if (isBusy(open.state())) return;
    const next = offline.working()?.wizard ?? wizard;
    if (open !== next) open.close();
    await next.start(start);
  }

  /** Starts the process of an entry that was not carried out on the object as it is now. */
  async function startAgain({ process, processName, object, label }: QueueEntry): Promise<Result<null>> {
    const view = await openObject(gateway, object);
    if (!view.ok) return view;
    await startWizard({ process, processName, object, label, version: view.value.object.version });
    return ok(null);
  }

  /** Where the back end does not answer, the operator who took the working set may go on with it. */
  async function logIn(credentials: Credentials): Promise<Result<Operator>> {
    const answer = await session.logIn(gateway, credentials);
    await offline.ready;
    if (answer.ok) {
      void offline.opened()?.loggedIn(credentials).catch(offlineFailed);
      return answer;
    }
    if (!offlineCodes.has(answer.error.code)) return answer;
    const unlocked = await offline.opened()?.unlock(credentials);
    if (unlocked === undefined || unlocked === null) return answer;
    if (unlocked.ok) session.beginOffline(unlocked.value);
    return unlocked;
  }

  async function openHere(ref: Ref): Promise<Result<ObjectView>> {
    const view = await openObject(gateway, ref);
    const local = view.ok ? offline.opened()?.beside(view.value) : null;
    return view.ok && local ? ok({ ...view.value, local }) : view;
  }

  function wizardChanged(): void {
    if (openWizard().state().kind === "closed") kept = null;
    emit("wizard", "changed", wizardShown());
  }

  /** Nothing of a person is told to a window whose session is locked. */
  function wizardShown(): Wizard {
    return session.state().kind === "locked" ? { kind: "closed" } : openWizard().state();
  }

  async function logOut(): Promise<void> {
    await bulk.leave();
    await session.logOut(gateway);
  }

  function follow(signal: AbortSignal): void {
    const told = {
      opened() {
        emit("objects", "allChanged", null);
        emit("tasks", "changed", null);
        offline.opened()?.changed();
      },
      event(event: IdmEvent) {
        switch (event.kind) {
          case "objectChanged":
            offline.opened()?.happened(event.ref);
            return emit("objects", "changed", { ref: event.ref });
          case "configurationChanged":
            return emit("objects", "allChanged", null);
          case "taskOpened":
          case "taskClosed":
            return emit("tasks", "changed", null);
          default:
            return assertNever(event);
        }
      },
    };
    followEvents(gateway, timing, signal, told).catch((fault: unknown) =>
      ports.log.error({ fault: String(fault) }, "events"),
    );
  }

  watchConnection(gateway, timing, life.signal, (now) => {
    const was = offline.working();
    connection = now;
    emit("app", "connectionChanged", now);
    offline.opened()?.changed();
    if (now.kind === "online") cards.askAgain();
    // What is shown comes from elsewhere now.
    if (offline.working() !== was) emit("objects", "allChanged", null);
  }).catch((fault: unknown) => ports.log.error({ fault: String(fault) }, "connection"));

  const handlers: Handlers = {
    app: {
      info: () => value(ports.info),
      connection: () => value(connection),
      settings: () => value(settings.current()),
      saveSettings(change) {
        const saved = settings.save(change);
        emit("app", "settingsChanged", saved);
        return value(saved);
      },
    },
    session: {
      state: () => value(session.state()),
      logIn,
      logOut: () => done(logOut()),
      lock: () => done(session.lock(gateway)),
    },
    search: {
      async configurations() {
        const local = offline.working();
        if (local !== null) return ok(local.searchConfigurations());
        return resultOf(await gateway.ask(idmApi.searchConfigurations));
      },
      run: (request) => offline.working()?.search(request) ?? search(request),
    },
    objects: {
      open: (ref) => offline.working()?.open(ref) ?? openHere(ref),
      history: async ({ ref, cursor }) =>
        offline.working() === null
          ? readHistory(gateway, ref, cursor)
          : fail(operatorError("not-allowed-offline", {}, "history")),
      stateGraph: async ({ coreTemplate }) =>
        offline.working() === null
          ? readStateGraph(gateway, coreTemplate)
          : fail(operatorError("not-allowed-offline", {}, "stateGraph")),
    },
    tasks: {
      list: () => listTasks(gateway),
      decide: (decision) => decideTask(gateway, timing, decision),
      withdraw: (request) => withdrawRequest(gateway, timing, request),
    },
    bulk: bulkHandlers(gateway, bulk, () => offline.working() !== null),
    wizard: {
      state: () => value(wizardShown()),
      start: (start) => done(startWizard(start)),
      next: ({ values }) => done(openWizard().next(values)),
      back: () => done(wizard.back()),
      keep: (entries) => done(void (kept = wizardShown().kind === "closed" ? null : entries)),
      entries: () => value(wizardShown().kind === "closed" ? null : kept),
      close: () => done(openWizard().close()),
    },
    offline: offline.handlers,
    cards: cards.handlers,
    admin: {
      coreTemplates: () => listTemplates(gateway),
      coreTemplate: ({ id }) => readTemplate(gateway, id),
      saveCoreTemplate: ({ id, version, edit }) => saveTemplate(gateway, timing, id, version, edit),
    },
  };

  return {
    handlers,
    async stop() {
      const cardsClosed = cards.stop();
      await bulk.stop();
      // The token must not live on at the back end; where it cannot be told, it expires there.
      await session.logOut(gateway);
      life.abort();
      await Promise.all([offline.stop(), cardsClosed]);
    },
  };
}

const value = <T>(it: T): Promise<Result<T>> => Promise.resolve(ok(it));

async function done(work: Promise<void> | void): Promise<Result<null>> {
  await work;
  return ok(null);
}
