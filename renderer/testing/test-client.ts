import { fail, ok, operatorError } from "#shared/errors.ts";
import { nothingOffline } from "#shared/ipc/offline.ts";
import type { CardReader } from "#shared/ipc/cards.ts";
import { settingsSchema, type Connection, type Settings } from "#shared/ipc/app.ts";
import type { Environments } from "#shared/ipc/environments.ts";
import type { z } from "zod";
import { sessionStateSchema, type SessionState } from "#shared/ipc/session.ts";
import type { EventMessage, Transport } from "#shared/ipc/messages.ts";
import { emitter, serve } from "#shared/ipc/serve.ts";
import type { AreaName, Emit, Handlers } from "#shared/ipc/types.ts";
import { withEntered, type KeptEntries, type Wizard } from "#shared/ipc/wizard.ts";
import { noScenario } from "#shared/sandbox.ts";
import {
  aboutProgram,
  activeCard,
  administrator,
  cardItem,
  changes,
  configurations,
  goodCheck,
  goodHealth,
  goodTest,
  history,
  inactiveCard,
  licences,
  manager,
  offersWhileActive,
  offersWhileInactive,
  reactivateForm,
  stateGraph,
  template,
  testEnvironment,
} from "./test-data.ts";

/** Calls of the contract that a test answers itself. */
export type Overrides = { [A in AreaName]?: Partial<Handlers[A]> };

const certificateOfManager = {
  subject: "CN=Vera Manager, O=City",
  issuer: "CN=City CA",
  from: "2026-01-01T00:00:00Z",
  until: "2031-12-31T00:00:00Z",
};

/** A session; by default one of account and password. */
export type TestSession = z.input<typeof sessionStateSchema>;

export interface TestCore {
  readonly transport: Transport;
  readonly emit: Emit;
  /** Every received call, as `area.name`, with its arguments. */
  readonly calls: { readonly call: string; readonly args: unknown }[];
  /** Returns the number of received calls of a name. */
  count(call: string): number;
  setSession(session: TestSession): void;
  setConnection(connection: Connection): void;
  setLanguage(language: Settings["language"]): void;
  setWizard(wizard: Wizard): void;
  setReader(reader: CardReader): void;
  setEnvironments(environments: Environments): void;
}

/**
 * Creates a core for component tests: an operator, some cards, one of them inactive. It answers
 * through `serve`, so that the validators of the contract check arguments, results and events.
 */
