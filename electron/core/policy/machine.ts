import { execFileSync } from "node:child_process";
import { closeSync, fstatSync, openSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { PolicyFault } from "./parse.ts";

/**
 * The machine-wide place of a policy, and how it is read. Injected, so that all are tested
 * anywhere.
 */
export interface MachinePlace {
  /** What the place is called in a message. */
  readonly name: string;
  /** The text of the policy, null where there is none. Throws PolicyFault. */
  read(): string | null;
  /** A file that the policy names; it is trusted as the policy is. Throws PolicyFault. */
  readFile(file: string): string;
}

/** Runs a program of the system; status and what it wrote. */
export type Run = (program: string, args: readonly string[]) => { readonly status: number; readonly out: Buffer };

/** Where the policy of this machine lies. No variable of the user's environment is asked. */
export function machinePlace(platform: NodeJS.Platform): MachinePlace {
  if (platform === "win32") return registry(systemDirectory(), runOf);
  if (platform === "darwin")
    return managedPreferences("/Library/Managed Preferences/org.carddesk.CardDesk.plist", runOf, 0);
  return policyFile("/etc/carddesk/policy.json", 0);
}

/** A JSON file that `owner` alone can write. */
export const policyFile = (file: string, owner: number): MachinePlace => ({
  name: file,
  read: () => readOwned(file, owner),
  readFile: (named) => fileOf(named, owner),
});

/** Managed preferences of macOS: a property list that plutil writes as JSON. */
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
 * The value `policy` of the registry, which administrators alone can write. What reg.exe writes has
 * the code page of the machine: the JSON escapes what is not ASCII (`\u00d6`).
 */
export const registry = (system: string, run: Run): MachinePlace => ({
  name: String.raw`${key}\policy`,
  read() {
    const { status, out } = run(String.raw`${system}\reg.exe`, ["query", key, "/v", "policy"]);
    // It says no more than that, also for a key that is not there.
    if (status === 1) return null;
    const said = status === 0 ? /^\s*policy\s+(REG_\w+)\s+(.*)$/ims.exec(out.toString("latin1")) : null;
    if (said?.[1] !== "REG_SZ") throw new PolicyFault("the value is not of type REG_SZ");
    const text = said[2]?.trim() ?? "";
    if (/[^\t\r\n\x20-\x7e]/.test(text)) throw new PolicyFault(String.raw`write what is not ASCII as \u00d6`);
    return text;
  },
  // Permissions of Windows are lists: the folder of such a file is the site's to close.
  readFile: (named) => readText(named),
});

/** The folder of ntdll.dll, which every program has loaded: a variable could name another. */
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

/** The text of a file that nobody but `owner` can write or replace; null where there is none. */
function readOwned(file: string, owner: number): string | null {
  const opened = open(file);
  if (opened === null) return null;
  try {
    const places = [fstatSync(opened), statSync(dirname(file))];
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

/** The text of a file, whoever can write it. Throws PolicyFault. */
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
