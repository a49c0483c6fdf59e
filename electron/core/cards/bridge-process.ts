import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../log.ts";
import type { BridgeEndpoint } from "./bridge-client.ts";

/** A bridge that was started: a child process, or a utility process of Electron. */
export interface BridgeChild {
  readonly pid: number | undefined;
  /** Resolves when it is over, with what the system says of it. */
  readonly over: Promise<string>;
  /** Asks it to end. */
  end(): void;
}

/** Starts a bridge with these arguments, and with these variables besides those of this process. */
export type BridgeSpawner = (
  args: readonly string[],
  environment: { readonly CARDDESK_BRIDGE_SECRET: string },
) => BridgeChild;

export interface BridgeProcess {
  /** Where the present bridge is, or the next one will be. */
  endpoint(): BridgeEndpoint;
  /** Ends the bridge and resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * Milliseconds between a bridge's end and the next one's start; doubled each time, anew after a bridge that has
 * `lived`; and what a bridge that was asked to end is given.
 */
const waits = { first: 100, longest: 5_000, lived: 10_000, end: 700 } as const;

/** Keeps a bridge running, with a new secret for each, in a directory of this user alone. */
export function superviseBridge(spawn: BridgeSpawner, log: Log): BridgeProcess {
  const ended = new AbortController();
  const directory = process.platform === "win32" ? null : mkdtempSync(join(tmpdir(), "carddesk-"));
  const address =
    directory === null
      ? String.raw`\\.\pipe\carddesk-bridge-${randomBytes(8).toString("hex")}`
      : join(directory, "bridge.sock");
  let secret = "";
  let child: BridgeChild;

  function start(): void {
    secret = randomBytes(32).toString("base64url");
    child = spawn(["--address", address], { CARDDESK_BRIDGE_SECRET: secret });
  }

  async function keepRunning(): Promise<void> {
    let wait: number = waits.first;
    while (!ended.signal.aborted) {
      const startedAt = performance.now();
      start();
      const how = await child.over;
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
      await kept;
      if (directory !== null) rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Runs the bridge as a child of this Node.js process. It ends by itself when this process does. */
export function nodeBridge(entry: string): BridgeSpawner {
  return (args, environment) => {
    const child = fork(entry, args, {
      env: { ...process.env, ...environment },
      // Not this process's own --inspect and the like.
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const over = Promise.withResolvers<string>();
    child.once("error", (error) => over.resolve(error.message));
    child.once("exit", (code, signal) => over.resolve(signal ?? `exit code ${code}`));
    return {
      pid: child.pid,
      over: over.promise,
      end() {
        child.kill();
        // While the addon waits inside PC/SC the bridge hears no signal.
        const kill = setTimeout(() => child.kill("SIGKILL"), waits.end);
        void over.promise.then(() => clearTimeout(kill));
      },
    };
  };
}
