import { render, screen } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { onTestFinished } from "vitest";
import { createClient } from "#shared/ipc/client.ts";
import type { Settings } from "#shared/ipc/app.ts";
import type { Environments } from "#shared/ipc/environments.ts";
import { App } from "../app/app.tsx";
import { followCore } from "../desk/core-state.ts";
import { createDesks, type Desk } from "../desk/desk.ts";
import { createNavigation, type Route } from "../desk/navigation.ts";
import { createTestCore, type Overrides, type TestCore, type TestSession } from "./test-client.ts";
import { manager } from "./test-data.ts";

export interface Page {
  readonly core: TestCore;
  /** The desk of the operator who is logged in now. */
  readonly desk: () => Desk;
  readonly user: UserEvent;
}

export interface PageOptions {
  readonly overrides?: Overrides;
  readonly session?: TestSession;
  readonly route?: Route;
  readonly language?: Settings["language"];
  readonly environments?: Environments;
}

/** Opens the page over a test core; by default as the manager, at the start. */
export async function openPage({
  overrides = {},
  session,
  route,
  language,
  environments,
}: PageOptions = {}): Promise<Page> {
  const core = createTestCore(overrides);
  if (language !== undefined) core.setLanguage(language);
  if (environments !== undefined) core.setEnvironments(environments);
  core.setSession(session ?? { kind: "active", operator: manager });
  window.history.replaceState(route === undefined ? null : { route }, "");
  const client = createClient(core.transport);
  const navigation = createNavigation(window, client);
  const state = await followCore(client);
  if (!state.ok) throw new Error(state.error.code);
  const desks = createDesks(core.transport, state.value, navigation);
  render(<App desks={desks} replay={null} />);
  // All tests share one window, whose events would reach every desk that is not left.
  onTestFinished(() => core.setSession({ kind: "active", operator: { ...manager, id: "OPR-AFTER" } }));
  return { core, desk: desks.getState, user: userEvent.setup() };
}

/** Opens the inactive card of the tests. */
export async function openCard(options: PageOptions = {}): Promise<Page> {
  const route: Route = { screen: "object", ref: { type: "virtualSmartCard", id: "VSC-000002" } };
  const page = await openPage({ ...options, route });
  await screen.findByRole("heading", { name: "VSC-000002" });
  return page;
}
