import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run } from "../../fixtures/process.ts";
import { nobody } from "./browser-shell.ts";

const launcher = "electron/launcher/main.ts";
let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "carddesk-launcher-"));
});
/** Everything that was started, so that a failed test leaves nothing behind. */
const started: number[] = [];
afterEach(() => {
  for (const pid of started.splice(0).filter(isAlive)) process.kill(pid, "SIGKILL");
  rmSync(data, { recursive: true, force: true });
});

describe("npm start", () => {
  /** In a process group of its own, as a terminal runs it. */
  async function npmStart(): Promise<{ npm: ChildProcess; address: string; descendants: number[] }> {
    const flags = ["--shell", "browser", "--no-open", "--data-dir", data, "--people", "20"];
    const npm = spawn("npm", ["start", "--", ...flags], { detached: true, stdio: ["ignore", "pipe", "inherit"] });
    const address = await new Promise<string>((resolve, reject) => {
      let said = "";
      npm.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        const found = /^CardDesk ready (\S+)$/m.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
      npm.once("exit", () => reject(new Error(said)));
    });
    const descendants = descendantsOf(npm.pid ?? 0);
    started.push(...descendants);
    return { npm, address, descendants };
  }

  test("on SIGTERM ends all its children and exits with 0", async () => {
    const { npm, address, descendants } = await npmStart();
    expect((await fetch(address, { redirect: "manual" })).status).toBe(200);
    // start.mjs, the launcher, the sandbox and the browser shell.
    expect(descendants.length).toBeGreaterThanOrEqual(4);
    npm.kill("SIGTERM");
    const [code] = await once(npm, "exit");
    expect(code).toBe(0);
    expect(descendants.filter(isAlive)).toEqual([]);
  });

  test("on Ctrl-C, which the terminal sends to all of them, exits with 0 as well", async () => {
    const { npm, descendants } = await npmStart();
    process.kill(-(npm.pid ?? 0), "SIGINT");
    const [code] = await once(npm, "exit");
    expect(code).toBe(0);
    await expect.poll(() => descendants.filter(isAlive)).toEqual([]);
  });

  test.each(["npm", "start.mjs", "launcher/main.ts"])("leaves no orphan when %s is killed", async (name) => {
    const { npm, descendants } = await npmStart();
    const victim = name === "npm" ? npm.pid : descendants.find((pid) => commandOf(pid).includes(name));
    process.kill(victim ?? 0, "SIGKILL");
    await once(npm, "exit");
    await expect.poll(() => descendants.filter(isAlive)).toEqual([]);
  });
});

describe("it refuses with one line and exit code 2", () => {
  test.each([
    [["--nothing"], "Unknown option '--nothing'"],
    [["nothing"], "Unexpected argument 'nothing'"],
    [["--shell", "x"], "--shell is electron or browser"],
    [["--port", "x"], "--port needs a whole number"],
    [["--port", "65536"], "--port is between 0 and 65535"],
    [["--port=-1"], "--port needs a whole number"],
    [["--people", "0"], "--people is between 4 and 1000000"],
    [["--seed", "1.5"], "--seed needs a whole number"],
    [["--lang", "xx"], "--lang is one of en, sv, de, fr"],
    [["--idm", "idm.example.org"], "--idm needs the address of a back end"],
    [["--idm", "file:///etc/passwd"], "--idm needs the address of a back end"],
    [["--idm"], "Option '--idm' argument is ambiguous"],
    [["--data-dir="], "--data-dir needs a directory"],
  ])("the flags %j", async (flags, reason) => {
    expect(await outcome([...flags, "--no-open"])).toEqual(refusal(reason));
  });

  test("a data directory that cannot be written", async () => {
    const file = join(data, "file");
    writeFileSync(file, "");
    for (const directory of [join(file, "below"), "/proc/carddesk/below"])
      expect(await outcome(["--data-dir", directory])).toEqual(
        refusal(`the data directory ${directory} cannot be written`),
      );
  });

  test("a data directory that another instance works on, which goes on", async () => {
    const first = run(launcher, ["--shell", "browser", "--no-open", "--idm", nobody, "--data-dir", data]);
    await first.line(/^CardDesk ready (\S+)$/);
    expect(await outcome(["--data-dir", data])).toEqual(refusal(`CardDesk runs already on the data directory ${data}`));
    expect(await first.stop()).toBe(0);
    const next = run(launcher, ["--shell", "browser", "--no-open", "--idm", nobody, "--data-dir", data]);
    await next.line(/^CardDesk ready (\S+)$/);
    await next.stop();
  });

  test("a port in use, of the browser shell and of the sandbox", async () => {
    const { server, port } = await takenPort();
    const own = ["--shell", "browser", "--no-open", "--data-dir", data, "--people", "20"];
    expect(await outcome([...own, "--idm", nobody, "--port", `${port}`])).toEqual(refusal(`port ${port} is in use`));
    const sandbox = await outcome([...own, "--sandbox-port", `${port}`]);
    expect(sandbox).toMatchObject({ code: 2, stdout: "" });
    expect(sandbox.stderr).toMatch(/^[^\n]*in use[^\n]*\n$/);
    server.close();
  });

  test("the same through npm's own script, which may have to build first", async () => {
    const { code, stdout, stderr } = await outcome(["--nothing"], {}, "electron/launcher/start.mjs");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^(CardDesk: building\n)?CardDesk: Unknown option '--nothing'\n$/);
  });
});

