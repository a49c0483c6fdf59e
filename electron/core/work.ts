import type { OfflineState } from "#shared/ipc/offline.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import { createBulk } from "./bulk/bulk.ts";
import { createCards } from "./cards/cards.ts";
import type { Recorder } from "./diagnostics/recorder.ts";
import type { Foundation } from "./foundation.ts";
import type { Ports } from "./ports.ts";
import { createWizard } from "./wizard/wizard.ts";
import { keepLocal } from "./workplace/local-keeper.ts";
import { onlineWorkplace } from "./workplace/online.ts";
import { createPlace } from "./workplace/place.ts";

export type Work = ReturnType<typeof createWork>;

/**
 * Makes the parts that operators work with: the switch between online and offline, the wizard, the
 * bulk and the card in the reader.
 */
export function createWork(ports: Ports, foundation: Foundation, recorder: Recorder) {
  const { timing, clock, log } = ports;
  const { gateway, lastingGateway, network, session, notices, tell, failed, disconnected, sessionActive, operatorNow } =
    foundation;

  const local = keepLocal({
    gateway: lastingGateway,
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
  /**
   * Hides the wizard without an operator. The wizard of a locked session continues after the
   * log-in.
   */
  const shown = (wizard: Wizard): Wizard => (session.operator() === null ? { kind: "closed" } : wizard);
  const wizard = createWizard({
    timing,
    clock,
    steps: (start) => place.now().steps(start),
    sessionActive,
    changed: (now) => tell("wizard", "changed", shown(now)),
    entered: (entries) => tell("wizard", "entered", entries),
    touched: (ref) => tell("objects", "changed", { ref }),
    failed: failed("wizard"),
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
    network,
    timing,
    mayAsk: () => session.token() !== null,
    changed(reader) {
      tell("cards", "changed", reader);
      void notices.cardChanged(reader).catch(failed("session"));
    },
    checking: (step) => tell("cards", "checking", step),
    recorder,
  });

  return {
    local,
    place,
    wizard,
    bulk,
    cards,
    shownWizard: (): Wizard => shown(wizard.state()),
    offlineState: (): OfflineState => ({ working: place.now().kind === "offline", ...local.state() }),
  };
}
