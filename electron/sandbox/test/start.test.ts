import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { call, logIn, startSandbox } from "../../../test/fixtures/sandbox.ts";
import { run } from "../../../test/fixtures/process.ts";
import { card, lock, read, runProcess, timesDone } from "./sandbox.ts";

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), "carddesk-test-sandbox-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Runs the sandbox until it exits; only for flags that make it exit. */
function ending(...flags: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ["electron/sandbox/main.ts", ...flags], { encoding: "utf8", timeout: 30_000 });
}

test.each([
  [["--nonsense"]],
  [["stray"]],
  [["--port", "65536"]],
  [["--port", "http"]],
  [["--port"]],
  [["--people", "3"]],
  [["--people", "1e3"]],
  [["--seed", "-1"]],
  [["--session-seconds", "0"]],
  [["--data-dir", ""]],
])("the flags %j end the sandbox with one clear line and exit code 2", (flags) => {
  const { status, stdout, stderr } = ending(...flags);
  expect(status).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^Sandbox: .+\n$/);
});

test("a port in use, an unusable data directory or data in use gives one clear line and exit code 2", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void taken.close());
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? String(address.port) : "";
  expect(ending("--port", port)).toMatchObject({ status: 2, stdout: "", stderr: `Sandbox: port ${port} is in use\n` });

  const file = join(directory(), "file");
  writeFileSync(file, "");
  const blocked = ending("--port", "0", "--data-dir", join(file, "data"));
  expect(blocked).toMatchObject({
    status: 2,
    stdout: "",
    stderr: expect.stringMatching(/^Sandbox: .*cannot be used.*\n$/),
  });

  await using sandbox = await startSandbox({ flags: ["--people", "4"] });
  const second = ending("--port", "0", "--data-dir", sandbox.dataDir);
  expect(second).toMatchObject({
    status: 2,
    stdout: "",
    stderr: expect.stringMatching(/^Sandbox: another sandbox.*\n$/),
  });
});

test("while the sandbox makes its data, it refuses connections and leaves none without an answer", async () => {
  const free = createServer();
  await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
  const address = free.address();
  const port = typeof address === "object" && address !== null ? String(address.port) : "";
  await new Promise((resolve) => free.close(resolve));
  const sandbox = run("electron/sandbox/main.ts", ["--port", port, "--data-dir", directory(), "--people", "200"]);
  onTestFinished(async () => void (await sandbox.stop()));
  const asked: Promise<string>[] = [];
  const asking = setInterval(() => {
    const answer = call(`http://127.0.0.1:${port}`, "GET", "/v1/health").then(
      () => "answered",
      () => "nobody listens",
    );
    asked.push(Promise.race([answer, sleep(30_000, "waits for ever", { ref: false })]));
  }, 10);
  await sandbox.line(/^Sandbox ready/);
  clearInterval(asking);
  const answers = await Promise.all(asked);
  expect(answers).toContain("nobody listens");
  expect(answers).not.toContain("waits for ever");
});

test("damaged data gives one clear line and exit code 2", () => {
  const dataDir = directory();
  writeFileSync(join(dataDir, "sandbox.db"), "this is no database, but it may be all that somebody has");
  const { status, stderr } = ending("--port", "0", "--data-dir", dataDir);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^Sandbox: .*cannot be used.*\n$/);
});

test.each(["SIGTERM", "SIGINT"] as const)("%s gives exit code 0, even with an open event stream", async (signal) => {
  const child = run("electron/sandbox/main.ts", ["--sandbox-port", "0", "--people", "4"]);
  const url = await child.line(/^Sandbox ready (\S+)$/);
  const officer = await logIn(url, "officer");
  const events = await fetch(`${url}/v1/events`, { headers: { Authorization: `Bearer ${officer.token}` } });
  const cut = events.text().catch(() => "cut");
  const ended = new Promise((resolve) => child.process.once("exit", resolve));
  child.process.kill(signal);
  expect(await ended).toBe(0);
  await cut;
});

test("without --data-dir the sandbox leaves no files behind", async () => {
  const temporary = directory();
  const child = run("electron/sandbox/main.ts", ["--port", "0", "--people", "4"], { TMPDIR: temporary });
  await child.line(/^Sandbox ready (\S+)$/);
  expect(readdirSync(temporary)).toHaveLength(1);
  await child.stop();
  expect(readdirSync(temporary)).toEqual([]);
});

test("data survives a restart; sessions do not", async () => {
  const dataDir = directory();
  const first = await startSandbox({ dataDir, flags: ["--people", "40", "--seed", "7"] });
  const manager = await logIn(first.url, "vscmanager");
  await runProcess(manager, lock, "VSC-000001");
  expect(await first.stop()).toBe(0);

  await using second = await startSandbox({ dataDir });
  expect((await call(second.url, "GET", "/v1/search-configurations", undefined, bearer(manager.token))).status).toBe(
    401,
  );
  const again = await logIn(second.url, "vscmanager");
  expect((await read(again, "VSC-000001")).state).toBe("locked");
  expect(await timesDone(again, lock, "VSC-000001")).toBe(1);
});

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

test("data made with another --people or --seed than requested is refused", async () => {
  const dataDir = directory();
  const sandbox = await startSandbox({ dataDir, flags: ["--people", "40"] });
  await sandbox.stop();
  for (const flags of [
    ["--people", "41"],
    ["--seed", "2"],
  ]) {
    const { status, stderr } = ending("--port", "0", "--data-dir", dataDir, ...flags);
    expect(status).toBe(2);
    expect(stderr).toBe(`Sandbox: ${dataDir} holds data made with --people 40 --seed 1; use another --data-dir\n`);
  }
});

test("a sandbox killed while it makes its data makes the data at the next start", async () => {
  const dataDir = directory();
  const child = run("electron/sandbox/main.ts", ["--port", "0", "--data-dir", dataDir, "--people", "20000"]);
  await expect.poll(() => readdirSync(dataDir), { timeout: 20_000 }).toContain("sandbox.db");
  const ended = new Promise((resolve) => child.process.once("exit", resolve));
  child.process.kill("SIGKILL");
  await ended;
  await using sandbox = await startSandbox({ dataDir, flags: ["--people", "40"] });
  const manager = await logIn(sandbox.url, "vscmanager");
  const { total } = await manager.ask(idmApi.search, { params: { id: "virtualSmartCard" } });
  expect(total.value).toBe(40);
});

test("the same seed makes the same data, another seed other data", async () => {
  const dump = async (seed: string): Promise<string> => {
    await using sandbox = await startSandbox({ flags: ["--people", "60", "--seed", seed] });
    const manager = await logIn(sandbox.url, "vscmanager");
    const found = await manager.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query: { limit: "200" } });
    const objects = [];
    for (const { ref } of found.items) {
      objects.push(await read(manager, ref.id), await manager.ask(idmApi.history, { params: card(ref.id) }));
    }
    // The seed determines everything but the time of the CA's answer.
    return JSON.stringify([found, objects]).replace(/"asOf":"[^"]*"/g, "");
  };
  const first = await dump("1");
  expect(await dump("1")).toBe(first);
  expect(await dump("2")).not.toBe(first);
});
