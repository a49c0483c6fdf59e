import { createHash } from "node:crypto";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { getRawHeader } from "@electron/asar";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { expect } from "@playwright/test";
import { fuses } from "../../electron/packaging/fuses.ts";
import { electronRuntime } from "../../electron/launcher/electron-runtime.ts";
import { test } from "./app.ts";
import type { Desktop } from "./desktop.ts";

// A package for this machine, built by electron-builder from the installed runtime, and started.
// Playwright cannot drive it, because it accepts no debugger. Nothing in it is signed.

test.describe.configure({ mode: "serial" });

const unsigned = ["-c.win.forceCodeSigning=false", "-c.mac.forceCodeSigning=false", "-c.mac.identity=null"];
/** The packed folder, its program and its resources, on each system. */
const places = {
  linux: { folder: "linux-unpacked", program: "carddesk", resources: "resources" },
  win32: { folder: "win-unpacked", program: "CardDesk.exe", resources: "resources" },
  darwin: {
    folder: process.arch === "arm64" ? "mac-arm64" : "mac",
    program: "CardDesk.app/Contents/MacOS/CardDesk",
    resources: "CardDesk.app/Contents/Resources",
  },
} as const;
const place = process.platform === "win32" || process.platform === "darwin" ? places[process.platform] : places.linux;

let work: string;
let app: string;
let runtime: string;

test.beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "carddesk-package-"));
  // root builds the package, but the user nobody starts it.
  chmodSync(work, 0o755);
  app = join(work, "release", place.folder);
  const program = electronRuntime();
  if (program === null) throw new Error("the Electron runtime is missing");
  runtime = process.platform === "darwin" ? join(program, "../../../..") : dirname(program);
});
test.afterAll(() => rmSync(work, { recursive: true, force: true }));

test("electron-builder makes the package from the installed runtime", () => {
  // A site's own runtime may be older and have fewer fuses.
  const isOther = process.env["ELECTRON_OVERRIDE_DIST_PATH"] !== undefined;
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [
      "node_modules/electron-builder/cli.js",
      "--dir",
      "--config",
      "electron-builder.yml",
      `-c.electronDist=${runtime}`,
      `-c.directories.output=${join(work, "release")}`,
      ...(isOther ? ["-c.afterPack=test/fixtures/after-pack-older.ts"] : []),
      ...unsigned,
    ],
    { encoding: "utf8" },
  );
  expect(status, stdout + stderr).toBe(0);
});

test("the package holds the runtime and the files of the program, and no other file", async () => {
  const packed = filesBelow(app);
  await test.info().attach("files", {
    body: packed.map((file) => `${statSync(join(app, file)).size} ${file}`).join("\n"),
  });
  const { resources } = place;
  for (const name of ["THIRD-PARTY-NOTICES.txt", "policy.schema.json", "sbom.cdx.json"])
    expect(packed).toContain(`${resources}/legal/${name}`);
  const ofRuntime = new Set(filesBelow(runtime));
  const own = packed.filter((file) => !ofRuntime.has(file));
  const ours = [
    place.program,
    `${resources}/app.asar`,
    `${resources}/app.asar.unpacked/`,
    `${resources}/legal/`,
    // The runtime's own files, renamed, or files that the system's desktop needs.
    ...(process.platform === "darwin" ? ["CardDesk.app/"] : ["LICENSE.electron.txt"]),
  ];
  expect(own.filter((file) => !ours.some((known) => file.startsWith(known)))).toEqual([]);
  expect(packed.filter((file) => file.includes("app.asar.unpacked") && file.endsWith(".node"))).toHaveLength(1);
  // Neither the runtime's default app nor an update feed.
  expect(packed.filter((file) => /default_app|app-update\.yml/.test(file))).toEqual([]);
});

