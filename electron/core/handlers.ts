import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import { languageOf } from "#shared/language-of.ts";
import { adminHandlers } from "./admin/handlers.ts";
import { bulkHandlers } from "./bulk/handlers.ts";
import { recordDeeds } from "./diagnostics/record-calls.ts";
import type { Recorder } from "./diagnostics/recorder.ts";
import type { Foundation } from "./foundation.ts";
import { aboutHandlers } from "./about.ts";
import type { Ports } from "./ports.ts";
import { taskHandlers } from "./tasks/handlers.ts";
import type { Support } from "./support.ts";
import { startAgain, wizardHandlers } from "./wizard/handlers.ts";
import type { Work } from "./work.ts";
import { offlineHandlers } from "./workplace/offline-handlers.ts";

/**
 * The handlers of a core. program.ts answers `replay` and `environments`, which replace the core.
 */
export type CoreHandlers = Omit<Handlers, "replay" | "environments">;

/** Makes the handlers of every area but the session. */
export function areaHandlers(
  { info, aboutFile, log, clock, timing, desktop }: Ports,
  { settings, connection, gateway, tell, allChanged, noConnection }: Foundation,
  { local, place, wizard, bulk, cards, shownWizard, offlineState }: Work,
  { health, bundles, scenarios }: Support,
  recorder: Recorder,
): Omit<CoreHandlers, "session"> {
  return {
    app: {
      info: () => value(info),
      ...aboutHandlers(aboutFile),
      connection: () => value(connection.now()),
      settings: () => value(settings.current()),
      saveSettings(change) {
        const before = languageOf(settings.current(), info);
        const saved = settings.save(change);
        if (!saved.ok) return Promise.resolve(saved);
        tell("app", "settingsChanged", saved.value);
        // Names on screen come from the back end, in the language of the request.
        if (languageOf(saved.value, info) !== before) allChanged();
        return Promise.resolve(saved);
      },
      settingsFile: () => value(settings.file()),
      managed: () => value(settings.managed()),
      eventDropped({ place }) {
        log.error({ place }, "the page dropped an event");
        return value(null);
      },
      async openWindow(place) {
        if (desktop === null) return fail(operatorError("bad-call", {}, "this shell opens no windows"));
        desktop.openWindow(place);
        return ok(null);
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
    wizard: wizardHandlers(wizard, shownWizard),
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
    scenarios: scenarios.handlers,
    health: health.handlers,
  };
}

const value = <T>(it: T): Promise<Result<T>> => Promise.resolve(ok(it));
