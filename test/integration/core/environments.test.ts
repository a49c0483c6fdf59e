import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import type { EnvironmentDraft } from "#shared/ipc/environments.ts";
import { certificatesOfPem } from "#shared/pem.ts";
import type { Policy } from "../../../electron/core/policy/policy.ts";
import { testAuthority } from "../../fixtures/certificates.ts";
import { value } from "../../fixtures/core.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { credentials, draft, online, openBackEnd, openProgram, type ProgramOptions } from "../../fixtures/program.ts";

const authority = testAuthority(400);
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "carddesk-test-environments-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => authority.remove());

const startProgram = (options: ProgramOptions = {}) => openProgram(folder, options);

/** Returns the directories of the back ends whose store was opened. */
const stores = (): string[] => {
  const root = join(folder, "environments");
  const names = existsSync(root) ? readdirSync(root) : [];
  return names.filter((name) => name !== "none" && existsSync(join(root, name, "offline.db")));
};

test("a first start has no environment, and the first one that is saved becomes the current one", async () => {
  await using backEnd = await openBackEnd("One");
  await using program = startProgram();
  const { client, told } = program;
  expect(await value(client.environments.state())).toEqual({
    current: null,
    list: [],
    isManaged: false,
    isFixed: false,
  });
  expect(await value(client.app.info())).toMatchObject({ idm: { url: "", sandbox: false } });
  await value(client.health.check());
  const checks = (await value(client.health.state())).report?.checks ?? [];
  expect(checks.find(({ id }) => id === "back-end")).toMatchObject({ code: "unknown.no-address" });
  const saved = await value(client.environments.save(draft({ url: backEnd.url })));
  expect(await value(client.environments.state())).toMatchObject({ current: saved, list: [saved] });
  expect(await value(client.app.info())).toMatchObject({ idm: { url: backEnd.url } });
  // The pages are told to reload.
  expect(told).toContain("replay.changed");
  await online(client, "One");
});

test("another environment: the session ends at the back end that it was at, and its store is another", async () => {
  await using one = await openBackEnd("One");
  await using two = await openBackEnd("Two");
  await using program = startProgram();
  const { client } = program;
  await value(client.environments.save(draft({ url: one.url })));
  const test2 = await value(client.environments.save(draft({ name: "Test", url: `${two.url}/` })));
  await value(client.session.logIn(credentials));
  const before = await eventually("the first store", async () => (stores().length === 1 ? stores() : null));

  await value(client.environments.choose({ id: test2.id }));
  expect(one.asked).toContain("DELETE /v1/sessions/current Bearer token-of-One");
  expect(await value(client.session.state())).toEqual({ kind: "none" });
  await online(client, "Two");
  await value(client.session.logIn(credentials));
  expect(two.asked.join()).not.toContain("token-of-One");
  await eventually("the second store", async () => (stores().length === 2 ? true : null));

  // Switching back uses the same store as before.
  const [first] = (await value(client.environments.state())).list;
  await value(client.environments.choose({ id: first?.id ?? "" }));
  await online(client, "One");
  expect(stores()).toHaveLength(2);
  expect(stores()).toEqual(expect.arrayContaining(before));
});

test("a new name or colour of an environment keeps the session; another address ends it", async () => {
  await using one = await openBackEnd("One");
  await using two = await openBackEnd("Two");
  await using program = startProgram();
  const { client, told } = program;
  const { id } = await value(client.environments.save(draft({ url: one.url })));
  await value(client.session.logIn(credentials));
  told.length = 0;
  await value(client.environments.save(draft({ id, name: "Live", colour: "violet", url: one.url })));
  expect(await value(client.session.state())).toMatchObject({ kind: "active" });
  expect(told).toContain("environments.changed");
  expect(told).not.toContain("replay.changed");
  await value(client.environments.save(draft({ id, name: "Live", url: two.url })));
  expect(await value(client.session.state())).toEqual({ kind: "none" });
  expect(one.asked).toContain("DELETE /v1/sessions/current Bearer token-of-One");
});

test("two windows that choose an environment at once end in the one chosen last", async () => {
  await using one = await openBackEnd("One");
  await using two = await openBackEnd("Two");
  await using three = await openBackEnd("Three");
  await using program = startProgram();
  const { client } = program;
  await value(client.environments.save(draft({ url: one.url })));
  const b = await value(client.environments.save(draft({ name: "B", url: two.url })));
  const c = await value(client.environments.save(draft({ name: "C", url: three.url })));
  await Promise.all([client.environments.choose({ id: b.id }), client.environments.choose({ id: c.id })]);
  expect(await online(client, "Three")).toMatchObject({ kind: "online" });
  expect(await value(client.environments.state())).toMatchObject({ current: { id: c.id } });
});

test("a choice of environment that cannot be written changes nothing, reports the error, and can be repeated", async () => {
  await using one = await openBackEnd("One");
  await using two = await openBackEnd("Two");
  await using program = startProgram();
  const { client, told } = program;
  const { id } = await value(client.environments.save(draft({ url: one.url })));
  const other = await value(client.environments.save(draft({ name: "Test", url: two.url })));
  const before = await value(client.environments.state());
  told.length = 0;
  program.failWrites("ENOSPC");
  expect(await client.environments.choose({ id: other.id })).toMatchObject({ error: { code: "disk-full" } });
  program.failWrites("EACCES");
  const unwritable = { error: { code: "store-unwritable" } };
  expect(await client.environments.save(draft({ id, url: two.url }))).toMatchObject(unwritable);
  expect(await client.environments.save(draft({ name: "Third" }))).toMatchObject(unwritable);
  expect(await client.environments.remove({ id: other.id })).toMatchObject(unwritable);
  expect(await value(client.environments.state())).toEqual(before);
  expect(told).not.toContain("environments.changed");
  await value(client.session.logIn(credentials));
  expect(one.asked).toContain("POST /v1/sessions");

  program.failWrites(null);
  await value(client.environments.choose({ id: other.id }));
  // The pages are told to reload.
  expect(told).toContain("replay.changed");
  await online(client, "Two");
});

