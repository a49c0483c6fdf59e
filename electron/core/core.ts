import { ok } from "#shared/errors.ts";
import type { StateCall } from "#shared/ipc/recording.ts";
import type { Around } from "#shared/ipc/serve.ts";
import type { Emit } from "#shared/ipc/types.ts";
import { recordedCalls } from "./diagnostics/record-calls.ts";
import { createRecorder, type Recorder } from "./diagnostics/recorder.ts";
import { connectParts } from "./follow.ts";
import { layFoundation } from "./foundation.ts";
import { areaHandlers, type CoreHandlers } from "./handlers.ts";
import type { Ports } from "./ports.ts";
import { guardHandlers } from "./session/guard.ts";
import { sessionCommands } from "./session/handlers.ts";
import { createIdleLock } from "./session/idle.ts";
import { createSupport } from "./support.ts";
import { createWork } from "./work.ts";

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
  /** The machine was asleep: locks the session, and looks whether the back end answers. */
  resume(): void;
  stop(): Promise<void>;
}

/**
 * Makes the parts of the core over the ports of a shell: the foundation, what operators work with,
 * what support finds out with; connects them, and lists the handlers. `emit` sends an event to
 * every window.
 */
export function createCore(ports: Ports, emit: Emit): Core {
  const { timing, clock, info } = ports;
  const life = new AbortController();
  const recorder = createRecorder(
    () =>
      ({
        "app.info": info,
        "app.settings": foundation.settings.current(),
        "app.connection": foundation.connection.now(),
        "session.state": foundation.session.state(),
        "wizard.state": work.shownWizard(),
        "offline.state": work.offlineState(),
        "cards.state": work.cards.state(),
        "bulk.state": work.bulk.state(),
        "bulk.items": work.bulk.items(),
        "scenarios.state": support.scenarios.now(),
        "health.state": support.health.now(),
      }) satisfies Record<StateCall | "app.info", unknown>,
  );
  const foundation = layFoundation(ports, emit, recorder, life.signal);
  const work = createWork(ports, foundation, recorder);
  const support = createSupport(ports, foundation, work, recorder, life.signal);
  connectParts(ports, foundation, work, support, life.signal);

  const { session, settings, gateway, gatewayWith, provider, failed } = foundation;
  const { local, bulk, cards } = work;
  const commands = sessionCommands({
    gateway,
    gatewayWith,
    now: () => clock.now(),
    session,
    provider,
    allowedWays: ports.ways,
    async loggedIn(credentials) {
      await local.ready;
      void local.opened()?.loggedIn(credentials).catch(failed("offline"));
    },
    async unlock(credentials) {
      await local.ready;
      return (await local.opened()?.workingSet.unlock(credentials)) ?? null;
    },
    leave: () => bulk.leave(),
  });
  const lockSession = (): void => void commands.lock().catch(failed("session"));
  const idle = createIdleLock({
    session,
    clock,
    allowed: () => settings.current().idleMinutes * 60_000,
    lock: lockSession,
  });
  const idleTimer = setInterval(() => idle.check(), timing.idleInterval);

  const handlers: CoreHandlers = {
    ...areaHandlers(ports, foundation, work, support, recorder),
    session: {
      ...commands.handlers,
      async active() {
        idle.active();
        return ok(null);
      },
    },
  };

  return {
    handlers: guardHandlers(handlers, session, idle, life.signal),
    around: recordedCalls(recorder),
    recorder,
    lockSession,
    resume() {
      lockSession();
      foundation.connection.again();
    },
    async stop() {
      clearInterval(idleTimer);
      const cardsClosed = cards.stop();
      await bulk.stop();
      // The token must not live on at the back end.
      await commands.logOut(false);
      life.abort();
      await Promise.all([local.stop(), cardsClosed]);
    },
  };
}
