import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type ServerResponse } from "node:http";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { scenarioNames } from "#shared/sandbox.ts";
import { run } from "../../fixtures/process.ts";
import { nobody } from "./browser-shell.ts";

const launcher = "electron/launcher/main.ts";
let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "carddesk-launcher-"));
});
/** Every started process, so that a failed test leaves none behind. */
const started: number[] = [];
afterEach(() => {
  for (const pid of started.splice(0).filter(isAlive)) process.kill(pid, "SIGKILL");
  rmSync(data, { recursive: true, force: true });
});

describe("npm start", () => {
  /** Runs `npm start` in a separate process group, as a terminal does. */
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
    // At least start.mjs, the launcher, the sandbox and the browser shell.
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

describe("the launcher refuses with one line and exit code 2", () => {
  test.each([
    [["--nothing"], "Unknown option '--nothing'"],
    [["nothing"], "Unexpected argument 'nothing'"],
    [["--shell", "x"], "--shell is electron or browser"],
    [["--port", "x"], "--port needs a whole number"],
    [["--port", "65536"], "--port is between 0 and 65535"],
    [["--port=-1"], "--port needs a whole number"],
    [["--scenario", "flood"], `--scenario is one of none, ${scenarioNames.join(", ")}`],
    [
      ["--scenario", "ca-down", "--idm", "http://127.0.0.1:1"],
      "--scenario is for the sandbox: it does not go with --idm",
    ],
    [
      ["--environments", "--idm", "http://127.0.0.1:1"],
      "--environments takes the back end of the settings: it does not go with --idm",
    ],
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

  test("a data directory in use by another instance, and that instance goes on", async () => {
    const first = run(launcher, ["--shell", "browser", "--no-open", "--idm", nobody, "--data-dir", data]);
    await first.line(/^CardDesk ready (\S+)$/);
    expect(await outcome(["--data-dir", data])).toEqual(refusal(`CardDesk runs already on the data directory ${data}`));
    expect(await first.stop()).toBe(0);
    const next = run(launcher, ["--shell", "browser", "--no-open", "--idm", nobody, "--data-dir", data]);
    await next.line(/^CardDesk ready (\S+)$/);
    await next.stop();
  });

  test("a port in use, for the browser shell and for the sandbox", async () => {
    const { server, port } = await takenPort();
    const own = ["--shell", "browser", "--no-open", "--data-dir", data, "--people", "20"];
    expect(await outcome([...own, "--idm", nobody, "--port", `${port}`])).toEqual(refusal(`port ${port} is in use`));
    const sandbox = await outcome([...own, "--sandbox-port", `${port}`]);
    expect(sandbox).toMatchObject({ code: 2, stdout: "" });
    expect(sandbox.stderr).toMatch(/^[^\n]*in use[^\n]*\n$/);
    server.close();
  });

  test("an unknown flag of start.mjs, which may have to build first", async () => {
    const { code, stdout, stderr } = await outcome(["--nothing"], {}, "electron/launcher/start.mjs");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^(CardDesk: building\n)?CardDesk: Unknown option '--nothing'\n$/);
  });
});

describe("the Electron runtime", () => {
  /**
   * The environment of a user with a display, an empty folder instead of the runtime, and a release
   * server that does not answer.
   */
  const missing = (mirror = nobody): Record<string, string> => ({
    ...user(1_000),
    DISPLAY: ":1",
    ELECTRON_OVERRIDE_DIST_PATH: join(data, "runtime"),
    ELECTRON_MIRROR: `${mirror}/`,
    electron_config_cache: join(data, "cache"),
  });

  /** Makes the launcher believe that this user runs it: the tests may run as root. */
  const user = (uid: number): Record<string, string> => ({
    NODE_OPTIONS: `--import=data:text/javascript,if(process.argv[1]?.endsWith('launcher/main.ts'))process.getuid=()=>${uid}`,
  });

  /** Installs a double instead of the runtime, which does not run on every machine. */
  function double(script: string): Record<string, string> {
    const runtime = join(data, "runtime");
    mkdirSync(runtime);
    writeFileSync(join(runtime, "electron"), `#!/bin/sh\n${script}\n`);
    chmodSync(join(runtime, "electron"), 0o755);
    return missing();
  }

  const electron = (env: Record<string, string>): Promise<Outcome> =>
    outcome(["--shell", "electron", "--idm", nobody, "--data-dir", data], env);

  test.each<[string, () => Record<string, string>, string]>([
    ["root", () => ({ ...missing(), ...user(0) }), "Electron does not run as root"],
    [
      "without a display",
      () => ({ ...missing(), DISPLAY: "", WAYLAND_DISPLAY: "" }),
      "there is no display for Electron",
    ],
    ["where it is missing and cannot be fetched", missing, "the Electron runtime could not be fetched (bad port)"],
    [
      "that Chromium's sandbox ends, as without user namespaces",
      () =>
        double(
          `echo "[7:1124/1.2:ERROR:bus.cc(4)] noise" >&2; echo "[7:1124/1.2:FATAL:zygote_host.cc(1)] No usable sandbox!" >&2; echo "#0 0x5" >&2; kill -TRAP $$`,
        ),
      "Electron ended before its window was there (No usable sandbox!)",
    ],
    [
      "that lacks a library",
      () => double('echo "electron: error while loading shared libraries: libnss3.so" >&2; exit 127'),
      "Electron ended before its window was there (electron: error while loading shared libraries: libnss3.so)",
    ],
    ["that dies without a word", () => double("kill -SEGV $$"), "Electron ended before its window was there (SIGSEGV)"],
  ])(
    "%s: the browser shell opens and one line says why; --shell electron fails with that line",
    async (_case, env, why) => {
      const environment = env();
      expect(await electron(environment)).toEqual({ code: 1, stdout: "", stderr: `CardDesk: ${why}\n` });

      const program = run(launcher, ["--no-open", "--idm", nobody, "--data-dir", data], environment);
      let said = "";
      program.process.stderr?.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
      await program.line(/^CardDesk ready (\S+)$/);
      expect(await program.stop()).toBe(0);
      expect(said).toBe(`CardDesk: ${why}; opening the browser shell\n`);
    },
  );

  test("that exits with code 2 prints its own reason, and the launcher adds no line", async () => {
    expect(await electron(double('echo "CardDesk: no" >&2; exit 2'))).toEqual({
      code: 2,
      stdout: "",
      stderr: "CardDesk: no\n",
    });
  });

  test("is started, if it is installed, with the project and the flags that concern it", async () => {
    const { code, stdout } = await outcome(
      ["--idm", nobody, "--data-dir", data, "--lang", "sv", "--port", "0"],
      double('echo "started $*"'),
    );
    expect(code).toBe(0);
    expect(stdout).toBe(`started ${process.cwd()} --idm ${nobody} --data-dir ${data} --lang sv\n`);
  });

  describe("is fetched", () => {
    /** Starts a release server for the test. Returns the address of its mirror. */
    async function releases(answer: (response: ServerResponse) => void): Promise<string> {
      const server = createHttpServer((_request, response) => answer(response)).listen(0, "127.0.0.1");
      server.on("connect", (_request, socket) => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"));
      onTestFinished(() => server.closeAllConnections());
      onTestFinished(() => void server.close());
      await once(server, "listening");
      const address = server.address();
      return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    }

    test("with lines of progress, and refused if its checksum does not match", async () => {
      const mirror = await releases((response) => {
        response.setHeader("Content-Length", 3e6);
        for (let sent = 0; sent < 3e6; sent += 1e5) response.write(Buffer.alloc(1e5));
        response.end();
      });
      const { code, stderr } = await electron(missing(mirror));
      expect(code).toBe(1);
      const lines = stderr.trim().split("\n");
      expect(lines.at(-1)).toMatch(/^CardDesk: the Electron runtime could not be fetched \(.*checksum.*\)$/i);
      expect(lines.slice(0, -1).length).toBeGreaterThan(3);
      for (const line of lines.slice(0, -1))
        expect(line).toMatch(/^CardDesk: fetching Electron [\d.]+, \d+ % of 3 MB$/);
    });

    test("and an error of the server or of a proxy is passed on", async () => {
      const mirror = await releases((response) => response.writeHead(404).end());
      expect(await electron(missing(mirror))).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/404 \(Not Found\)/),
      });
      const proxy = await releases((response) => response.end());
      const behind = { ...missing("http://releases.invalid"), HTTP_PROXY: proxy, http_proxy: proxy, no_proxy: "" };
      expect(await electron(behind)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/Proxy response \(407\)/),
      });
    });

    test("until Ctrl-C, which ends it at once and leaves nothing behind", async () => {
      const asked = Promise.withResolvers<void>();
      const mirror = await releases((response) => {
        response.setHeader("Content-Length", 1e9);
        response.write(Buffer.alloc(1e5), () => asked.resolve());
      });
      const temporary = join(data, "tmp");
      mkdirSync(temporary);
      const env = { ...missing(mirror), TMPDIR: temporary };
      const program = run(launcher, ["--idm", nobody, "--data-dir", data], env);
      await asked.promise;
      const fetching = descendantsOf(program.process.pid ?? 0);
      expect(fetching).not.toEqual([]);
      program.process.kill("SIGINT");
      const [code] = await once(program.process, "exit");
      expect(code).toBe(0);
      expect(fetching.filter(isAlive)).toEqual([]);
      expect(readdirSync(temporary)).toEqual([]);
    });
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

/** Runs a launcher script to its end. */
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

/** Returns the process ids of all descendants of a process. */
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