test("refuses an invalid environment, a name that is taken, and the removal of the current environment", async () => {
  await using program = startProgram();
  const { client } = program;
  const refused = async (change: Partial<EnvironmentDraft>) => {
    const answer = await client.environments.save(draft(change));
    return answer.ok ? "saved" : answer.error.code;
  };
  const { id } = await value(client.environments.save(draft()));
  expect(await refused({ name: " production" })).toBe("environment-name-taken");
  expect(await refused({ name: "  " })).toBe("bad-call");
  for (const url of ["http://idm.example.org", "ftp://x", "https://a:b@idm.example.org", "https://x/?y=1", ""])
    expect(await refused({ name: "Other", url })).toBe("bad-call");
  expect(await refused({ name: "Other", proxy: "http://me:secret@proxy.example" })).toBe("bad-call");
  expect(await client.environments.remove({ id })).toMatchObject({ error: { code: "bad-call" } });
  const other = await value(client.environments.save(draft({ name: "Other" })));
  await value(client.environments.remove({ id: other.id }));
  expect(await client.environments.choose({ id: other.id })).toMatchObject({ error: { code: "bad-call" } });
  expect((await value(client.environments.state())).list).toHaveLength(1);
});

test("an environment given by flags is the only one, and its store is directly in the data directory", async () => {
  await using backEnd = await openBackEnd("Given");
  await using program = startProgram({ given: { ...draft({ url: backEnd.url }), id: "given" } });
  const { client } = program;
  const other = await value(client.environments.save(draft({ name: "Other" })));
  expect(await value(client.environments.state())).toMatchObject({ current: { id: "given" }, isFixed: true });
  expect(await client.environments.choose({ id: other.id })).toMatchObject({ error: { code: "bad-call" } });
  await online(client, "Given");
  await eventually("the store", async () => (existsSync(join(folder, "offline.db")) ? true : null));
});

test("the environments of a policy come before flags, can be chosen, and cannot be changed", async () => {
  await using one = await openBackEnd("One");
  await using two = await openBackEnd("Two");
  const environments = [
    { ...draft({ name: "One", url: one.url }), id: "one" },
    { ...draft({ name: "Two", url: two.url, ways: ["password"] }), id: "two" },
  ];
  const policy: Policy = {
    organisation: "City",
    settings: {},
    environments,
    first: "two",
    logInWays: ["password", "provider"],
    unknownKeys: [],
  };
  await using program = startProgram({ policy, given: { ...draft(), id: "given" } });
  const { client } = program;
  expect(await value(client.app.managed())).toEqual({ organisation: "City", keys: ["environments", "logInWays"] });
  expect(await value(client.environments.state())).toMatchObject({
    current: { id: "two", ways: ["password"] },
    list: [{ id: "one", ways: ["password", "provider"] }, { id: "two" }],
    isManaged: true,
    isFixed: false,
  });
  const managed = { error: { code: "managed", params: { organisation: "City" } } };
  expect(await client.environments.save(draft({ id: "one" }))).toMatchObject(managed);
  expect(await client.environments.remove({ id: "one" })).toMatchObject(managed);
  await value(client.environments.choose({ id: "one" }));
  await online(client, "One");
});

test("a test of a draft reports its checks and sends nothing of the operator", async () => {
  await using backEnd = await openBackEnd("Plain");
  await using secure = await openBackEnd("Secure", authority.issue("127.0.0.1", -1, 300));
  await using program = startProgram();
  const { client } = program;
  await value(client.environments.save(draft({ url: backEnd.url })));
  await value(client.session.logIn(credentials));
  const tested = async (change: Partial<EnvironmentDraft>) => {
    const { checks, ...rest } = await value(client.environments.test(draft(change)));
    return { codes: checks.map(({ code }) => code), ...rest };
  };
  expect(await tested({ name: "", url: backEnd.url })).toEqual({
    codes: ["back-end.answers", "proxy.none", "tls.on-this-machine", "clock.right", "api.same"],
    chain: [],
    product: "Plain",
  });
  const chain = [
    { subject: "127.0.0.1", issuer: "Test authority" },
    { subject: "Test authority", issuer: "Test authority" },
  ];
  const trusted = await tested({ url: secure.url, ca: certificatesOfPem(authority.ca) });
  expect(trusted).toMatchObject({ product: "Secure", chain });
  expect(trusted.codes).toContain("tls.valid");
  const untrusted = await tested({ url: secure.url });
  expect(untrusted).toMatchObject({ product: null, chain: [chain[0]] });
  expect(untrusted.codes).toEqual(expect.arrayContaining(["back-end.unreachable", "tls.not-trusted"]));
  expect((await tested({})).codes).toContain("back-end.unreachable");
  expect(secure.asked).toEqual([]);
  expect(await client.environments.test(draft({ url: "http://idm.example.org" }))).toMatchObject({
    error: { code: "bad-call" },
  });
});
