import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { machineClock } from "../../../electron/core/clock.ts";
import { keyFile, unprotected } from "../../../electron/core/shell/key-file.ts";
import { shippedCost, type ScryptCost } from "../../../electron/core/store/password-key.ts";
import { cheapCost } from "../../fixtures/cheap-cost.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { reactivate } from "../../fixtures/field-device.ts";
import { withoutPassword } from "../../fixtures/pass-on.ts";
import { providerBrowser } from "../../fixtures/provider-browser.ts";
import { startSandbox, type RunningSandbox } from "../../fixtures/sandbox.ts";
import { watchedWay } from "../../fixtures/watched-way.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const manager = { account: "vscmanager", password: "sandbox" };
const superseded = { error: { code: "not-authenticated" } };

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ flags: ["--oidc"] });
  await enable(sandbox.url, reactivate);
});
afterAll(() => sandbox[Symbol.asyncDispose]());

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-slow-store-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
});

interface Slow {
  /** The vault answers after this. */
  readonly isOpen?: Promise<void>;
  readonly passwordCost?: ScryptCost;
}

/** Starts a core in whose system browser the manager logs in at the provider. */
const startHere = (url: string, { isOpen = Promise.resolve(), passwordCost = cheapCost }: Slow = {}): CoreUnderTest => {
  const vault = keyFile(directory, unprotected);
  const openExternal = async (address: string): Promise<boolean> => {
    if (!address.includes("/session/end"))
      void providerBrowser()
        .logIn(address, manager.account)
        .then((back) => fetch(back));
    return true;
  };
  return startCore(url, directory, undefined, machineClock, openExternal, null, {
    vault: { ...vault, read: (name) => isOpen.then(() => vault.read(name)) },
    passwordCost,
  });
};

/** Logs in, but does not wait for the store. */
async function entered(core: CoreUnderTest): Promise<{ readonly loggingIn: Promise<unknown> }> {
  const active = new Promise<void>((resolve) =>
    core.client.session.onChanged(({ kind }) => kind === "active" && resolve()),
  );
  const loggingIn = core.client.session.logIn(manager);
  await active;
  return { loggingIn };
}

/** Downloads a working set that the manager's password opens. */
async function taken(passwordCost = cheapCost): Promise<void> {
  await using core = startHere(sandbox.url, { passwordCost });
  await value(core.client.session.logIn(manager));
  await value(core.client.offline.take({ configuration: "virtualSmartCard", q: "", state: "inactive", hours: 1 }));
}

/**
 * Logs in at the provider, which opens no working set, and returns whether it is open: then an
 * earlier log-in has left it so.
 */
async function leftOpen(core: CoreUnderTest): Promise<boolean> {
  await value(core.client.session.logInWithProvider());
  return eventually("access", async () => {
    const { workingSet } = await value(core.client.offline.state());
    return workingSet.kind === "taken" && workingSet.access !== "opening" && { is: workingSet.access === "open" };
  }).then(({ is }) => is);
}

test("a log-out does not wait for the store", async () => {
  const store = Promise.withResolvers<void>();
  await using core = startHere(sandbox.url, { isOpen: store.promise });
  const { loggingIn } = await entered(core);
  await value(core.client.session.logOut());
  expect(await value(core.client.session.state())).toEqual({ kind: "none" });
  store.resolve();
  await loggingIn;
});

test("the end of the program logs out at the back end before the store is open", async () => {
  const store = Promise.withResolvers<void>();
  await using way = await watchedWay(sandbox.url);
  const core = startHere(way.url, { isOpen: store.promise });
  const { loggingIn } = await entered(core);
  const told = way.hold(({ path }) => path === idmApi.logOut.path);
  const stopped = core[Symbol.asyncDispose]();
  await expect(told).resolves.toBeUndefined();
  way.end("answered");
  store.resolve();
  await Promise.all([stopped, loggingIn]);
});

test("a lock before the store is open is not undone when it opens", async () => {
  await taken();
  const store = Promise.withResolvers<void>();
  await using core = startHere(sandbox.url, { isOpen: store.promise });
  const { loggingIn } = await entered(core);
  core.lockSession();
  store.resolve();
  await loggingIn;
  expect(await leftOpen(core)).toBe(false);
});

test("an offline log-in that a lock supersedes opens no working set", async () => {
  await taken();
  const store = Promise.withResolvers<void>();
  await using way = await withoutPassword(sandbox.url);
  await using core = startHere(way.url, { isOpen: store.promise });
  await value(core.client.session.ways());
  const loggingIn = core.client.session.logIn(manager);
  core.lockSession();
  store.resolve();
  expect(await loggingIn).toMatchObject(superseded);
  expect(await leftOpen(core)).toBe(false);
});

test("an offline log-in that a lock supersedes during the password check leaves no working set open", async () => {
  // The shipped cost takes far longer than one turn of the event loop.
  await taken(shippedCost);
  await using way = await withoutPassword(sandbox.url);
  await using core = startHere(way.url);
  await value(core.client.session.ways());
  await value(core.client.offline.state());
  const loggingIn = core.client.session.logIn(manager);
  await turn();
  core.lockSession();
  expect(await loggingIn).toMatchObject(superseded);
  expect(await leftOpen(core)).toBe(false);
});

test("an offline log-in that another log-in supersedes opens no working set", async () => {
  await taken();
  await using way = await withoutPassword(sandbox.url);
  await using core = startHere(way.url);
  await value(core.client.session.ways());
  await value(core.client.offline.state());
  const { logIn } = core.client.session;
  const answers = await Promise.all([logIn(manager), logIn({ ...manager, password: "wrong" })]);
  expect(answers).toMatchObject([superseded, { error: { code: "wrong-credentials" } }]);
  expect(await leftOpen(core)).toBe(false);
});
