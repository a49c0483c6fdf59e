import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Milliseconds before a child that does not end is killed. A shell needs just over a second for its
 * log-out, and more on a busy machine.
 */
const shutdownTimeout = 4_000;

const children = new Set<ChildProcess>();

/**
 * How a program ended: its exit code, or else the signal that ended it or the reason that it could
 * not be started.
 */
export type Ended = { readonly kind: "code"; readonly code: number } | { readonly kind: "died"; readonly how: string };

/**
 * Starts a program that ends with this process, however this one ends: the child ends itself when
 * the IPC channel between the two closes.
 */
export function startChild(
  program: string,
  args: readonly string[],
  stdio: StdioOptions,
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(program, args, { stdio });
  children.add(child);
  const ended = new Promise<Ended>((resolve) => {
    child.once("error", ({ message }) => resolve({ kind: "died", how: message }));
    // `close`, not `exit`: all of its output has been read by then.
    child.once("close", (code, signal) =>
      resolve(code === null ? { kind: "died", how: signal ?? "killed" } : { kind: "code", code }),
    );
  });
  void ended.then(() => children.delete(child));
  return { child, ended };
}

/**
 * Runs a program to its end. Its stdout is passed on, and `heard` gets each line of it. Resolves to
 * the exit code, 1 if there is none.
 */
export async function runChild(program: string, args: string[], heard?: (line: string) => void): Promise<number> {
  const { child, ended } = startChild(program, args, ["ignore", "pipe", "inherit", "ipc"]);
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on("line", (line) => {
      process.stdout.write(`${line}\n`);
      heard?.(line);
    });
  const end = await ended;
  return end.kind === "code" ? end.code : 1;
}

/** Asks all children to end, kills those that do not, and resolves when none is left. */
export async function stopChildren(): Promise<void> {
  const ended = Promise.all([...children].map((child) => once(child, "exit")));
  for (const child of children) child.kill("SIGTERM");
  await Promise.race([ended, sleep(shutdownTimeout)]);
  for (const child of children) child.kill("SIGKILL");
  await ended;
}
