import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getRawHeader } from "@electron/asar";
import { flipFuses } from "@electron/fuses";
import { fuses } from "./fuses.ts";

/** The part of electron-builder's argument to its `afterPack` hook that is used here. */
export interface PackedApp {
  readonly appOutDir: string;
  readonly electronPlatformName: string;
  /** electron-builder's numbers for ia32, x64, armv7l, arm64 and universal. */
  readonly arch: number;
  readonly packager: { readonly appInfo: { readonly productFilename: string }; readonly executableName?: string };
}

/**
 * Checks the packed program and sets its fuses: electron-builder's hook between packing and
 * signing. Its own `electronFuses` knows fewer fuses than Electron has.
 */
export default async function afterPack(packed: PackedApp): Promise<void> {
  requireAddon(packed);
  requireIntegrity(packed);
  await flipFuses(join(packed.appOutDir, programName(packed)), fuses);
}

/**
 * Throws if the PC/SC addon of the target is not packed: npm installs only that of the build
 * machine, and a program without the addon reports on every machine that there are no readers.
 */
export function requireAddon(packed: PackedApp): void {
  for (const name of addonsOf(packed.electronPlatformName, packed.arch)) {
    const addon = join(resourcesOf(packed), "app.asar.unpacked/node_modules", name, "addon.node");
    if (!existsSync(addon))
      throw new Error(`${name} is not packed: build on the target's system, or install that package as well`);
  }
}

/**
 * Throws if the program does not hold the hash of its archive: the runtime of Windows and macOS
 * would then start any archive. That of Linux does not compare it (electronjs.org, "ASAR
 * Integrity").
 */
function requireIntegrity(packed: PackedApp): void {
  const { appOutDir, electronPlatformName, packager } = packed;
  if (electronPlatformName === "linux") return;
  const { headerString } = getRawHeader(join(resourcesOf(packed), "app.asar"));
  const hash = createHash("sha256").update(headerString).digest("hex");
  const name = packager.appInfo.productFilename;
  // The hash is in the property list of the bundle, or in a resource of the program.
  const holder = electronPlatformName === "darwin" ? `${name}.app/Contents/Info.plist` : `${name}.exe`;
  if (!readFileSync(join(appOutDir, holder)).includes(hash)) throw new Error(`${holder} lacks the hash of app.asar`);
}

function resourcesOf({ appOutDir, electronPlatformName, packager }: PackedApp): string {
  const { productFilename } = packager.appInfo;
  return join(appOutDir, electronPlatformName === "darwin" ? `${productFilename}.app/Contents/Resources` : "resources");
}

/** Returns the packages that pcsc-mini looks for (its addon.node.js). */
function addonsOf(platform: string, arch: number): readonly string[] {
  const archs = new Map([
    [0, ["x86"]],
    [1, ["x86_64"]],
    [3, ["aarch64"]],
    [4, ["x86_64", "aarch64"]],
  ]).get(arch);
  if (archs === undefined) throw new Error(`pcsc-mini has no addon for electron-builder's architecture ${arch}`);
  const [system, variant] =
    platform === "darwin" ? ["macos", ""] : platform === "win32" ? ["windows", "-electron"] : ["linux", "-gnu"];
  return archs.map((name) => `@pcsc-mini/${system}-${name}${variant}`);
}

/** Returns the file in the packed folder that holds the fuses. */
export function programName({ electronPlatformName, packager }: PackedApp): string {
  const { productFilename } = packager.appInfo;
  if (electronPlatformName === "win32") return `${productFilename}.exe`;
  if (electronPlatformName === "darwin") return `${productFilename}.app`;
  return packager.executableName ?? productFilename;
}
