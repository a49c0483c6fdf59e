import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StartError } from "#shared/start-error.ts";
import type { Log } from "../log.ts";
import type { BridgeEndpoint } from "./bridge-client.ts";

/** A running bridge: a child process, or a utility process of Electron. */
interface BridgeChild {
  readonly pid: number | undefined;
  /** Resolves with the exit reason when the process has ended. */
  readonly exited: Promise<string>;
  /** Asks the process to end. */
  end(): void;
  /** Ends the process at once (SIGKILL). */
  kill(): void;
}

/**
 * Starts a bridge with these arguments, and these variables added to the environment of this
 * process.
 */
export type BridgeSpawner = (
  args: readonly string[],
  environment: { readonly CARDDESK_BRIDGE_SECRET: string },
) => BridgeChild;

export interface BridgeProcess {
  /** The address and secret of the running bridge, or of the next one. */
  endpoint(): BridgeEndpoint;
  /** Ends the bridge; resolves when its process has ended. */
  stop(): Promise<void>;
}

/**
 * Milliseconds. A restart waits `first` after a bridge that ran for `lived`, otherwise twice as
 * long as the one before, up to `longest`; `end`: time to exit before SIGKILL.
 */
const waits = { first: 100, longest: 5_000, lived: 10_000, end: 700 } as const;

/**
 * Keeps a bridge running. Each one gets a new secret and a new address, so that no other program
 * can wait at the next address. The socket is in a directory of this user alone. Throws StartError
 * if that directory cannot be made.
 */
export function superviseBridge(spawn: BridgeSpawner, log: Log): BridgeProcess {
  const ended = new AbortController();
  const directory = process.platform === "win32" ? null : makeDirectory();
  let address = "";
  let secret = "";
  let child: BridgeChild;

  function start(): void {
    const name = randomBytes(16).toString("hex");
    address = directory === null ? String.raw`\\.\pipe\carddesk-bridge-${name}` : join(directory, name);
    secret = randomBytes(32).toString("base64url");
    child = spawn(["--address", address], { CARDDESK_BRIDGE_SECRET: secret });
  }

  async function keepRunning(): Promise<void> {
    let wait: number = waits.first;
    while (!ended.signal.aborted) {
      const startedAt = performance.now();
      start();
      const how = await child.exited;
      // A bridge that was killed has left its socket behind.
      if (directory !== null) rmSync(address, { force: true });
      if (ended.signal.aborted) return;
      wait = performance.now() - startedAt > waits.lived ? waits.first : Math.min(wait * 2, waits.longest);
      log.warn({ pid: child.pid, how, wait }, "The card bridge ended and is started again.");
      await sleep(wait, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  }

  const kept = keepRunning();
  return {
    endpoint: () => ({ address, secret }),
    stop: async () => {
      ended.abort();
      child.end();
      // A bridge inside a PC/SC call does not handle signals.
      const kill = setTimeout(() => child.kill(), waits.end);
      await kept;
      clearTimeout(kill);
      if (directory !== null) rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * Makes a directory of this user alone: mkdtemp(3) gives it mode 0700. Throws StartError if it
 * cannot be made.
 */
function makeDirectory(): string {
  try {
    return mkdtempSync(join(tmpdir(), "carddesk-"));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new StartError(
      `no directory can be made in the temporary folder ${tmpdir()} (${code}); TMPDIR names another`,
    );
  }
}

/** Runs the bridge as a child of this Node.js process; it exits with its parent. */
export function nodeBridge(entry: string): BridgeSpawner {
  return (args, environment) => {
    const child = fork(entry, args, {
      env: { ...process.env, ...environment },
      // Do not pass on --inspect and other flags of this process.
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const exited = Promise.withResolvers<string>();
    child.once("error", (error) => exited.resolve(error.message));
    child.once("exit", (code, signal) => exited.resolve(signal ?? `exit code ${code}`));
    return {
      pid: child.pid,
      exited: exited.promise,
      end: () => void child.kill(),
      kill: () => void child.kill("SIGKILL"),
    };
  };
}
