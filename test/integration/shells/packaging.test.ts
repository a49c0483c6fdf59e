import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from "@electron/fuses";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { fakeProgram } from "../../fixtures/fake-program.ts";
import { thirdPartiesIn } from "../../../electron/packaging/third-party.ts";

// Without the Electron runtime: a file with a fuse wire replaces its program, so that
// electron-builder itself can check its configuration, pack the bundles and flip the fuses.

// electron-builder is a separate program and reads some thousand files, which takes several seconds
// each time.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "carddesk-packaging-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("npm run dist", () => {
  function electronBuilder(...flags: string[]): { status: number | null; output: string } {
    const runtime = join(folder, "runtime");
    fakeProgram(join(runtime, "electron"));
    mkdirSync(join(runtime, "resources"));
    mkdirSync(join(runtime, "locales"));
    for (const language of ["de", "en-GB", "en-US", "fr", "sv", "zh-CN"])
      writeFileSync(join(runtime, "locales", `${language}.pak`), "");
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        "node_modules/electron-builder/cli.js",
        "--linux",
        "dir",
        "--config",
        "electron-builder.yml",
        `-c.electronDist=${runtime}`,
        `-c.directories.output=${join(folder, "release")}`,
        ...flags,
      ],
      { encoding: "utf8" },
    );
    return { status, output: stdout + stderr };
  }

  test("packs the bundles and the native addon, nothing else, with every fuse turned and no update feed", async () => {
    expect(electronBuilder()).toMatchObject({ status: 0 });
    const app = join(folder, "release/linux-unpacked");
    const packed = filesInArchive(join(app, "resources/app.asar"));
    const bundles = filesBelow("dist").filter((file) => !/^dist\/(browser|legal)\//.test(file));
    expect(packed.filter((file) => !file.startsWith("node_modules/"))).toEqual([...bundles, "package.json"].toSorted());
    const addons = packed.map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]).filter(Boolean);
    expect([...new Set(addons)].filter((name) => !name?.startsWith("@pcsc-mini/"))).toEqual(["pcsc-mini"]);
    expect(readdirSync(join(app, "resources")).filter((name) => !name.startsWith("app.asar"))).toEqual(["legal"]);
    for (const name of ["THIRD-PARTY-NOTICES.txt", "policy.schema.json", "sbom.cdx.json"])
      expect(readFileSync(join(app, "resources/legal", name))).toEqual(readFileSync(join("dist/legal", name)));
    expect(readdirSync(join(app, "locales"))).toEqual(["de.pak", "en-US.pak", "fr.pak", "sv.pak"]);
    expect(await getCurrentFuseWire(join(app, "carddesk"))).toEqual({
      version: FuseVersion.V1,
      [FuseV1Options.RunAsNode]: FuseState.DISABLE,
      [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
      [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: FuseState.DISABLE,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
      [FuseV1Options.WasmTrapHandlers]: FuseState.ENABLE,
    });
  });

  test("makes a deb that brings the PC/SC library, an MSI, an AppImage in Chromium's sandbox, and nothing unsigned", () => {
    const configuration = readFileSync("electron-builder.yml", "utf8");
    expect(configuration).toMatch(
      /^deb:\n {2}depends:\n(?: {4}- .+\n)*? {4}- libpcsclite1\n {2}recommends:\n {4}- pcscd\n/m,
    );
    expect(configuration).toMatch(/^ {2}target:\n {4}- nsis\n {4}- msi\n {2}forceCodeSigning: true\n/m);
    expect(configuration).toMatch(/^nsis:\n(?: {2}.+\n)*? {2}perMachine: true\n/m);
    expect(configuration).toMatch(/^msi:\n {2}perMachine: true\n/m);
    for (const line of ["target: dmg", "forceCodeSigning: true", "notarize: true", "hardenedRuntime: true"])
      expect(configuration).toMatch(new RegExp(String.raw`^mac:\n(?: {2}.+\n)*? {2}${line}\n`, "m"));
    expect(configuration).toMatch(/^ {4}- AppImage\n {4}- deb\n {2}forceCodeSigning: true\n/m);
    expect(configuration).toMatch(/^appImage:\n {2}executableArgs: \[\]\n/m);
    // Without these two electron-builder makes no deb.
    const about = z.object({ author: z.object({ name: z.string(), email: z.email() }), homepage: z.url() });
    about.parse(JSON.parse(readFileSync("package.json", "utf8")));
  });

  test("gives macOS no entitlement but that of V8's compiler", () => {
    const keys = readFileSync("electron/packaging/entitlements.mac.plist", "utf8").matchAll(/<key>(.+)<\/key>/g);
    expect([...keys].map(([, key]) => key)).toEqual(["com.apple.security.cs.allow-jit"]);
  });

  test("names the .desktop file by which the runtime registers links", () => {
    const { desktopName } = z
      .object({ desktopName: z.string() })
      .parse(JSON.parse(readFileSync("package.json", "utf8")));
    expect(desktopName).toBe("carddesk.desktop");
    const configuration = readFileSync("electron-builder.yml", "utf8");
    expect(configuration).toMatch(/^ {2}syncDesktopName: true$/m);
    expect(configuration).toMatch(/^protocols:\n {2}- name: .+\n {4}schemes:\n {6}- carddesk\n/m);
  });

  test.each(["nonsense", "win.nonsense", "mac.hardenedRuntim", "nsis.oneClik"])(
    "is refused by electron-builder's own schema with %s in the configuration",
    (key) => {
      const { status, output } = electronBuilder(`-c.${key}=true`);
      expect(status).not.toBe(0);
      expect(output).toContain("Invalid configuration object");
    },
  );
});

