import { readFileSync } from "node:fs";

/**
 * Bytes. Of this process: what is reachable, after a collection; of another one: its resident set
 * (Linux, else 0).
 */
export function memoryInUse(pid: number | undefined): number {
  if (pid !== undefined) return ofStatus(pid, "VmRSS");
  // The second pass frees what the finalizers of the first let go.
  for (let pass = 1; pass <= 2; pass += 1) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The largest resident set that the process has had, in bytes. */
export const mostMemory = (pid: number | undefined): number =>
  pid === undefined ? process.resourceUsage().maxRSS * 1024 : ofStatus(pid, "VmHWM");

function ofStatus(pid: number, field: "VmRSS" | "VmHWM"): number {
  if (process.platform !== "linux") return 0;
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) * 1024;
}
