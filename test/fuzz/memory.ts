import { readFileSync } from "node:fs";

/**
 * Returns the memory in use, in bytes. For this process: reachable memory after a collection; for
 * another one: its resident set (on Linux; otherwise 0).
 */
export function memoryInUse(pid: number | undefined): number {
  if (pid !== undefined) return ofStatus(pid, "VmRSS");
  // The second pass frees objects that the finalizers of the first released.
  for (let pass = 1; pass <= 2; pass += 1) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Returns the peak resident set of the process, in bytes. */
export const mostMemory = (pid: number | undefined): number =>
  pid === undefined ? process.resourceUsage().maxRSS * 1024 : ofStatus(pid, "VmHWM");

function ofStatus(pid: number, field: "VmRSS" | "VmHWM"): number {
  if (process.platform !== "linux") return 0;
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) * 1024;
}
