import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds before a child that does not end is killed. */
const shutdownTimeout = 1_800;

const children = new Set<ChildProcess>();

/**
 * Starts a program that ends with this process, however this one ends: a channel connects the two, and when it closes the
 * child ends itself. Its stdout is passed on; each line is told to `heard` as well. Resolves to the exit code, 1 where
 * there is none.
 */
export async function runChild(program: string, args: string[], heard?: (line: string) => void): Promise<number> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  children.add(child);
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on("line", (line) => {
      process.stdout.write(`${line}\n`);
      heard?.(line);
    });
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("exit", resolve);
  });
  children.delete(child);
  return code ?? 1;
}

/** Asks all children to end, kills those that do not, and resolves when there is none left. */
export async function stopChildren(): Promise<void> {
  const ended = Promise.all([...children].map((child) => once(child, "exit")));
  for (const child of children) child.kill("SIGTERM");
  await Promise.race([ended, sleep(shutdownTimeout)]);
  for (const child of children) child.kill("SIGKILL");
  await ended;
}