export function createTestCore(overrides: Overrides = {}): TestCore {
  const listeners = new Set<(message: unknown) => void>();
  const calls: TestCore["calls"] = [];
  const report = (place: string, fault: unknown): never => {
    throw fault instanceof Error ? fault : new Error(`${place}: ${String(fault)}`);
  };
  const emit = emitter((message: EventMessage) => {
    for (const listener of listeners) listener(structuredClone(message));
  }, report);
  let session: SessionState = { kind: "none" };
  let connection: Connection = { kind: "online", product: "Sandbox IDM" };
  let wizard: Wizard = { kind: "closed" };
  let kept: KeptEntries | null = null;
  let reader: CardReader = { kind: "no-card" };
  let settings: Settings = {
    language: "en",
    theme: "system",
    density: "comfortable",
    tourEnded: false,
    idleMinutes: 10,
    region: null,
    timeFormat: "system",
    logLevel: "info",
    notifications: true,
  };
  let environments: Environments = {
    current: testEnvironment,
    list: [testEnvironment],
    isManaged: false,
    isFixed: false,
  };
  let card = inactiveCard;
  let saved = template;

  const operatorIn = (state: SessionState): string | null => (state.kind === "none" ? null : state.operator.id);

  /** Sets the session; closes the wizard for another operator or a log-out. */
  function setSession(of: TestSession): void {
    const next = sessionStateSchema.parse(of);
    const isAnother = operatorIn(next) !== operatorIn(session);
    session = next;
    emit("session", "changed", next);
    if (isAnother && wizard.kind !== "closed") setWizard({ kind: "closed" });
  }
  function setLanguage(language: Settings["language"]): void {
    settings = { ...settings, language };
    emit("app", "settingsChanged", settings);
  }
  function setWizard(next: Wizard): void {
    wizard = next;
    if (next.kind === "closed") kept = null;
    emit("wizard", "changed", next);
  }
  function setReader(next: CardReader): void {
    reader = next;
    emit("cards", "changed", next);
  }
  function setEnvironments(next: Environments): void {
    environments = next;
    emit("environments", "changed", next);
  }
  function setConnection(next: Connection): void {
    connection = next;
    emit("app", "connectionChanged", next);
  }

  const handlers: Handlers = {
    app: {
      info: async () =>
        ok({
          version: "0.1.0",
          shell: "browser",
          idm: { url: "http://127.0.0.1:7000", sandbox: true },
          systemLanguage: "en-GB",
        }),
      about: async () => ok(aboutProgram),
      licences: async () => ok(licences),
      connection: async () => ok(connection),
      settings: async () => ok(settings),
      settingsFile: async () => ok({ kind: "sound" }),
      managed: async () => ok({ organisation: null, keys: [] }),
      eventDropped: async ({ place }) => {
        throw new Error(`an event of a wrong shape: ${place}`);
      },
      openWindow: async () => ok(null),
      saveSettings: async (change) => {
        settings = settingsSchema.parse({ ...settings, ...change });
        emit("app", "settingsChanged", settings);
        return ok(settings);
      },
      ...overrides.app,
    },
    session: {
      state: async () => ok(session),
      ways: async () => ok([{ way: "password" }]),
      logIn: async ({ account, password }) => {
        const operator = [manager, administrator].find((each) => each.account === account);
        if (operator === undefined || password !== "sandbox") return fail(operatorError("wrong-credentials"));
        setSession({ kind: "active", operator });
        return ok(operator);
      },
      readCertificate: async ({ passphrase }) =>
        passphrase === "sandbox" ? ok(certificateOfManager) : fail(operatorError("certificate-passphrase")),
      logInWithCertificate: async () => {
        setSession({ kind: "active", operator: manager, way: "certificate" });
        return ok(manager);
      },
      logInWithProvider: async () => {
        setSession({ kind: "active", operator: manager, way: "provider" });
        return ok(manager);
      },
      prove: async () => ok(null),
      cancelLogIn: async () => ok(null),
      logOut: async () => {
        setSession({ kind: "none" });
        return ok(null);
      },
      active: async () => ok(null),
      lock: async () => {
        if (session.kind === "active") setSession({ kind: "locked", operator: session.operator });
        return ok(null);
      },
      ...overrides.session,
    },
    search: {
      configurations: async () => ok(configurations),
      run: async ({ q, cursor }) => {
        const items = Array.from({ length: 500 }, (_, index) => cardItem(index + 1)).filter((item) =>
          item.label.toLowerCase().includes(q.trim().toLowerCase()),
        );
        const from = Number(cursor ?? 0);
        const next = from + 200 < items.length ? String(from + 200) : null;
        return ok({ items: items.slice(from, from + 200), total: { value: items.length, relation: "eq" }, next });
      },
      ...overrides.search,
    },
    objects: {
      open: async ({ id }) => {
        if (id !== card.ref.id) return fail(operatorError("not-found"));
        return ok({ object: card, processes: card.state === "active" ? offersWhileActive : offersWhileInactive });
      },
      history: async () => ok({ items: history, next: null }),
      stateGraph: async () => ok(stateGraph),
      ...overrides.objects,
    },
    tasks: {
      list: async () => ok([]),
      decide: async () => fail(operatorError("not-found")),
      withdraw: async () => ok({ readBack: true }),
      ...overrides.tasks,
    },
    bulk: {
      options: async () => ok({ limit: 500, processes: [] }),
      judge: async () => ok([]),
      state: async () => ok({ kind: "none" }),
      items: async () => ok([]),
      start: async () => ok(null),
      cancel: async () => ok(null),
      resume: async () => ok(null),
      retry: async () => ok(null),
      close: async () => ok(null),
      ...overrides.bulk,
    },
    wizard: {
      state: async () => ok(wizard),
      start: async ({ process, processName, object, label, about }) => {
        setWizard({ kind: "form", process, processName, object, label, about, instance: "PI-2", form: reactivateForm });
        return ok(null);
      },
      next: async () => {
        if (wizard.kind !== "form") return ok(null);
        const { process, processName, object, label, about } = wizard;
        const done = { kind: "done", process, processName, object, label, about } as const;
        setWizard({ ...wizard, kind: "advancing" });
        card = activeCard;
        emit("objects", "changed", { ref: object });
        const step = { kind: "done", changes, object } as const;
        setWizard({ ...done, step, readBack: { kind: "pending" } });
        setWizard({ ...done, step, readBack: { kind: "confirmed", object: card } });
        return ok(null);
      },
      back: async () => ok(null),
      keep: async (entries) => {
        kept = withEntered(kept, entries);
        emit("wizard", "entered", entries);
        return ok(null);
      },
      entries: async () => ok(kept),
      close: async () => {
        setWizard({ kind: "closed" });
        return ok(null);
      },
      ...overrides.wizard,
    },
    offline: {
      state: async () => ok(nothingOffline),
      take: async () => ok(null),
      unlock: async () => ok(null),
      cancelTake: async () => ok(null),
      leave: async () => ok(null),
      queue: async () => ok({ entries: [], next: null }),
      syncNow: async () => ok(null),
      pause: async () => ok(null),
      resume: async () => ok(null),
      drop: async () => ok(null),
      startAgain: async () => ok(null),
      exportJournal: async () => fail(operatorError("not-found")),
      ...overrides.offline,
    },
    cards: {
      state: async () => ok(reader),
      check: async () => ok(goodCheck),
      ...overrides.cards,
    },
    admin: {
      coreTemplates: async () => ok([template, { id: "user", name: "User", category: { id: "users", name: "Users" } }]),
      coreTemplate: async ({ id }) => (id === saved.id ? ok(saved) : fail(operatorError("not-found"))),
      saveCoreTemplate: async ({ version, edit }) => {
        if (version !== saved.version) return fail(operatorError("version-conflict"));
        const rows = new Map(edit.states.map((state) => [state.id, state.additionalCommands]));
        const states = saved.states.map((state) => ({ ...state, additionalCommands: rows.get(state.id) ?? [] }));
        saved = { ...saved, version: version + 1, states, settings: edit.settings };
        return ok(saved);
      },
      ...overrides.admin,
    },
    recording: {
      pressed: async () => ok(null),
      ...overrides.recording,
    },
    bundle: {
      preview: async () => fail(operatorError("client-fault")),
      look: async () => fail(operatorError("bundle-gone")),
      save: async () => fail(operatorError("bundle-gone")),
      ...overrides.bundle,
    },
    replay: {
      state: async () => ok({ kind: "off" }),
      recording: async () => fail(operatorError("bad-call")),
      receive: async () => ok(null),
      begin: async () => ok({ kind: "off" }),
      aim: async () => ok(null),
      to: async () => ok(null),
      leave: async () => ok(null),
      continueInSandbox: async () => ok(null),
      ...overrides.replay,
    },
    scenarios: {
      state: async () => ok(noScenario),
      choose: async ({ name }) => {
        const state = { current: name, preparing: null };
        emit("scenarios", "changed", state);
        return ok(state);
      },
      ...overrides.scenarios,
    },
    health: {
      state: async () => ok({ report: goodHealth, asking: [] }),
      check: async () => ok(null),
      ...overrides.health,
    },
    environments: {
      state: async () => ok(environments),
      save: async (draft) => {
        const saved = { ...draft, id: draft.id ?? `new-${environments.list.length}` };
        const others = environments.list.filter(({ id }) => id !== saved.id);
        const current = environments.current?.id === saved.id ? saved : environments.current;
        setEnvironments({ ...environments, current, list: [...others, saved] });
        return ok(saved);
      },
      remove: async ({ id }) => {
        setEnvironments({ ...environments, list: environments.list.filter((each) => each.id !== id) });
        return ok(null);
      },
      choose: async ({ id }) => {
        const chosen = environments.list.find((each) => each.id === id) ?? null;
        setEnvironments({ ...environments, current: chosen });
        return ok(null);
      },
      test: async () => ok(goodTest),
      ...overrides.environments,
    },
  };

  const answer = serve(handlers, report);
  return {
    transport: {
      call(message) {
        calls.push({ call: `${message.area}.${message.name}`, args: message.args });
        return answer(structuredClone(message));
      },
      listen(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    emit,
    calls,
    count: (call) => calls.filter((each) => each.call === call).length,
    setSession,
    setConnection,
    setLanguage,
    setWizard,
    setReader,
    setEnvironments,
  };
}
