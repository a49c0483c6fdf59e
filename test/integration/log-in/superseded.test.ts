import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { machineClock } from "../../../electron/core/clock.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { reactivate } from "../../fixtures/field-device.ts";
import { withoutPassword } from "../../fixtures/pass-on.ts";
import { providerBrowser } from "../../fixtures/provider-browser.ts";
import { startSandbox, type RunningSandbox } from "../../fixtures/sandbox.ts";
import { watchedWay } from "../../fixtures/watched-way.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const passphrase = "four cards in a drawer";
const take = { configuration: "virtualSmartCard", q: "", state: "inactive", hours: 1, passphrase };
const manager = { account: "vscmanager", password: passphrase };

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ flags: ["--oidc"] });
  await enable(sandbox.url, reactivate);
});
afterAll(() => sandbox[Symbol.asyncDispose]());

/** Starts a core whose system browser waits for the test. */
function coreOf(url: string) {
  const logOuts: string[] = [];
  let opening = Promise.withResolvers<string>();
  const core = startCore(url, undefined, undefined, machineClock, async (address) => {
    if (address.includes("/session/end")) logOuts.push(address);
    else opening.resolve(address);
    return true;
  });
  return {
    core,
    /** The log-out pages of the provider that were opened. */
    logOuts,
    /** Resolves when the log-in page of the provider is open. */
    opened: (): Promise<string> => opening.promise,
    /** Logs in at the open page; resolves when the redirect was answered or refused. */
    async answer(account: string): Promise<void> {
      const address = await opening.promise;
      opening = Promise.withResolvers();
      const back = await providerBrowser().logIn(address, account);
      await fetch(back).catch(() => null);
    },
    [Symbol.asyncDispose]: () => core[Symbol.asyncDispose](),
  };
}

/** Logs in at the provider and downloads a working set that the passphrase opens. */
async function taken(own: ReturnType<typeof coreOf>): Promise<void> {
  const { core } = own;
  const entering = core.client.session.logInWithProvider();
  await own.answer(manager.account);
  await value(entering);
  await value(core.client.offline.take(take));
}

const session = (core: CoreUnderTest) => value(core.client.session.state());

test("a log-in that waits in the browser does not end a later session opened with the passphrase", async () => {
  await using wire = await withoutPassword(sandbox.url);
  await using own = coreOf(wire.url);
  const { core } = own;
  await taken(own);
  await value(core.client.session.logOut());
  const waiting = core.client.session.logInWithProvider();
  await own.opened();
  await value(core.client.session.logIn(manager));
  await own.answer("helpdesk");
  expect(await waiting).toMatchObject({ ok: false });
  expect(await session(core)).toMatchObject({ way: "offline", operator: { account: "vscmanager" } });
});

test("a session opened with the passphrase keeps no tokens of the previous session", async () => {
  await using wire = await withoutPassword(sandbox.url);
  await using own = coreOf(wire.url);
  const { core } = own;
  await taken(own);
  await value(core.client.session.logIn(manager));
  expect(await session(core)).toMatchObject({ way: "offline" });
  await value(core.client.session.logOut());
  // The log-out page of the provider is opened with a token.
  expect(own.logOuts).toEqual([]);
});

test.each([
  ["log-out", "logOut", 1],
  ["lock", "lock", 0],
] as const)("a step-up that is answered after the %s keeps no tokens", async (_what, end, logOuts) => {
  await using way = await watchedWay(sandbox.url);
  await using own = coreOf(way.url);
  const { core } = own;
  const entering = core.client.session.logInWithProvider();
  await own.answer("helpdesk");
  await value(entering);
  const held = way.hold(({ path }) => path === idmApi.prove.path);
  const proving = core.client.session.prove({ way: "provider" });
  await own.answer("helpdesk");
  await held;
  await value(core.client.session[end]());
  way.end("answered");
  expect(await proving).toMatchObject({ error: { code: "not-authenticated" } });
  await value(core.client.session.logOut());
  expect(own.logOuts).toHaveLength(logOuts);
});

test.each(["cancelLogIn", "lock", "logOut"] as const)(
  "%s ends a provider log-in that still waits for the back end, and no browser opens",
  async (end) => {
    await using way = await watchedWay(sandbox.url);
    await using own = coreOf(way.url);
    const { core } = own;
    const held = way.hold(({ path }) => path === idmApi.logInWays.path);
    const entering = core.client.session.logInWithProvider();
    await held;
    await value(core.client.session[end]());
    way.end("answered");
    expect(await Promise.race([entering, own.opened()])).toMatchObject({ ok: false });
  },
);
