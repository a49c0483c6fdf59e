import { fork, spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { Task } from "./client.ts";

const points = new URL("./points.ts", import.meta.url).href;
const saidSchema = z.union([z.object({ queued: z.string() }), z.object({ done: z.literal(true) })]);

/** How a run of the client ended: with its work done, or killed. */
export type ClientEnd = { readonly kind: "done" } | { readonly kind: "killed" };

/**
 * When a run of the client is killed: at a write, or after so many milliseconds; null: not in this
 * way.
 */
export interface ClientKill {
  readonly atWrite: number | null;
  readonly after: number | null;
}

/**
 * Runs the client on a task until it is done or dead, and calls `queued` for every entry that it
 * reports as queued. `signal` kills it.
 */
export async function runClient(
  task: Task,
  kill: ClientKill,
  queued: (operation: string) => void,
  signal: AbortSignal,
): Promise<ClientEnd> {
  const child = fork(new URL("./client.ts", import.meta.url), [], {
    execArgv: ["--import", points],
    stdio: ["ignore", "inherit", "pipe", "ipc"],
    signal,
    killSignal: "SIGKILL",
    env: { ...process.env, ...(kill.atWrite === null ? {} : { KILL_AT_WRITE: String(kill.atWrite) }) },
  });
  let errors = "";
  child.stderr?.on("data", (chunk: unknown) => {
    errors += String(chunk);
  });
  const end = Promise.withResolvers<ClientEnd>();
  const timer = kill.after === null ? null : setTimeout(() => child.kill("SIGKILL"), kill.after);
  child.on("message", (message) => {
    const said = saidSchema.parse(message);
    if ("queued" in said) queued(said.queued);
    else end.resolve({ kind: "done" });
  });
  child.once("exit", (code, killed) => {
    if (killed === "SIGKILL") end.resolve({ kind: "killed" });
    else end.reject(new Error(`the client ended with ${code}: ${errors}`));
  });
  // Emitted if the client could not be started or sent its task, or if `signal` aborted.
  child.once("error", end.reject);
  child.send(task);
  const ended = await end.promise;
  if (timer !== null) clearTimeout(timer);
  if (ended.kind === "done") await gone(child);
  return ended;
}

/** A back end that is killed and restarted repeatedly, always on the same data. */
export interface KilledBackEnd {
  url(): string;
  /**
   * Sends SIGKILL at the n-th point from now on; the back end restarts by itself. Null: at no
   * point.
   */
  killAtWrite(point: number | null): void;
  /** Sends SIGKILL now; the back end restarts by itself. */
  kill(): void;
  /** Resolves when the back end runs, after a restart if necessary. */
  running(): Promise<void>;
  kills(): number;
  /** Stops the back end for good, with SIGKILL. */
  stop(): Promise<void>;
}

export async function startKilledBackEnd(dataDir: string): Promise<KilledBackEnd> {
  let port = "0";
  let url = "";
  let kills = 0;
  let stopping = false;
  let child: ChildProcess | undefined;
  let up: Promise<void> = Promise.resolve();

  function start(): Promise<void> {
    const flags = ["--sandbox-port", port, "--data-dir", dataDir, "--people", "60", "--allow-faults"];
    const started = spawn(process.execPath, ["--import", points, "electron/sandbox/main.ts", ...flags], {
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    child = started;
    return new Promise((resolve, reject) => {
      if (started.stdout === null) throw new Error("no output");
      createInterface({ input: started.stdout }).on("line", (line) => {
        const found = /^Sandbox ready (\S+)$/.exec(line)?.[1];
        if (found === undefined) return;
        url = found;
        port = new URL(url).port;
        resolve();
      });
      started.once("exit", (code, signal) => {
        if (stopping) return;
        if (signal !== "SIGKILL") return reject(new Error(`the back end ended with ${code}`));
        kills += 1;
        up = start();
        return resolve(up);
      });
    });
  }

  up = start();
  await up;
  return {
    url: () => url,
    // A dying process misses the message; its successor starts without a point.
    killAtWrite: (point) => void child?.send({ killAtWrite: point ?? Number.MAX_SAFE_INTEGER }, () => undefined),
    kill: () => void child?.kill("SIGKILL"),
    async running() {
      for (let seen: Promise<void> | null = null; seen !== up;) {
        seen = up;
        await up;
      }
    },
    kills: () => kills,
    async stop() {
      stopping = true;
      const running = child;
      if (running === undefined) return;
      running.kill("SIGKILL");
      await gone(running);
    },
  };
}

async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => {
    child.once("exit", resolve);
    if (child.connected) child.disconnect();
  });
}