describe("the Electron runtime", () => {
  /** An empty folder in the place of the runtime, and a release server that nobody answers at. */
  const missing = (): Record<string, string> => ({
    ELECTRON_OVERRIDE_DIST_PATH: join(data, "runtime"),
    ELECTRON_MIRROR: `${nobody}/`,
    electron_config_cache: join(data, "cache"),
  });

  test("where it is missing and cannot be fetched, --shell electron says so and exits with 1", async () => {
    const { code, stdout, stderr } = await outcome(
      ["--shell", "electron", "--idm", nobody, "--data-dir", data],
      missing(),
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe("CardDesk: the Electron runtime is not installed and could not be fetched\n");
  });

  test("where it is missing, the browser shell opens by itself, and says why in one line", async () => {
    const program = run(launcher, ["--no-open", "--idm", nobody, "--data-dir", data], missing());
    let said = "";
    program.process.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    await program.line(/^CardDesk ready (\S+)$/);
    expect(await program.stop()).toBe(0);
    expect(said).toBe("CardDesk: the Electron runtime could not be fetched; opening the browser shell\n");
  });

  test("where it is there, it is started with the project and the flags that concern it", async () => {
    // A double that prints how it was started: the runtime itself cannot run everywhere.
    const runtime = join(data, "runtime");
    mkdirSync(runtime);
    writeFileSync(join(runtime, "electron"), '#!/bin/sh\necho "started $*"\n');
    chmodSync(join(runtime, "electron"), 0o755);
    const { code, stdout } = await outcome(
      ["--idm", nobody, "--data-dir", data, "--lang", "sv", "--port", "0"],
      missing(),
    );
    expect(code).toBe(0);
    expect(stdout).toBe(`started ${process.cwd()} --idm ${nobody} --data-dir ${data} --lang sv\n`);
  });
});

interface Outcome {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

const refusal = (reason: string): object => ({ code: 2, stdout: "", stderr: expect.toSatisfy(isLine(reason)) });

const isLine =
  (reason: string) =>
  (text: string): boolean =>
    text.startsWith(`CardDesk: ${reason}`) && text.indexOf("\n") === text.length - 1;

/** Runs a program of the launcher to its end. */
async function outcome(
  flags: readonly string[],
  env: Readonly<Record<string, string>> = {},
  script = launcher,
): Promise<Outcome> {
  const child = spawn(process.execPath, [script, ...flags], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child.pid ?? 0);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}

async function takenPort(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 };
}

/** Process ids of the children of a process, and of theirs. */
function descendantsOf(pid: number): number[] {
  const table = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" });
  const rows = table.split("\n").map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    rows.flatMap(([child, of]) => (of === parent && child !== undefined ? [child, ...below(child)] : []));
  return below(pid);
}

const commandOf = (pid: number): string => execFileSync("ps", ["-o", "args=", "-p", `${pid}`], { encoding: "utf8" });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
