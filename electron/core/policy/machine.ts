import { execFileSync } from "node:child_process";
import { closeSync, fstatSync, openSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { PolicyFault } from "./parse.ts";

/**
 * The machine-wide place of a policy, and how it is read. Injected, so that all places can be
 * tested on every system.
 */
export interface MachinePlace {
  /** Name of the place in a message. */
  readonly name: string;
  /** Reads the text of the policy; null if there is none. Throws PolicyFault. */
  read(): string | null;
  /** Reads a file that the policy names; it is trusted like the policy. Throws PolicyFault. */
  readFile(file: string): string;
}

/** Runs a program of the system; returns its exit status and output. */
export type Run = (program: string, args: readonly string[]) => { readonly status: number; readonly out: Buffer };

/** Returns the place of this machine's policy. Uses no variable of the user's environment. */
export function machinePlace(platform: NodeJS.Platform): MachinePlace {
  if (platform === "win32") return registry(systemDirectory(), runOf);
  if (platform === "darwin")
    return managedPreferences("/Library/Managed Preferences/org.carddesk.CardDesk.plist", runOf, 0);
  return policyFile("/etc/carddesk/policy.json", 0);
}

/** Returns the place of a policy in a JSON file that `owner` alone can write. */
export const policyFile = (file: string, owner: number): MachinePlace => ({
  name: file,
  read: () => readOwned(file, owner),
  readFile: (named) => fileOf(named, owner),
});

/**
 * Returns the place of a policy in the managed preferences of macOS: a property list that plutil
 * writes as JSON.
 */
export const managedPreferences = (file: string, run: Run, owner: number): MachinePlace => ({
  name: file,
  read() {
    if (readOwned(file, owner) === null) return null;
    const { status, out } = run("/usr/bin/plutil", ["-convert", "json", "-o", "-", file]);
    if (status !== 0) throw new PolicyFault("plutil cannot read it");
    return out.toString("utf8");
  },
  readFile: (named) => fileOf(named, owner),
});

const key = String.raw`HKLM\Software\Policies\CardDesk`;

/**
 * Returns the place of a policy in the registry: the value `policy`, which administrators alone can
 * write. reg.exe writes in the code page of the machine, so the JSON must escape what is not ASCII
 * (`\u00d6`).
 */
export const registry = (system: string, run: Run): MachinePlace => ({
  name: String.raw`${key}\policy`,
  read() {
    const { status, out } = run(String.raw`${system}\reg.exe`, ["query", key, "/v", "policy"]);
    // reg.exe has no other exit status for a failure, also if the key is missing.
    if (status === 1) return null;
    const said = status === 0 ? /^\s*policy\s+(REG_\w+)\s+(.*)$/ims.exec(out.toString("latin1")) : null;
    if (said?.[1] !== "REG_SZ") throw new PolicyFault("the value is not of type REG_SZ");
    const text = said[2]?.trim() ?? "";
    if (/[^\t\r\n\x20-\x7e]/.test(text)) throw new PolicyFault(String.raw`write what is not ASCII as \u00d6`);
    return text;
  },
  // Permissions on Windows are access lists, which are not checked: the site must close the folder
  // of such a file.
  readFile: (named) => readText(named),
});

/**
 * Returns the folder of ntdll.dll, which every program has loaded; an environment variable could
 * name another folder.
 */
function systemDirectory(): string {
  const loaded = /[A-Z]:\\[^"]*?(?=\\\\ntdll\.dll")/i.exec(JSON.stringify(process.report.getReport()))?.[0];
  return loaded?.replaceAll("\\\\", "\\") ?? String.raw`C:\Windows\System32`;
}

function runOf(program: string, args: readonly string[]): ReturnType<Run> {
  try {
    const out = execFileSync(program, args, { stdio: ["ignore", "pipe", "ignore"], maxBuffer: 10_000_000, env: {} });
    return { status: 0, out };
  } catch (fault) {
    const status = fault instanceof Error && "status" in fault ? fault.status : null;
    if (typeof status === "number") return { status, out: Buffer.alloc(0) };
    throw new PolicyFault(`${program} does not run`);
  }
}

function fileOf(file: string, owner: number): string {
  const found = readOwned(file, owner);
  if (found === null) throw new PolicyFault(`there is no file ${file}`);
  return found;
}

/**
 * Reads a file that `owner` alone can write or replace; null if there is none. Throws PolicyFault.
 */
function readOwned(file: string, owner: number): string | null {
  const opened = open(file);
  if (opened === null) return null;
  try {
    const places = orFault(() => [fstatSync(opened), statSync(dirname(file))]);
    if (places.some(({ uid, mode }) => uid !== owner || (mode & 0o022) !== 0))
      throw new PolicyFault("it or its folder can be written by others than root");
    return orFault(() => readFileSync(opened, "utf8"));
  } finally {
    closeSync(opened);
  }
}

function open(file: string): number | null {
  return orFault(() => {
    try {
      return openSync(file, "r");
    } catch (fault) {
      if (isMissing(fault)) return null;
      throw fault;
    }
  });
}

function orFault<T>(work: () => T): T {
  try {
    return work();
  } catch (fault) {
    throw new PolicyFault(`it cannot be read: ${codeOf(fault)}`);
  }
}

/** Reads a file, no matter who can write it. Throws PolicyFault. */
export function readText(file: string): string {
  const opened = open(file);
  if (opened === null) throw new PolicyFault(`there is no file ${file}`);
  try {
    return orFault(() => readFileSync(opened, "utf8"));
  } finally {
    closeSync(opened);
  }
}

const codeOf = (fault: unknown): string =>
  fault instanceof Error && "code" in fault && typeof fault.code === "string" ? fault.code : "unknown";
const isMissing = (fault: unknown): boolean => ["ENOENT", "ENOTDIR"].includes(codeOf(fault));
