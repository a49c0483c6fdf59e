import { fail, operatorError, type Result } from "#shared/errors.ts";
import type { Emit } from "#shared/ipc/types.ts";
import type { IdleLock } from "./idle.ts";
import type { Session } from "./session.ts";

/**
 * Calls that are answered without a logged-in operator: their answers hold nothing of an operator,
 * or hide it themselves.
 */
const openCalls: ReadonlySet<string> = new Set([
  "app.info",
  "app.about",
  "app.licences",
  "app.connection",
  "app.settings",
  "app.saveSettings",
  "app.settingsFile",
  "app.managed",
  "session.state",
  "session.ways",
  "session.logIn",
  "session.readCertificate",
  "session.logInWithCertificate",
  "session.logInWithProvider",
  "session.cancelLogIn",
  "session.logOut",
  "session.lock",
  "wizard.state",
  "wizard.entries",
  "bulk.state",
  "bulk.items",
  "offline.state",
  "cards.state",
  "recording.pressed",
  "bundle.preview",
  "bundle.look",
  "bundle.save",
  "scenarios.state",
  "scenarios.choose",
  "health.state",
  "health.check",
]);

/** Events that name objects or work of an operator; state events hide them themselves. */
const operatorEvents: ReadonlySet<string> = new Set([
  "objects.changed",
  "tasks.changed",
  "bulk.itemsChanged",
  "offline.entriesChanged",
  "cards.checking",
]);

const nobody: Result<never> = fail(operatorError("not-authenticated"));
const stopped: Result<never> = fail(operatorError("core-lost"));

type AnyHandler = (args: unknown) => Promise<Result<unknown>>;

/**
 * Guards the handlers of every window: an answer reaches only the operator who asked, and work that
 * a call begins ends with their log-out. The caller gets an error and no content if no operator is
 * logged in, if another one logged in meanwhile, or once the core stops. An operator who was idle
 * for too long is locked out before the call.
 */
export function guardHandlers<H extends object>(handlers: H, session: Session, idle: IdleLock, life: AbortSignal): H {
  const guard =
    (name: string, call: AnyHandler): AnyHandler =>
    async (args) => {
      if (life.aborted) return stopped;
      idle.check();
      if (openCalls.has(name)) return call(args);
      const operator = session.operator()?.id;
      if (operator === undefined) return nobody;
      const answer = await session.bound(() => call(args));
      return session.operator()?.id === operator ? answer : nobody;
    };
  const guarded = Object.entries(handlers).map(([area, calls]) => [
    area,
    Object.fromEntries(
      Object.entries(calls as Record<string, AnyHandler>).map(([name, call]) => [name, guard(`${area}.${name}`, call)]),
    ),
  ]);
  return Object.fromEntries(guarded) as H;
}

/** Guards the events of every window: none is about an operator while no operator is logged in. */
export function guardEvents(emit: Emit, session: Session): Emit {
  return (area, name, payload) => {
    if (session.operator() !== null || !operatorEvents.has(`${area}.${name}`)) emit(area, name, payload);
  };
}
