import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPackage, getRawHeader } from "@electron/asar";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fakeProgram, fuseCount } from "../../test/fixtures/fake-program.ts";
import packAfter from "./after-pack.ts";
import { fuses } from "./fuses.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "carddesk-after-pack-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Where each system keeps the program with the fuses, the resources, and the hash of the archive.
 */
const systems = {
  win32: { program: "CardDesk.exe", resources: "resources", holder: "CardDesk.exe" },
  darwin: {
    program: "CardDesk.app/Contents/Frameworks/Electron Framework.framework/Electron Framework",
    resources: "CardDesk.app/Contents/Resources",
    holder: "CardDesk.app/Contents/Info.plist",
  },
  linux: { program: "carddesk", resources: "resources", holder: null },
} as const;
type System = keyof typeof systems;

const x64 = 1;
const arm64 = 3;
const universal = 4;
/** Every package that is built, and the addons in it. */
const targets: readonly [System, number, readonly string[]][] = [
  ["win32", x64, ["windows-x86_64-electron"]],
  ["win32", arm64, ["windows-aarch64-electron"]],
  ["darwin", x64, ["macos-x86_64"]],
  ["darwin", arm64, ["macos-aarch64"]],
  ["darwin", universal, ["macos-x86_64", "macos-aarch64"]],
  ["linux", x64, ["linux-x86_64-gnu"]],
  ["linux", arm64, ["linux-aarch64-gnu"]],
];

interface Packed {
  readonly addons: readonly string[];
  readonly fusesOnWire?: number;
  readonly hash?: string;
}

/** Lays out a package as electron-builder leaves it before the hook. */
async function pack(system: System, { addons, fusesOnWire, hash }: Packed): Promise<string> {
  const { program, resources, holder } = systems[system];
  const source = join(folder, "source");
  mkdirSync(source);
  writeFileSync(join(source, "package.json"), "{}");
  const archive = join(folder, resources, "app.asar");
  await createPackage(source, archive);
  for (const name of addons) {
    const addon = join(folder, resources, "app.asar.unpacked/node_modules/@pcsc-mini", name);
    mkdirSync(addon, { recursive: true });
    writeFileSync(join(addon, "addon.node"), "");
  }
  const known = hash ?? createHash("sha256").update(getRawHeader(archive).headerString).digest("hex");
  const file = fakeProgram(join(folder, program), fusesOnWire, holder === program ? known : "");
  if (holder !== null && holder !== program) writeFileSync(join(folder, holder), `<string>${known}</string>`);
  return file;
}

const after = (electronPlatformName: System, arch: number): Promise<void> =>
  packAfter({
    appOutDir: folder,
    electronPlatformName,
    arch,
    packager: { appInfo: { productFilename: "CardDesk" }, executableName: "carddesk" },
  });

describe("the fuses", () => {
  test("have a value for every fuse that the library knows", () => {
    const known = Object.values(FuseV1Options).filter((value) => typeof value === "number");
    expect(known).toHaveLength(fuseCount);
    for (const fuse of known) expect(fuses).toHaveProperty(`${fuse}`, expect.any(Boolean));
  });

  test.each(targets)("are set in the program for %s, architecture %i", async (system, arch, addons) => {
    const file = await pack(system, { addons });
    await after(system, arch);
    const wire = await getCurrentFuseWire(file);
    expect(wire).toMatchObject({
      [FuseV1Options.RunAsNode]: FuseState.DISABLE,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
      [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
    });
  });

  test("of a newer Electron with one more fuse fail the build", async () => {
    await pack("linux", { addons: ["linux-x86_64-gnu"], fusesOnWire: fuseCount + 1 });
    await expect(after("linux", x64)).rejects.toThrow(/fuse/i);
  });
});

describe("the PC/SC addon of the target", () => {
  test.each(targets.filter(([system, arch]) => system !== "linux" || arch !== x64))(
    "for %s, architecture %i, has to be packed; that of the build machine is not enough",
    async (system, arch, addons) => {
      await pack(system, { addons: ["linux-x86_64-gnu"] });
      await expect(after(system, arch)).rejects.toThrow(`@pcsc-mini/${addons[0]} is not packed`);
    },
  );

  test("has to be packed for both architectures in a universal program", async () => {
    await pack("darwin", { addons: ["macos-x86_64"] });
    await expect(after("darwin", universal)).rejects.toThrow("@pcsc-mini/macos-aarch64 is not packed");
  });

  test("is named as its package is in the lock file", () => {
    const lock = readFileSync("package-lock.json", "utf8");
    for (const name of targets.flatMap(([, , addons]) => addons))
      expect(lock).toContain(`"node_modules/@pcsc-mini/${name}"`);
  });
});

test.each(["win32", "darwin"] as const)(
  "a program for %s without the hash of its archive fails the build",
  async (system) => {
    const addons = targets.find(([name, arch]) => name === system && arch === x64)?.[2] ?? [];
    await pack(system, { addons, hash: "0".repeat(64) });
    await expect(after(system, x64)).rejects.toThrow("lacks the hash of app.asar");
  },
);
