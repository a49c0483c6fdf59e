import { assertNever } from "#shared/domain/assert-never.ts";
import { operatorError } from "#shared/errors.ts";
import type { IdmEvent } from "#shared/idm/event.ts";
import { untraced } from "./trace.ts";
import type { Foundation } from "./foundation.ts";
import { followEvents, type EventListener } from "./idm/events.ts";
import { eventsCall } from "./idm/gateway.ts";
import type { Ports } from "./ports.ts";
import type { Support } from "./support.ts";
import type { Work } from "./work.ts";

/** Connects the parts: passes changes of session, connection and back end on to each of them. */
export function connectParts(
  { timing, log }: Ports,
  { session, connection, gateway, notices, tell, allChanged, callFailed, failed }: Foundation,
  { local, place, wizard, bulk, cards, shownWizard, offlineState }: Work,
  { bundles, health }: Support,
  life: AbortSignal,
): void {
  function tellOffline(): void {
    const state = offlineState();
    tell("offline", "changed", state);
    notices.offlineChanged(state);
    place.refresh();
  }

  /** Drops the data that the previous operator has left in memory. */
  function forgetWork(): void {
    wizard.forget();
    bundles.forget();
    health.forget();
    notices.forget();
  }

  function tellEvent(event: IdmEvent): void {
    switch (event.kind) {
      case "objectChanged":
        local.opened()?.objectChanged(event.ref);
        return tell("objects", "changed", { ref: event.ref });
      case "configurationChanged":
        return tell("objects", "allChanged", null);
      case "taskOpened":
        void notices.taskOpened(event.task).catch(failed("events"));
        return tell("tasks", "changed", null);
      case "taskClosed":
        return tell("tasks", "changed", null);
      default:
        return assertNever(event);
    }
  }

  const ofBackEnd: EventListener = {
    opened() {
      allChanged();
      local.opened()?.sync.now();
    },
    event: tellEvent,
    flooded: (failure) => callFailed(eventsCall, failure),
  };
  let events = new AbortController();

  local.subscribe(tellOffline);
  session.subscribe({
    began(sameOperator) {
      if (!sameOperator) forgetWork();
      events.abort();
      events = new AbortController();
      const ended = AbortSignal.any([life, events.signal]);
      untraced(() => followEvents(gateway, timing, ended, ofBackEnd)).catch(failed("events"));
    },
    ended(loggedOut) {
      events.abort();
      void local.opened()?.lock(loggedOut).catch(failed("offline"));
      if (loggedOut) forgetWork();
      bulk.halt(loggedOut ? null : operatorError("not-authenticated"));
    },
    changed(state) {
      log.info({ session: state.kind }, "session");
      // Offline and bulk go first, so that the page never pairs the new operator with the state of
      // the previous one.
      tellOffline();
      local.opened()?.sync.now();
      bulk.publish();
      // The wizard comes before its screen and goes after it, so that the page never shows the
      // screen without it.
      const isHidden = session.operator() === null;
      if (!isHidden) tell("wizard", "changed", shownWizard());
      tell("session", "changed", state);
      cards.askAgain();
      if (isHidden) tell("wizard", "changed", shownWizard());
    },
  });
  connection.subscribe((now) => {
    tell("app", "connectionChanged", now);
    tellOffline();
    local.opened()?.sync.now();
    if (now.kind === "online") cards.askAgain();
  });
}