test("every file in the archive of the package matches its hash", () => {
  const archive = join(app, place.resources, "app.asar");
  const { headerString, header, headerSize } = getRawHeader(archive);
  expect(headerString.length).toBeGreaterThan(0);
  const bytes = readFileSync(archive);
  const files = filesIn(header);
  expect(files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(["package.json", "dist/main/main.js", "dist/preload/preload.cjs", "dist/about.json"]),
  );
  for (const { path, size, offset, integrity } of files) {
    const from = 8 + headerSize + Number(offset);
    const hash = createHash("sha256")
      .update(bytes.subarray(from, from + size))
      .digest("hex");
    expect([path, hash]).toEqual([path, integrity?.hash]);
  }
});

test("the packed program has every fuse of this runtime set", async () => {
  const file = process.platform === "darwin" ? join(app, "CardDesk.app") : join(app, place.program);
  const wire = await getCurrentFuseWire(file);
  const states = new Map(Object.entries(wire));
  for (const [name, on] of Object.entries(fuses)) {
    const state = states.get(name);
    // `version` and `strictlyRequireAllFuses` are not fuses; an older runtime lacks some fuses.
    if (!/^\d$/.test(name) || state === undefined) continue;
    expect([FuseV1Options[Number(name)], state]).toEqual([
      FuseV1Options[Number(name)],
      on ? FuseState.ENABLE : FuseState.DISABLE,
    ]);
  }
  expect(states.get(String(FuseV1Options.OnlyLoadAppFromAsar))).toBe(FuseState.ENABLE);
});

test("the packed program starts, reports that it is ready, and exits cleanly", async ({ desktop }) => {
  const place = await desktop();
  const data = join(work, "data");
  mkdirSync(data, { mode: 0o700 });
  place.give(data);
  const child = start(place, "--idm", "http://127.0.0.1:9", "--data-dir", data, "--lang", "en");
  const said = textOf(child);
  const [first] = await Promise.race([once(child, "message"), once(child, "exit")]);
  expect(first, said()).toBe("ready");
  child.disconnect();
  const [code] = await once(child, "exit");
  expect(code, said()).toBe(0);
  const log = readFileSync(join(data, "carddesk.log"), "utf8");
  expect(log).toContain("client of carddesk:");
  expect(log).not.toMatch(/defect|uncaught/);
});

test("the packed program does not run as Node.js, and refuses switches that would open it", async ({ desktop }) => {
  const { env, user } = await desktop();
  const options = { ...user, encoding: "utf8", timeout: 30_000 } as const;
  const program = join(app, place.program);
  const asNode = { ...env, ELECTRON_RUN_AS_NODE: "1" };
  const node = spawnSync(program, ["-e", "console.log('I am Node')"], { ...options, env: asNode });
  expect(node.stdout).not.toContain("I am Node");
  for (const flag of ["--no-sandbox", "--remote-debugging-port=9222"]) {
    const { status, stderr } = spawnSync(program, [flag], { ...options, env });
    // The program also shows a message box and waits for it to be closed, so the time-out ends it.
    expect([status === 0, stderr.includes(flag.split("=")[0] ?? "")], stderr).toEqual([false, true]);
  }
});

const start = ({ env, user }: Desktop, ...args: string[]): ChildProcess =>
  spawn(join(app, place.program), args, { ...user, env, stdio: ["ignore", "pipe", "pipe", "ipc"] });

function textOf({ stdout, stderr }: ChildProcess): () => string {
  let text = "";
  for (const stream of [stdout, stderr]) stream?.on("data", (piece: Buffer) => (text += piece.toString()));
  return () => text;
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .toSorted();
}

interface Archived {
  readonly path: string;
  readonly size: number;
  readonly offset: string;
  readonly integrity?: { readonly hash: string };
}

type Header = ReturnType<typeof getRawHeader>["header"];

/** Returns the files packed inside an archive, without the unpacked ones. */
function filesIn(header: Header, at = ""): Archived[] {
  if (!("files" in header)) return [];
  return Object.entries(header.files).flatMap(([name, entry]) => {
    const path = at === "" ? name : `${at}/${name}`;
    if ("files" in entry) return filesIn(entry, path);
    return "offset" in entry && entry.offset !== undefined ? [{ ...entry, path }] : [];
  });
}
