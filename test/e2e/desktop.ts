import { spawn, spawnSync, type ChildProcess, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { electronRuntime } from "../../electron/launcher/electron-runtime.ts";

/** The environment in which Electron runs in a test, for `_electron.launch`. */
export interface Desktop {
  readonly executablePath: string;
  readonly env: Record<string, string>;
  /** The user as whom a test starts a separate program with this environment. */
  readonly user: { readonly uid?: number; readonly gid?: number };
  /** Flags of Chromium. */
  readonly flags: readonly string[];
  /** Gives a directory to the user that Electron runs as. */
  give(directory: string): void;
  stop(): Promise<void>;
}

/** Prepares the desktop; on systems other than Linux, the one of the user who runs the tests. */
export async function startDesktop(): Promise<Desktop> {
  const program = electronRuntime();
  if (program === null) throw new Error("the Electron runtime is not installed");
  if (process.platform !== "linux")
    return {
      executablePath: program,
      env: environment({}),
      user: {},
      flags: [],
      give: () => undefined,
      stop: async () => undefined,
    };
  return startLinuxDesktop(program);
}

/**
 * Debian's user `nobody`: Chromium does not run as root, but the tests of the card reader need
 * root.
 */
const nobody = { uid: 65_534, gid: 65_534 };

/** Starts a separate X server, message bus and unlocked keyring, which `stop` ends. */
async function startLinuxDesktop(program: string): Promise<Desktop> {
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? nobody : {};
  const give = (directory: string): void => {
    if (isRoot) chownSync(directory, nobody.uid, nobody.gid);
  };
  if (spawnSync("test", ["-r", program, "-a", "-r", "package.json"], user).status !== 0)
    throw new Error("the user nobody, as whom Electron would run, cannot read this folder");
  const home = mkdtempSync(join(tmpdir(), "carddesk-desktop-"));
  give(home);
  const children: ChildProcess[] = [];
  function start(
    command: string,
    args: string[],
    env: Record<string, string>,
  ): ChildProcessByStdio<Writable, Readable, null> {
    const child = spawn(command, args, { ...user, env, stdio: ["pipe", "pipe", "ignore"] });
    children.push(child);
    return child;
  }

  const ofUser = environment({ HOME: home, XDG_RUNTIME_DIR: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home });
  const screen = start("Xvfb", ["-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"], ofUser);
  const bus = start("dbus-daemon", ["--session", "--nofork", "--nopidfile", "--print-address=1"], ofUser);
  const env = {
    ...ofUser,
    DISPLAY: `:${await firstLine(screen)}`,
    DBUS_SESSION_BUS_ADDRESS: await firstLine(bus),
  };
  const keyring = start("gnome-keyring-daemon", ["--foreground", "--unlock", "--components=secrets"], env);
  // The keyring reads its password up to the end of its input.
  keyring.stdin.end("test");
  const isThere = [
    "--session",
    "--print-reply",
    "--dest=org.freedesktop.DBus",
    "/",
    "org.freedesktop.DBus.NameHasOwner",
  ];
  const secrets = [...isThere, "string:org.freedesktop.secrets"];
  while (!spawnSync("dbus-send", secrets, { ...user, env, encoding: "utf8" }).stdout.includes("true")) {
    if (keyring.exitCode !== null) throw new Error("gnome-keyring-daemon does not start");
    await sleep(50);
  }

  return {
    executablePath: isRoot ? asNobody(program, home) : program,
    env,
    user,
    flags: ["--password-store=gnome-libsecret"],
    give,
    async stop() {
      for (const child of children
        .toReversed()
        .filter(({ exitCode, signalCode }) => (exitCode ?? signalCode) === null)) {
        const ended = once(child, "exit");
        child.kill();
        if ((await Promise.race([ended, sleep(5_000)])) === undefined) child.kill("SIGKILL");
      }
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Resolves with the first line of the program's output. Rejects if the program ends before. */
async function firstLine(child: ChildProcessByStdio<Writable, Readable, null>): Promise<string> {
  const ended = once(child, "exit").then(() => Promise.reject(new Error(`${child.spawnfile} does not start`)));
  const [line]: unknown[] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), ended]);
  ended.catch(() => undefined);
  return String(line);
}

/**
 * Writes a script that starts the program as nobody, without the `--no-sandbox` that Playwright
 * adds for root. Returns its path.
 */
function asNobody(program: string, directory: string): string {
  const folder = join(directory, "bin");
  mkdirSync(folder);
  const file = join(folder, "electron");
  const change = `setpriv --reuid=${nobody.uid} --regid=${nobody.gid} --clear-groups`;
  writeFileSync(file, `#!/bin/sh\n[ "$1" != --no-sandbox ] || shift\nexec ${change} '${program}' "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

/**
 * Returns the environment of the tests without the Wayland display and compile cache of the user
 * who started them.
 */
function environment(more: Record<string, string>): Record<string, string> {
  const { NODE_COMPILE_CACHE: _cache, WAYLAND_DISPLAY: _screen, ...others } = process.env;
  return Object.fromEntries(
    Object.entries({ ...others, ...more }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
