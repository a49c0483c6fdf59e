import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { healthIds, healthReportSchema, type HealthReport } from "#shared/ipc/health.ts";
import { openStore } from "../../../electron/core/store/store.ts";
import packageJson from "../../../package.json" with { type: "json" };
import { startCore, value } from "../../fixtures/core.ts";
import { startSandbox, type RunningSandbox } from "../../fixtures/sandbox.ts";

vi.setConfig({ testTimeout: 60_000 });

let sandbox: RunningSandbox;
let directory: string;
beforeAll(async () => {
  sandbox = await startSandbox({ flags: ["--people", "20"] });
});
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-doctor-test-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));
afterAll(() => sandbox[Symbol.asyncDispose]());

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the script of package.json, on a machine without PC/SC service. */
function doctor(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const [program = "", script = ""] = packageJson.scripts.doctor.split(" ");
  expect(program).toBe("node");
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, PCSCLITE_CSOCK_NAME: join(directory, "no-pcscd"), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: unknown) => (out += String(chunk)));
  child.stderr.on("data", (chunk: unknown) => (err += String(chunk)));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}

const report = ({ out }: Ended): HealthReport => healthReportSchema.strict().parse(JSON.parse(out));
const codes = ({ checks }: HealthReport): Record<string, string> =>
  Object.fromEntries(checks.map(({ id, code }) => [id, code]));

/**
 * Returns the directory's files with content and times, except the -shm file, which SQLite changes
 * while the program runs.
 */
const contents = (): unknown[] =>
  readdirSync(directory)
    .filter((name) => !name.endsWith("-shm"))
    .map((name) => [
      name,
      statSync(join(directory, name)).mtimeMs,
      readFileSync(join(directory, name)).toString("base64"),
    ]);

test("doctor exits with 0 if the back end is healthy: no PC/SC service and no log-in are not faults", async () => {
  const ended = await doctor(["--idm", sandbox.url, "--data-dir", directory, "--json"]);
  expect(ended).toMatchObject({ code: 0, err: "" });
  const said = report(ended);
  expect(said.checks.map(({ id }) => id)).toEqual(healthIds);
  expect(codes(said)).toMatchObject({
    "back-end": "back-end.answers",
    crl: "crl.fresh",
    ocsp: "ocsp.fresh",
    "card-service": "card-service.not-running",
    readers: "unknown.card-service",
    "key-vault": "key-vault.empty",
    database: "database.none",
    journal: "unknown.log-in",
  });
  expect(readdirSync(directory)).toEqual([]);
});

test("the table has each check with its level and advice, and the counts; a bad check gives exit code 1", async () => {
  const ended = await doctor(["--idm", "http://127.0.0.1:9"]);
  expect(ended.code).toBe(1);
  expect(ended.out).toMatch(/^Bad +Back end +The back end cannot be reached \(ECONNREFUSED\)\.$/m);
  expect(ended.out).toMatch(/^ +Check the network and the address of the back end\./m);
  expect(ended.out).toMatch(/^Unknown +Database +No data directory is known\.$/m);
  expect(ended.out).toMatch(/^20 checks: \d+ good, 1 attention, 1 bad, \d+ unknown\./m);
});

test("without --idm only the machine is checked", async () => {
  const said = report(await doctor(["--data-dir", directory, "--json"]));
  expect(codes(said)).toMatchObject({
    "back-end": "unknown.no-address",
    ocsp: "unknown.no-address",
    disk: expect.stringMatching(/^disk\./),
  });
});

test.each([
  [["--idm", "nowhere"], /--idm needs the address/],
  [["--idm-ca", "/nonexistent/ca.pem"], /cannot be read \(ENOENT\)/],
  [["--idm-ca", "/"], /cannot be read \(EISDIR\)/],
  [["--bridge", "/nonexistent/bridge.sock"], /--bridge needs the secret/],
  [["--unknown"], /Unknown option/],
])("invalid arguments give exit code 2 and one line with the reason: %j", async (args, why) => {
  const ended = await doctor(args);
  expect(ended).toMatchObject({ code: 2, out: "" });
  expect(ended.err.trim().split("\n")).toHaveLength(1);
  expect(ended.err).toMatch(why);
});

test("doctor changes nothing in the data directory of a running CardDesk, which goes on working", async () => {
  await using core = startCore(sandbox.url, directory);
  await value(core.client.session.logIn({ account: "vscmanager", password: "sandbox" }));
  await value(core.client.offline.take({ configuration: "virtualSmartCard", q: "", state: null, hours: 1 }));
  const before = contents();
  const ended = await doctor(["--idm", sandbox.url, "--data-dir", directory, "--json"]);
  expect(ended.code).toBe(0);
  expect(codes(report(ended))).toMatchObject({ database: "database.sound", "key-vault": "key-vault.usable" });
  expect(contents()).toEqual(before);
  await value(core.client.offline.leave());
  expect(await value(core.client.offline.state())).toMatchObject({ workingSet: { kind: "none" } });
});

test("the store of each environment is checked, and the worst result is reported", async () => {
  const [one, other] = ["1111111111111111", "2222222222222222"].map((name) => join(directory, "environments", name));
  {
    await using core = startCore(sandbox.url, one);
    await value(core.client.session.logIn({ account: "vscmanager", password: "sandbox" }));
    await value(core.client.offline.take({ configuration: "virtualSmartCard", q: "", state: null, hours: 1 }));
  }
  const look = async () => {
    const ended = await doctor(["--idm", sandbox.url, "--data-dir", directory, "--json"]);
    return { code: ended.code, ...codes(report(ended)) };
  };
  expect(await look()).toMatchObject({ code: 0, database: "database.sound", "key-vault": "key-vault.usable" });
  mkdirSync(other ?? "");
  writeFileSync(join(other ?? "", "offline.db"), "this is no database ".repeat(100));
  writeFileSync(join(other ?? "", "keys.json"), "{half");
  expect(await look()).toMatchObject({ code: 1, database: "database.damaged", "key-vault": "key-vault.unusable" });
});

test("a damaged database whose rows are not saved yet is reported although its replacement is sound", async () => {
  openStore(join(directory, "offline.db"), randomBytes(32)).close();
  const look = async () => codes(report(await doctor(["--data-dir", directory, "--json"])));
  expect(await look()).toMatchObject({ database: "database.sound" });
  writeFileSync(join(directory, "offline.db.damaged"), "no database");
  expect(await look()).toMatchObject({ database: "database.damaged" });
});

test("no secret is printed: neither that of the bridge, nor a password in the address, nor a key", async () => {
  const secret = randomBytes(32).toString("base64url");
  const key = randomBytes(32).toString("base64");
  writeFileSync(join(directory, "keys.json"), JSON.stringify({ note: "", keys: { "offline-store": key } }));
  const idm = new URL(sandbox.url);
  idm.username = "vera";
  idm.password = "planted-password";
  const flags = ["--idm", idm.href, "--data-dir", directory, "--bridge", join(directory, "bridge.sock")];
  for (const form of [[], ["--json"]]) {
    const { out, err } = await doctor([...flags, ...form], { CARDDESK_BRIDGE_SECRET: secret });
    expect(out).not.toBe("");
    for (const hidden of [secret, key, "planted-password", "vera"]) expect(out + err).not.toContain(hidden);
  }
});
