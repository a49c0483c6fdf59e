import { createBundles } from "./diagnostics/bundle/bundles.ts";
import { collectParts } from "./diagnostics/bundle/collect.ts";
import type { Recorder } from "./diagnostics/recorder.ts";
import type { Foundation } from "./foundation.ts";
import { createHealth } from "./health/health.ts";
import { insideChecks } from "./health/inside.ts";
import type { Ports } from "./ports.ts";
import { createScenarios } from "./scenarios/scenarios.ts";
import type { Work } from "./work.ts";

export type Support = ReturnType<typeof createSupport>;

/** Makes the parts for support: health, the support bundle, and the scenarios of the sandbox. */
export function createSupport(
  ports: Ports,
  { settings, session, tell }: Foundation,
  { local, bulk, cards, offlineState }: Work,
  recorder: Recorder,
  life: AbortSignal,
) {
  const { clock, timing, info, ca } = ports;
  const { dataDirectory: directory } = ports;

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
  const bundles = createBundles({
    clock,
    program: info.version,
    directory,
    async collect(view) {
      await local.ready;
      return collectParts({
        directory,
        store: ports.offline.directory,
        program: info.version,
        info,
        ownAuthorities: ca !== null,
        settings: settings.current(),
        view,
        offline: offlineState(),
        journals: local.opened()?.journalShape() ?? null,
        recording: recorder.recording(),
        health: await health.report(),
      });
    },
  });
  const scenarios = createScenarios({
    idm: info.idm,
    timing,
    signal: life,
    changed: (state) => tell("scenarios", "changed", state),
    async setDiskFull(full) {
      await local.withStore((store) => store.setFull(full));
    },
  });

  return { health, bundles, scenarios };
}
