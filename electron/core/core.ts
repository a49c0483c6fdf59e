import { ok } from "#shared/errors.ts";
import type { StateCall } from "#shared/ipc/recording.ts";
import type { Around } from "#shared/ipc/serve.ts";
import type { Emit, ValueOf } from "#shared/ipc/types.ts";
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

/** The program behind the page: the handlers of the contract, and the commands of the shell. */
export interface Core {
  readonly handlers: CoreHandlers;
  /** Wraps every call that the shell passes on: runs it under its trace and records it. */
  readonly around: Around;
  readonly recorder: Recorder;
  /**
   * Locks the session as after the idle time. The shell calls it when the machine is locked or
   * suspended, or a page has died.
   */
  lockSession(): void;
  /**
   * Locks the session and checks at once whether the back end answers. The shell calls it after the
   * machine was asleep.
   */
  resume(): void;
  stop(): Promise<void>;
}

/**
 * Makes and connects the parts of the core on the ports of a shell, and lists the handlers. `emit`
 * sends an event to every window.
 */
export function createCore(ports: Ports, emit: Emit): Core {
  const { timing, clock, info } = ports;
  const life = new AbortController();
  const recorder = createRecorder(() => {
    const bulkNow = work.bulk.now();
    return {
      "app.info": info,
      "app.settings": foundation.settings.current(),
      "app.connection": foundation.connection.now(),
      "session.state": foundation.session.state(),
      "wizard.state": work.shownWizard(),
      "offline.state": work.offlineState(),
      "cards.state": work.cards.state(),
      "bulk.state": bulkNow.state,
      "bulk.items": bulkNow.items,
      "scenarios.state": support.scenarios.now(),
      "health.state": support.health.now(),
    } satisfies { [P in StateCall | "app.info"]: ValueOf<P> };
  });
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
      const begun = session.state();
      await local.ready;
      const isCurrent = (): boolean => session.state() === begun;
      void local.opened()?.loggedIn(credentials, isCurrent).catch(failed("offline"));
    },
    async unlock(credentials, isNewest) {
      await local.ready;
      return (await local.opened()?.unlock(credentials, isNewest)) ?? null;
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
      // Refuse calls first: a log-in from here on would go to a back end that is being left.
      life.abort();
      clearInterval(idleTimer);
      const cardsClosed = cards.stop();
      await bulk.stop();
      // Without a log-out the token would stay valid at the back end.
      await commands.logOut(false);
      await Promise.all([local.stop(), cardsClosed]);
    },
  };
}
