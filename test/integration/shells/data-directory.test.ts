import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeSchema } from "#shared/ipc/offline.ts";
import { run, type Running } from "../../fixtures/process.ts";
import { call, newSecret, nobody, openPage, type BrowserShell } from "./browser-shell.ts";

let parent: string;
let data: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "carddesk-directory-"));
  data = join(parent, "data");
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** Returns everything that other users have access to, as `name mode`. */
function openToOthers(directory: string): string[] {
  return [".", ...readdirSync(directory, { recursive: true, encoding: "utf8" })].flatMap((name) => {
    const { mode } = statSync(join(directory, name));
    return (mode & 0o077) === 0 ? [] : [`${name} ${(mode & 0o777).toString(8)}`];
  });
}

/** Runs the work in this process with another umask, which its child processes inherit. */
function withUmask<T>(mask: number, work: () => T): T {
  const before = process.umask(mask);
  try {
    return work();
  } finally {
    process.umask(before);
  }
}

const startProgram = (script: string, ...flags: string[]): Running =>
  withUmask(0, () => run(script, ["--data-dir", data, "--no-open", ...flags]));

async function opened(program: Running): Promise<BrowserShell> {
  const address = await program.line(/^CardDesk ready (\S+)$/);
  const { origin, host, port, searchParams } = new URL(address);
  const token = searchParams.get("token") ?? "";
  const dispose = async (): Promise<void> => void (await program.stop());
  const place = { origin, host, port: Number(port), token };
  return { program, address, ...place, dataDirectory: data, [Symbol.asyncDispose]: dispose };
}

/** Makes calls of the page one after the other, as a browser does; all must succeed. */
async function use(shell: BrowserShell, calls: readonly (readonly [string, string, unknown])[]): Promise<void> {
  const socket = await openPage(shell, { token: shell.token, secret: newSecret() });
  for (const [id, [area, name, args]] of calls.entries())
    expect(await call(socket, id, { area, name, args })).toMatchObject({ ok: true });
  socket.close();
}

test("after a full use, with umask 000, nothing in the data directory is open to other users", async () => {
  const program = startProgram("electron/launcher/main.ts", "--shell", "browser", "--people", "20");
  await using shell = await opened(program);
  await use(shell, [
    ["session", "logIn", { account: "vscmanager", password: "sandbox" }],
    [
      "app",
      "saveSettings",
      { language: "sv", theme: "dark", density: "comfortable", tourEnded: false, idleMinutes: 3 },
    ],
    ["offline", "take", takeSchema.parse({ configuration: "virtualSmartCard", q: "", state: null, hours: 1 })],
    ["offline", "state", null],
  ]);
  const made = readdirSync(data, { recursive: true, encoding: "utf8" });
  const expected = ["carddesk.log", "keys.json", "lock", "offline.db", "offline.db-wal", "settings.json"];
  expect(made).toEqual(expect.arrayContaining([...expected, join("sandbox", "sandbox.db")]));
  expect(openToOthers(data)).toEqual([]);
});

test("a data directory that an earlier version left open to other users is closed to them", async () => {
  mkdirSync(data, { mode: 0o755 });
  for (const name of ["offline.db", "carddesk.log", "lock"]) writeFileSync(join(data, name), "", { mode: 0o644 });
  chmodSync(data, 0o755);
  await using shell = await opened(startProgram("electron/browser/main.ts", "--idm", nobody));
  expect(shell.port).toBeGreaterThan(0);
  expect(openToOthers(data)).toEqual([]);
});

test.each([
  [
    "that belongs to another user",
    () => {
      // Only root can change the owner; for every other user, a directory of root belongs to
      // another user.
      if (process.getuid?.() !== 0) return "/usr";
      mkdirSync(data, { mode: 0o700 });
      chownSync(data, 65_534, 65_534);
      return data;
    },
    "belongs to another user",
  ],
  [
    "that is open and has files of something else",
    () => {
      mkdirSync(data);
      writeFileSync(join(data, "thesis.odt"), "");
      chmodSync(data, 0o755);
      return data;
    },
    "other users can read",
  ],
])("a directory %s is refused in one line, and left as it was", (_, make, line) => {
  const directory = make();
  const before = statSync(directory);
  const flags = ["--data-dir", directory, "--no-open", "--idm", nobody];
  const ended = spawnSync(process.execPath, ["electron/browser/main.ts", ...flags], {
    encoding: "utf8",
    timeout: 20_000,
  });
  expect(ended.status).toBe(2);
  expect(ended.stderr.trim().split("\n")).toEqual([expect.stringContaining(line)]);
  expect(statSync(directory)).toMatchObject({ mode: before.mode, uid: before.uid });
});

/** Starts the browser shell on the data directory; returns its exit code and stderr. */
function refusal(user: { readonly uid?: number; readonly gid?: number } = {}) {
  const args = ["electron/browser/main.ts", "--data-dir", data, "--no-open", "--idm", nobody];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 20_000, ...user });
  return { status, lines: stderr.trim().split("\n") };
}

/** Makes a data directory that its user cannot close; returns who starts, and the refusal. */
function unclosable() {
  mkdirSync(data, { mode: 0o700 });
  const file = join(data, "settings.json");
  writeFileSync(file, "{}");
  if (process.getuid?.() !== 0) {
    // Only root can make a file of another user.
    chmodSync(data, 0o300);
    return { user: {}, line: `CardDesk: the data directory ${data} cannot be read (EACCES)` };
  }
  // As after a run with sudo: the directory belongs to the user, a file in it to root.
  chmodSync(parent, 0o711);
  chownSync(data, 65_534, 65_534);
  const line = `CardDesk: the file ${file} cannot be closed to other users (EPERM)`;
  return { user: { uid: 65_534, gid: 65_534 }, line };
}

test("a data directory that cannot be closed to other users is refused in one line that names the file", () => {
  const { user, line } = unclosable();
  expect(refusal(user)).toEqual({ status: 2, lines: [line] });
  chmodSync(data, 0o700);
});

test("unreadable settings that cannot be set aside are named in one line", () => {
  mkdirSync(join(data, "settings.json.unreadable"), { recursive: true, mode: 0o700 });
  const file = join(data, "settings.json");
  writeFileSync(file, "{");
  const line = `CardDesk: the settings file ${file} can be neither read nor renamed (EISDIR)`;
  expect(refusal()).toEqual({ status: 2, lines: [line] });
});

test("an unexpected fault at the start is in the log", () => {
  mkdirSync(data, { mode: 0o700 });
  symlinkSync("settings.json", join(data, "settings.json"));
  expect(refusal().status).toBe(1);
  expect(readFileSync(join(data, "carddesk.log"), "utf8")).toMatch(/"fault":.*"ELOOP".*"uncaught fault"/);
});

test("the program reports an unusable temporary folder in one line and ends", async () => {
  const nowhere = join(parent, "nowhere");
  const program = run("electron/browser/main.ts", ["--data-dir", data, "--no-open", "--idm", nobody], {
    TMPDIR: nowhere,
  });
  await expect(program.line(/^CardDesk ready/)).rejects.toThrow(
    `ended with 2 before /^CardDesk ready/: CardDesk: no directory can be made in the temporary folder ${nowhere} (ENOENT)`,
  );
});
