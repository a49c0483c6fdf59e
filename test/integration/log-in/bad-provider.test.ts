import { expect, test } from "vitest";
import { machineClock } from "../../../electron/core/clock.ts";
import { badProvider, type Badness } from "../../fixtures/bad-provider.ts";
import { startCore, type CoreUnderTest } from "../../fixtures/core.ts";

const now = Math.floor(Date.now() / 1000);

/** Starts a core that passes the addresses for the system's browser to `open`. */
const coreWith = (url: string, open: (address: string) => void): CoreUnderTest =>
  startCore(url, undefined, undefined, machineClock, async (address) => {
    open(address);
    return true;
  });

test.each<[string, string, Badness]>([
  ["metadata of another issuer", "provider-untrusted", { issuer: "https://other.test" }],
  ["an ID token of another issuer", "provider-untrusted", { claims: { iss: "https://other.test" } }],
  ["an ID token for another client", "provider-untrusted", { claims: { aud: "other" } }],
  ["an ID token with another nonce", "provider-untrusted", { claims: { nonce: "other" } }],
  ["an ID token without a nonce", "provider-untrusted", { claims: { nonce: undefined } }],
  ["an expired ID token", "provider-untrusted", { claims: { iat: now - 900, exp: now - 600 } }],
  ["an ID token from the future", "provider-untrusted", { claims: { iat: now + 900, exp: now + 1200 } }],
  ["an ID token that is not good yet", "provider-untrusted", { claims: { nbf: now + 900 } }],
  ["an ID token without a signature", "provider-untrusted", { alg: "none" }],
  ["an ID token by another key", "provider-untrusted", { otherKey: true }],
  ["an answer of another issuer", "provider-untrusted", { redirect: { iss: "https://other.test" } }],
  ["an answer without its issuer", "provider-untrusted", { redirect: { iss: undefined } }],
  ["an answer without a code", "provider-untrusted", { redirect: { code: undefined } }],
  ["a refusal", "provider-refused", { redirect: { code: undefined, error: "access_denied" } }],
  ["a refusal by an unknown word", "provider-refused", { redirect: { code: undefined, error: "<b>Your PIN?</b>" } }],
  ["a token endpoint that is broken", "provider-unreachable", { tokenStatus: 503 }],
])("%s logs no operator in", async (_what, code, bad) => {
  await using provider = await badProvider(bad);
  await using core = coreWith(provider.url, (address) => void fetch(provider.back(address)));
  const answer = await core.client.session.logInWithProvider();
  expect(answer).toMatchObject({ ok: false, error: { code } });
  expect(JSON.stringify(answer)).not.toContain("PIN");
  expect(provider.sessions()).toBe(0);
  expect(await core.client.session.state()).toMatchObject({ value: { kind: "none" } });
});

test("the access token of a correct provider goes to the back end", async () => {
  await using provider = await badProvider({});
  await using core = coreWith(provider.url, (address) => void fetch(provider.back(address)));
  expect(await core.client.session.logInWithProvider()).toMatchObject({ error: { code: "wrong-credentials" } });
  expect(provider.sessions()).toBe(1);
});

test("what is not the one answer is refused, and the right one is still taken", async () => {
  await using provider = await badProvider({});
  const statuses: number[] = [];
  const status = async (url: string, init?: RequestInit): Promise<void> =>
    void statuses.push((await fetch(url, init)).status);
  await using core = coreWith(provider.url, (address) => {
    const back = new URL(provider.back(address));
    const changed = (change: (url: URL) => void): string => {
      const url = new URL(back);
      change(url);
      return url.href;
    };
    void (async () => {
      await status(changed((url) => url.searchParams.set("state", "other")));
      await status(changed((url) => url.searchParams.append("state", "other")));
      await status(changed((url) => url.searchParams.delete("state")));
      await status(changed((url) => (url.pathname = "/")));
      await status(changed((url) => (url.hostname = "localhost")));
      await status(back.href, { method: "POST" });
      await status(back.href);
    })();
  });
  expect(await core.client.session.logInWithProvider()).toMatchObject({ error: { code: "wrong-credentials" } });
  expect(statuses).toEqual([400, 400, 400, 400, 400, 400, 200]);
});

test("an answer that is sent twice is accepted once", async () => {
  await using provider = await badProvider({});
  const answers: Promise<number>[] = [];
  await using core = coreWith(provider.url, (address) => {
    const back = provider.back(address);
    for (let n = 0; n < 2; n += 1)
      answers.push(
        fetch(back).then(
          ({ status }) => status,
          () => 0,
        ),
      );
  });
  await core.client.session.logInWithProvider();
  expect((await Promise.all(answers)).filter((status) => status === 200)).toHaveLength(1);
  expect(provider.sessions()).toBe(1);
});

test("a newer log-in replaces a waiting one, and can be cancelled", async () => {
  await using provider = await badProvider({});
  const opened: string[] = [];
  await using core = coreWith(provider.url, (address) => void opened.push(address));
  const first = core.client.session.logInWithProvider();
  await expect.poll(() => opened.length).toBe(1);
  const second = core.client.session.logInWithProvider();
  expect(await first).toMatchObject({ ok: false });
  await expect.poll(() => opened.length).toBe(2);
  await expect(fetch(provider.back(opened[0] ?? ""))).rejects.toThrow("fetch failed");
  await core.client.session.cancelLogIn();
  expect(await second).toMatchObject({ error: { code: "log-in-cancelled" } });
});

test("a log-in without a browser fails with no-browser; one without a reachable back end fails too", async () => {
  await using provider = await badProvider({});
  await using without = startCore(provider.url);
  expect(await without.client.session.logInWithProvider()).toMatchObject({ error: { code: "no-browser" } });
  await using core = startCore("http://127.0.0.1:9");
  expect(await core.client.session.logInWithProvider()).toMatchObject({ ok: false });
});
