import { createStore, type StoreApi } from "zustand";
import { ok, type Result } from "#shared/errors.ts";
import type { AppInfo, Connection, Managed, Settings } from "#shared/ipc/app.ts";
import type { OfferedWay, SessionState } from "#shared/ipc/session.ts";
import type { Bulk } from "#shared/ipc/bulk.ts";
import type { CardReader } from "#shared/ipc/cards.ts";
import type { Environments } from "#shared/ipc/environments.ts";
import { nothingOffline, type OfflineState } from "#shared/ipc/offline.ts";
import type { Client } from "#shared/ipc/types.ts";
import { noScenario, type ScenarioState } from "#shared/sandbox.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";

/** The page's copy of the core's state. Only answers and events of the core change it. */
export interface CoreState {
  readonly info: AppInfo;
  readonly settings: Settings;
  /**
   * Settings that the site prescribes for every operator of this machine; never change at run time.
   */
  readonly managed: Managed;
  readonly environments: Environments;
  readonly connection: Connection;
  readonly session: SessionState;
  /** The ways to log in; null until the core has reported them. */
  readonly ways: readonly OfferedWay[] | null;
  readonly wizard: Wizard;
  readonly reader: CardReader;
  readonly offline: OfflineState;
  readonly bulk: Bulk;
  readonly scenario: ScenarioState;
}

const unknownOffline: OfflineState = { ...nothingOffline, workingSet: { kind: "opening" } };

/**
 * Calls `listener` when the operator logs in again after the session had expired: failed reads can
 * be repeated.
 */
export function onSessionBack(core: StoreApi<CoreState>, listener: () => void): () => void {
  return core.subscribe(({ session: now }, { session: before }) => {
    if (now.kind === "active" && before.kind === "expired") listener();
  });
}

/**
 * Reads the core's state and follows its events. Answers and events arrive in the order in which
 * they were sent, so the last one is the newest.
 */
export async function followCore(client: Client): Promise<Result<StoreApi<CoreState>>> {
  const [info, settings, managed, environments] = await Promise.all([
    client.app.info(),
    client.app.settings(),
    client.app.managed(),
    client.environments.state(),
  ]);
  if (!info.ok) return info;
  if (!settings.ok) return settings;
  if (!managed.ok) return managed;
  if (!environments.ok) return environments;
  const store = createStore<CoreState>(() => ({
    info: info.value,
    settings: settings.value,
    managed: managed.value,
    environments: environments.value,
    connection: { kind: "connecting" },
    session: { kind: "none" },
    ways: null,
    wizard: { kind: "closed" },
    reader: { kind: "starting" },
    offline: unknownOffline,
    bulk: { kind: "none" },
    scenario: noScenario,
  }));
  client.app.onSettingsChanged((changed) => store.setState({ settings: changed }));
  client.app.onConnectionChanged((connection) => {
    store.setState({ connection });
    if (connection.kind === "online") void readWays(client, store);
  });
  client.environments.onChanged((changed) => store.setState({ environments: changed }));
  client.session.onChanged((session) => store.setState({ session }));
  client.wizard.onChanged((wizard) => store.setState({ wizard }));
  client.cards.onChanged((reader) => store.setState({ reader }));
  client.offline.onChanged((offline) => store.setState({ offline }));
  client.bulk.onChanged((bulk) => store.setState({ bulk }));
  client.scenarios.onChanged((scenario) => store.setState({ scenario }));
  // Not awaited: the core asks the back end for the ways to log in.
  void readWays(client, store);
  const connection = await client.app.connection();
  if (!connection.ok) return connection;
  store.setState({ connection: connection.value });
  const session = await client.session.state();
  if (!session.ok) return session;
  store.setState({ session: session.value });
  const wizard = await client.wizard.state();
  if (!wizard.ok) return wizard;
  store.setState({ wizard: wizard.value });
  const reader = await client.cards.state();
  if (!reader.ok) return reader;
  store.setState({ reader: reader.value });
  // Not needed for the log-in: the mark of a scenario, and the store of this machine, which takes a
  // moment to open.
  void readScenario(client, store);
  void readStored(client, store);
  return ok(store);
}

async function readWays(client: Client, store: StoreApi<CoreState>): Promise<void> {
  const ways = await client.session.ways();
  store.setState({ ways: ways.ok ? ways.value : [{ way: "password" }] });
}

async function readScenario(client: Client, store: StoreApi<CoreState>): Promise<void> {
  const scenario = await client.scenarios.state();
  if (scenario.ok) store.setState({ scenario: scenario.value });
}

async function readStored(client: Client, store: StoreApi<CoreState>): Promise<void> {
  const offline = await client.offline.state();
  const bulk = await client.bulk.state();
  if (bulk.ok) store.setState({ bulk: bulk.value });
  if (offline.ok) store.setState({ offline: offline.value });
  const refused = offline.ok ? bulk : offline;
  if (!refused.ok)
    store.setState({ offline: { ...unknownOffline, workingSet: { kind: "unavailable", error: refused.error } } });
}
