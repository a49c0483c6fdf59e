import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeRecording } from "../../fixtures/bundle.ts";
import { value } from "../../fixtures/core.ts";
import { credentials, draft, online, openBackEnd, openProgram } from "../../fixtures/program.ts";
import { watchedWay } from "../../fixtures/watched-way.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "carddesk-test-switch-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const coreLost = { ok: false, error: { code: "core-lost" } };
const notPlayed = { ok: false, error: { code: "bad-call" } };

/** Returns a bundle with an empty recording, as a page passes it to the program. */
async function bundle() {
  const file = join(folder, "case.zip");
  await writeRecording(file, { format: 1, startedAt: "2026-01-02T03:04:05Z", states: {}, routes: {}, items: [] });
  return { transfer: randomUUID(), at: 0, bytes: readFileSync(file).toString("base64"), last: true };
}

/**
 * Starts the program with an operator logged in at One, and Two to choose. `leave` chooses Two;
 * One has the log-out then, and answers it after `end`.
 */
async function atOne() {
  await using open = new AsyncDisposableStack();
  const [one, two] = [open.use(await openBackEnd("One")), open.use(await openBackEnd("Two"))];
  const way = open.use(await watchedWay(one.url));
  const program = open.use(openProgram(folder));
  const { client } = program;
  await value(client.environments.save(draft({ url: way.url })));
  const other = await value(client.environments.save(draft({ name: "Test", url: two.url })));
  await value(client.session.logIn(credentials));
  program.told.length = 0;
  open.defer(() => way.end("answered"));
  const parts = open.move();
  return {
    ...program,
    one,
    two,
    /** Chooses Two; resolves when the log-out has reached One, with the answer to the choice. */
    async leave() {
      const loggingOut = way.hold(({ path }) => path === "/v1/sessions/current");
      const chosen = client.environments.choose({ id: other.id });
      await loggingOut;
      return { chosen };
    },
    end: () => way.end("answered"),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

test("until the core of the chosen environment runs, no log-in is sent and no page is notified", async () => {
  await using it = await atOne();
  const { client, one, two, told } = it;
  const { chosen } = await it.leave();
  expect(told).toContain("session.changed");
  expect(told).not.toContain("environments.changed");
  expect(await client.session.logIn({ account: "vera", password: "password-for-Two" })).toMatchObject(coreLost);
  it.end();
  await value(chosen);
  expect(told).toContain("environments.changed");
  expect(one.asked.filter((each) => each.startsWith("POST /v1/sessions"))).toHaveLength(1);
  await online(client, "Two");
  await value(client.session.logIn(credentials));
  expect(two.asked).toContain("POST /v1/sessions");
});

test("a recording opened during a switch plays without a core, and leaving it opens the chosen environment", async () => {
  await using it = await atOne();
  const { client } = it;
  const recorded = await bundle();
  const { chosen } = await it.leave();
  const played = client.replay.receive(recorded);
  it.end();
  await value(chosen);
  await value(played);
  expect(await value(client.replay.state())).toMatchObject({ kind: "on" });
  expect(it.cores()).toBe(0);
  await value(client.replay.leave());
  await online(client, "Two");
  expect(it.cores()).toBe(1);
});

test("a program that ends during a switch starts no other core", async () => {
  await using it = await atOne();
  const { chosen } = await it.leave();
  const stopped = it.stop();
  it.end();
  await stopped;
  expect(await chosen).toMatchObject(coreLost);
  expect(it.cores()).toBe(0);
});

test("two windows that leave a recording at once start one core", async () => {
  await using it = await atOne();
  await value(it.client.replay.receive(await bundle()));
  const { leave } = it.client.replay;
  expect(await Promise.all([leave(), leave()])).toMatchObject([{ ok: true }, notPlayed]);
  expect(it.cores()).toBe(1);
});

test("a recording opened while another is being transferred to the sandbox keeps playing", async () => {
  await using sandbox = await openBackEnd("Sandbox");
  await using way = await watchedWay(sandbox.url);
  const given = { ...draft({ url: way.url }), id: "given" };
  await using it = openProgram(folder, { given, isSandbox: true });
  const { client } = it;
  await value(client.replay.receive(await bundle()));
  const asked = way.hold(({ path }) => path === "/sandbox/setup");
  const continued = client.replay.continueInSandbox();
  await asked;
  await value(client.replay.receive(await bundle()));
  way.end("answered");
  expect(await continued).toMatchObject(notPlayed);
  expect(await value(client.replay.state())).toMatchObject({ kind: "on" });
});
