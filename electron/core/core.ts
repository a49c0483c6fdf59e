import { fail, ok, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { Connection } from "#shared/ipc/contract.ts";
import type { Emit, Handlers } from "#shared/ipc/types.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import { listTemplates, readTemplate, saveTemplate } from "./admin.ts";
import { watchConnection } from "./connection.ts";
import { followEvents } from "./idm/events.ts";
import { httpGateway } from "./idm/gateway.ts";
import { openObject, readHistory } from "./objects.ts";
import type { Ports } from "./ports.ts";
import { createSearch } from "./search.ts";
import { createSession } from "./session.ts";
import { createSettings } from "./settings.ts";
import { createWizard } from "./wizard.ts";

/** The program behind the page: the handlers of the contract, and its end. */
export interface Core {
  readonly handlers: Handlers;
  stop(): Promise<void>;
}

/** Puts the core together over the ports of a shell. `emit` tells the page. */
export function createCore(ports: Ports, emit: Emit): Core {
  const settings = createSettings(ports.settings);
  const life = new AbortController();
  let connection: Connection = { kind: "connecting" };
  let events = new AbortController();

  const session = createSession({
    began(sameOperator) {
      if (!sameOperator) wizard.forget();
      events = new AbortController();
      follow(AbortSignal.any([life.signal, events.signal]));
    },
    ended(left) {
      events.abort();
      if (left) wizard.forget();
    },
    changed(state) {
      ports.log.info({ session: state.kind }, "session");
      emit("session", "changed", state);
      if (state.kind === "active") emit("wizard", "changed", wizardShown());
    },
  });

  const gateway = httpGateway({
    url: ports.info.idm.url,
    caFile: ports.caFile,
    language: () => settings.current().language ?? ports.info.systemLanguage,
    token: () => session.token(),
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
    sessionActive: () => session.state().kind === "active",
    changed: () => emit("wizard", "changed", wizardShown()),
    touched: (ref) => emit("objects", "changed", { ref }),
  });
  const search = createSearch(gateway);

  /** Nothing of a person is told to a window whose session is locked. */
  function wizardShown(): Wizard {
    return session.state().kind === "locked" ? { kind: "closed" } : wizard.state();
  }

  function follow(signal: AbortSignal): void {
    const told = {
      opened: () => emit("objects", "allChanged", null),
      event(event: { kind: string; ref?: { type: string; id: string } }) {
        if (event.kind === "objectChanged" && event.ref !== undefined) emit("objects", "changed", { ref: event.ref });
        if (event.kind === "configurationChanged") emit("objects", "allChanged", null);
      },
    };
    followEvents(gateway, signal, told).catch((fault: unknown) => ports.log.error({ fault: String(fault) }, "events"));
  }

  watchConnection(gateway, life.signal, (now) => {
    connection = now;
    emit("app", "connectionChanged", now);
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
      logIn: (credentials) => session.logIn(gateway, credentials),
      logOut: () => done(session.logOut(gateway)),
      lock: () => done(session.lock(gateway)),
    },
    search: {
      async configurations() {
        const answer = await gateway.ask(idmApi.searchConfigurations);
        return answer.kind === "answer" ? ok(answer.value) : fail(answer.error);
      },
      run: search,
    },
    objects: {
      open: (ref) => openObject(gateway, ref),
      history: ({ ref, cursor }) => readHistory(gateway, ref, cursor),
    },
    wizard: {
      state: () => value(wizardShown()),
      start: (start) => done(wizard.start(start)),
      next: ({ values }) => done(wizard.next(values)),
      back: () => done(wizard.back()),
      close: () => done(wizard.close()),
    },
    admin: {
      coreTemplates: () => listTemplates(gateway),
      coreTemplate: ({ id }) => readTemplate(gateway, id),
      saveCoreTemplate: ({ id, version, edit }) => saveTemplate(gateway, id, version, edit),
    },
  };

  return {
    handlers,
    async stop() {
      // The token must not live on at the back end; where it cannot be told, it expires there.
      await session.logOut(gateway);
      life.abort();
    },
  };
}

const value = <T>(it: T): Promise<Result<T>> => Promise.resolve(ok(it));

async function done(work: Promise<void> | void): Promise<Result<null>> {
  await work;
  return ok(null);
}
