import { expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { machineClock } from "../../../electron/core/clock.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { providerBrowser } from "../../fixtures/provider-browser.ts";
import { call, startSandbox } from "../../fixtures/sandbox.ts";

/** Starts a core whose system browser logs in at the sandbox's provider with this account. */
function coreOf(url: string, account: string) {
  const browser = providerBrowser();
  const opened: URL[] = [];
  const core: CoreUnderTest = startCore(url, undefined, undefined, machineClock, async (address) => {
    opened.push(new URL(address));
    if (!address.includes("/session/end")) void browser.logIn(address, account).then((back) => fetch(back));
    return true;
  });
  return { core, opened, [Symbol.asyncDispose]: () => core[Symbol.asyncDispose]() };
}

test("a log-in takes the account from the provider; the log-out opens the provider's end-session page", async () => {
  await using sandbox = await startSandbox({ flags: ["--oidc"] });
  await using own = coreOf(sandbox.url, "helpdesk");
  const { core, opened } = own;
  expect(await value(core.client.session.ways())).toEqual([
    { way: "provider", name: "Sandbox provider" },
    { way: "password" },
  ]);
  expect(await core.client.session.logInWithProvider()).toMatchObject({ ok: true, value: { account: "helpdesk" } });
  expect(await value(core.client.session.state())).toMatchObject({ kind: "active", way: "provider" });
  expect(await core.client.search.configurations()).toMatchObject({ ok: true });
  await core.client.session.logOut();
  expect(opened.at(-1)?.pathname).toBe("/session/end");
  expect(opened.at(-1)?.searchParams.get("id_token_hint")).not.toBeNull();
});

test("a session that expires at the back end is renewed without the operator for all waiting calls", async () => {
  await using sandbox = await startSandbox({ flags: ["--oidc"] });
  await using own = coreOf(sandbox.url, "vscmanager");
  const { core, opened } = own;
  await core.client.session.logInWithProvider();
  const states: string[] = [];
  core.client.session.onChanged(({ kind }) => void states.push(kind));
  await sandbox.fault("GET", "/v1/search-configurations", { expireSessions: true });
  const answers = await Promise.all([1, 2, 3].map(() => core.client.search.configurations()));
  expect(answers).toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
  expect(states).toEqual([]);
  expect(opened).toHaveLength(1);
});

test("a locked session requires a fresh log-in, whatever session the browser still has", async () => {
  await using sandbox = await startSandbox({ flags: ["--oidc"] });
  await using own = coreOf(sandbox.url, "vscmanager");
  const { core, opened } = own;
  await core.client.session.logInWithProvider();
  await core.client.session.lock();
  expect(await value(core.client.session.state())).toMatchObject({ kind: "locked", way: "provider" });
  expect(await core.client.session.logInWithProvider()).toMatchObject({ ok: true });
  const asked = (name: string): (string | null)[] => opened.map(({ searchParams }) => searchParams.get(name));
  expect(asked("prompt")).toEqual([null, "login"]);
  expect(asked("max_age")).toEqual([null, "0"]);
  expect(asked("code_challenge_method")).toEqual(["S256", "S256"]);
  expect(new Set([...asked("state"), ...asked("nonce"), ...asked("code_challenge")]).size).toBe(6);
});

test("neither a token nor a code is in the log or in the recording", async () => {
  await using sandbox = await startSandbox({ flags: ["--oidc"] });
  await using own = coreOf(sandbox.url, "vscmanager");
  const { core, opened } = own;
  await core.client.session.logInWithProvider();
  await core.client.session.logOut();
  const kept = core.log() + JSON.stringify(core.recorder.recording());
  for (const name of ["state", "nonce", "code_challenge", "id_token_hint"])
    for (const { searchParams } of opened) expect(kept).not.toContain(searchParams.get(name) ?? "\u0000");
  expect(kept).not.toMatch(/eyJ[\w-]{20}/);
});

test.each(["eyJhbGciOiJub25lIn0.e30.", "x", "x".repeat(9_000)])(
  "the back end refuses an invalid access token: %#",
  async (accessToken) => {
    await using sandbox = await startSandbox({ flags: ["--oidc"] });
    const { status } = await call(sandbox.url, "POST", idmApi.logInWithProvider.path, { accessToken });
    expect(status).toBe(401);
  },
);