describe("the icon", () => {
  const folder = "electron/packaging";
  /** Reads the width and height of a PNG from its first chunk. */
  const sizeOf = (png: Buffer): [number, number] => [png.readUInt32BE(16), png.readUInt32BE(20)];

  test("has every size for a Linux desktop, in files named by their size", () => {
    const files = readdirSync(join(folder, "icons"));
    for (const file of files) {
      const edge = Number.parseInt(file, 10);
      expect([file, ...sizeOf(readFileSync(join(folder, "icons", file)))]).toEqual([`${edge}x${edge}.png`, edge, edge]);
    }
    const edges = files.map((file) => Number.parseInt(file, 10)).toSorted((a, b) => a - b);
    expect(edges).toEqual([16, 24, 32, 48, 64, 128, 256, 512]);
    expect(sizeOf(readFileSync("dist/renderer/icon.png"))).toEqual([256, 256]);
  });

  test("has every size for Windows, each at the offset that the ICO directory gives", () => {
    const ico = readFileSync(join(folder, "icon.ico"));
    const edges = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
      const at = 6 + 16 * index;
      const from = ico.readUInt32LE(at + 12);
      const [width] = sizeOf(ico.subarray(from, from + ico.readUInt32LE(at + 8)));
      expect(width % 256).toBe(ico.readUInt8(at));
      return width;
    });
    expect(edges).toEqual([16, 24, 32, 48, 64, 128, 256]);
  });

  test("has the sizes for macOS, up to 1024 pixels", () => {
    const icns = readFileSync(join(folder, "icon.icns"));
    const edges = new Map<string, number>();
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
      edges.set(icns.toString("latin1", at, at + 4), sizeOf(icns.subarray(at + 8))[0]);
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    expect(Object.fromEntries(edges)).toMatchObject({ icp4: 16, ic07: 128, ic08: 256, ic09: 512, ic10: 1024 });
  });

  test("and the mark in the page are one drawing", () => {
    const outlines = (file: string): string[] =>
      [...readFileSync(file, "utf8").matchAll(/\b(?:d|x|y|rx)="([^"]+)"/g)].map(([, value = ""]) => value);
    const icon = outlines("renderer/app/icon.svg");
    const mark = outlines("renderer/components/mark.tsx");
    expect(mark.length).toBeGreaterThan(4);
    expect(icon).toEqual(expect.arrayContaining(mark));
  });
});

describe("the code of others", () => {
  const sbomSchema = z.object({
    bomFormat: z.literal("CycloneDX"),
    specVersion: z.literal("1.6"),
    metadata: z.object({ component: z.object({ name: z.literal("carddesk"), version: z.string() }) }),
    components: z.array(
      z.object({
        group: z.string().optional(),
        name: z.string(),
        version: z.string(),
        purl: z.string().startsWith("pkg:npm/"),
        licenses: z.array(z.object({ license: z.object({ id: z.string() }) })).length(1),
        hashes: z.array(z.object({ alg: z.literal("SHA-512"), content: z.string().length(128) })).length(1),
      }),
    ),
  });
  const { components } = sbomSchema.parse(JSON.parse(readFileSync("dist/legal/sbom.cdx.json", "utf8")));
  const nameOf = ({ group, name }: { group?: string | undefined; name: string }): string =>
    group === undefined ? name : `${group}/${name}`;
  const listed = new Set(components.map(nameOf));

  /** The licence text of each package in THIRD-PARTY-NOTICES, by the title line above it. */
  const [, ...blocks] = readFileSync("dist/legal/THIRD-PARTY-NOTICES.txt", "utf8").split(`${"=".repeat(80)}\n`);
  const notices = new Map(
    blocks.flatMap((block, at) => (at % 2 === 0 ? [[block.trim(), (blocks[at + 1] ?? "").trim()] as const] : [])),
  );

  test("is listed with every package that a source of the program imports", () => {
    const folders = ["renderer", "shared", ...["core", "main", "bridge", "preload"].map((name) => `electron/${name}`)];
    const sources = folders
      .flatMap(filesBelow)
      .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|\/testing\//.test(file));
    const imports = sources.flatMap((file) => [
      ...readFileSync(file, "utf8").matchAll(
        /^(?:import(?! type)(?! \{ type [^,]*\}) |\} from ).*"((?:@[a-z-]+\/)?[a-z][^/":]*)[/"]/gm,
      ),
    ]);
    const names = new Set(imports.flatMap(([, name]) => name ?? []));
    for (const name of ["react", "react-aria-components", "axios", "electron", "jose"]) expect(names).toContain(name);
    expect([...names].filter((name) => !listed.has(name))).toEqual([]);
  });

  test("contains no message parser, because the page gets compiled messages", () => {
    const scripts = filesBelow("dist/renderer").filter((file) => file.endsWith(".js"));
    const page = scripts.map((file) => readFileSync(file, "utf8")).join("\n");
    expect(page).toContain("What do you want to do");
    expect(page).not.toContain("EXPECT_ARGUMENT_CLOSING_BRACE");
    // A package that only the message parser needs.
    expect(listed).not.toContain("@formatjs/icu-skeleton-parser");
  });

  test("comes with the text of its licence, its hash, and the runtime and the addon among it", () => {
    for (const { version, licenses, ...component } of components) {
      const title = `${nameOf(component)} ${version} (${licenses[0]?.license.id})`;
      expect([title, notices.get(title)?.length]).toEqual([title, expect.toSatisfy((length) => length > 150)]);
    }
    expect(notices.size).toBe(components.length);
    for (const name of ["electron", "pcsc-mini", "react", "react-dom", "zod", "axios"]) expect(listed).toContain(name);
    for (const font of ["inter", "jetbrains-mono"]) expect(listed).toContain(`@fontsource-variable/${font}`);
  });

  test.each([
    ["a licence that nobody accepted", "axe-core/axe.js", /axe-core .* nobody has accepted MPL-2.0/],
    ["a package without a text", "empty/main.js", /empty 1.0.0 .* text of its licence is missing/],
  ])("stops the build with %s", (_what, module, message) => {
    const modules = join(folder, "node_modules/empty");
    mkdirSync(modules, { recursive: true });
    writeFileSync(join(modules, "package.json"), JSON.stringify({ name: "empty", version: "1.0.0", license: "MIT" }));
    const root = module.startsWith("empty") ? folder : process.cwd();
    const id = join(root, "node_modules", module);
    const bundle = { output: [{ type: "chunk", moduleIds: [join(process.cwd(), "renderer/app/app.tsx"), id] }] };
    expect(() => thirdPartiesIn([bundle])).toThrow(message);
  });
});

describe("the packages from the registry", () => {
  const lockSchema = z.object({
    packages: z.record(
      z.string(),
      z.object({
        integrity: z.string().optional(),
        resolved: z.string().optional(),
        hasInstallScript: z.boolean().optional(),
        optionalDependencies: z.record(z.string(), z.string()).optional(),
      }),
    ),
  });
  const { packages } = lockSchema.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));
  const entries = Object.entries(packages).filter(([path]) => path !== "");

  // With a mirror that lacks a package of another platform, npm writes its entry without a hash, or
  // drops it.
  test("are locked by their content, on every platform, and without an address", () => {
    expect(entries.length).toBeGreaterThan(300);
    const unlocked = entries.filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ""));
    expect(unlocked.map(([path]) => path)).toEqual([]);
    expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  test("are all in the lock, those of other platforms too: npm ci refuses it otherwise", () => {
    const missing = entries.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });

  test("run no script at installation that is not allowed or refused by name", () => {
    const { allowScripts } = z
      .object({ allowScripts: z.record(z.string(), z.boolean()) })
      .parse(JSON.parse(readFileSync("package.json", "utf8")));
    const scripts = entries
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path]) => path.replace(/^.*node_modules\//, ""));
    expect(scripts.toSorted()).toEqual(Object.keys(allowScripts).toSorted());
    expect(readFileSync(".npmrc", "utf8")).toMatch(/^strict-allow-scripts=true$/m);
  });

  test("have no updater among them: updates are left to the site", () => {
    expect(Object.keys(packages).filter((path) => path.includes("electron-updater"))).toEqual([]);
  });
});

/** Returns the paths of the files below a folder, relative to the project's root, with `/`. */
function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).replaceAll("\\", "/"));
}

function filesInArchive(file: string): string[] {
  const { stdout } = spawnSync(process.execPath, ["node_modules/@electron/asar/bin/asar.js", "list", file], {
    encoding: "utf8",
  });
  const paths = stdout.split("\n").map((path) => path.replaceAll("\\", "/").replace(/^\//, ""));
  const folders = new Set(paths.map((path) => dirname(path)));
  return paths.filter((path) => path !== "" && !folders.has(path)).toSorted();
}
