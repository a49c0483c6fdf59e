import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { Contrib, Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import { z } from "zod";

/**
 * A bundle of the build, as far as it is used here: the modules in its chunks, and the files that
 * its assets, such as fonts, are copies of.
 */
export interface Bundle {
  readonly output: readonly {
    readonly type: string;
    readonly moduleIds?: readonly string[];
    readonly originalFileNames?: readonly string[];
  }[];
}

/** A package whose code is shipped; `texts` are the licences and notices in its folder. */
export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  /** An SPDX identifier or expression. */
  readonly license: string;
  readonly texts: readonly string[];
  readonly folder: string;
}

/**
 * Licences that require no more than shipping their text. Any other stops the build until it is
 * added here.
 */
const accepted: ReadonlySet<string> = new Set([
  "MIT",
  "ISC",
  "0BSD",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "Apache-2.0",
  // For fonts: they may be packed with a program, but keep their names only if unchanged.
  "OFL-1.1",
]);

/**
 * Packages packed as they are, beside the bundles: the runtime, the native addon and the part of it
 * for this machine.
 */
const packed = ["electron", "pcsc-mini", ...installedPartsOf("pcsc-mini")];

const packageSchema = z.object({ name: z.string(), version: z.string(), license: z.string() });

/**
 * Returns the packages with code in the bundles and those that are packed as they are, sorted by
 * name. Throws for a licence that is not accepted.
 */
export function thirdPartiesIn(bundles: readonly Bundle[]): ThirdParty[] {
  const outputs = bundles.flatMap(({ output }) => output);
  const modules = outputs.flatMap(({ moduleIds = [], originalFileNames = [] }) => [
    ...moduleIds,
    // The bundler names them relative to the folder of the page.
    ...originalFileNames.map((name) => resolve("renderer", name)),
  ]);
  const folders = new Set([
    ...packed.map((name) => join("node_modules", name)),
    ...modules.flatMap((id) => folderOf(id) ?? []),
  ]);
  const parties = [...folders].map(readThirdParty);
  return parties.sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}

/**
 * Returns the folder of the package that a module belongs to; undefined for the project's own
 * modules and for those that the bundler generates.
 */
function folderOf(moduleId: string): string | undefined {
  // The bundler's helpers for CommonJS interoperability are its own code.
  if (moduleId.startsWith("\0rolldown/")) return join("node_modules", "rolldown");
  const [, folder] = /^([^\0]*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/.exec(moduleId) ?? [];
  return folder === undefined ? undefined : relative(process.cwd(), folder);
}

function installedPartsOf(name: string): string[] {
  const scope = join("node_modules", `@${name}`);
  return existsSync(scope) ? readdirSync(scope).map((part) => `@${name}/${part}`) : [];
}

function readThirdParty(folder: string): ThirdParty {
  const json: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { name, version, license } = packageSchema.parse(json);
  if (!accepted.has(license)) throw new Error(`${name} ${version} is shipped, and nobody has accepted ${license}.`);
  // A platform package ships under the licence text of its main package.
  const whole = /^@(pcsc-mini)\//.exec(name)?.[1];
  const texts = textsIn(whole === undefined ? folder : join("node_modules", whole));
  if (texts.length === 0) throw new Error(`${name} ${version} is shipped, and the text of its licence is missing.`);
  return { name, version, license, texts, folder };
}

/**
 * Reads the licences and notices in a folder; if there are none, the licence section of README.md.
 */
function textsIn(folder: string): string[] {
  const files = [...new Contrib.License.Utils.LicenseEvidenceGatherer().getFileAttachments(folder)];
  if (files.length > 0) return files.map(({ filePath }) => readFileSync(filePath, "utf8").trim());
  const readme = join(folder, "README.md");
  const text = existsSync(readme) ? readFileSync(readme, "utf8") : "";
  return /^(?:#+ )?licen[cs]e\n[^]*$/im.exec(text)?.map((found) => found.trim()) ?? [];
}

const rule = "=".repeat(80);

/** Formats THIRD-PARTY-NOTICES: each package with the text of its licence. */
function noticesOf(parties: readonly ThirdParty[]): string {
  const entries = parties.map(({ name, version, license, texts }) =>
    [rule, `${name} ${version} (${license})`, rule, "", ...texts.map((text) => `${text}\n`)].join("\n"),
  );
  return `${[
    "CardDesk contains code of others, under the licences below. The components of the Electron runtime",
    "have theirs in LICENSE.electron.txt and LICENSES.chromium.html.",
    "",
    ...entries,
  ].join("\n")}\n`;
}

const manifestSchema = z.looseObject({ name: z.string() });

/**
 * Builds the bill of materials (CycloneDX 1.6, JSON), identical for the same packages. `integrity`
 * returns the hash of a package in the lock file.
 */
function sbomOf(parties: readonly ThirdParty[], integrity: (folder: string) => string | undefined): string {
  const { Builders, Factories } = Contrib.FromNodePackageJson;
  const licenses = new Contrib.License.Factories.LicenseFactory((value) => accepted.has(value));
  const builder = new Builders.ComponentBuilder(new Factories.ExternalReferenceFactory(), licenses);
  const component = (folder: string, type: Enums.ComponentType): Models.Component => {
    const json = manifestSchema.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
    // The obsolete field `licenses` (before npm 2) repeats the licence, without SPDX.
    const made = builder.makeComponent({ ...json, licenses: [] }, type);
    if (made === undefined) throw new Error(`${folder} is no package.`);
    const name = made.group === undefined ? made.name : `${encodeURIComponent(made.group)}/${made.name}`;
    made.purl = `pkg:npm/${name}@${made.version ?? ""}`;
    made.bomRef.value = made.purl;
    return made;
  };
  const program = component(".", Enums.ComponentType.Application);
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component: program }) });
  for (const { folder } of parties) {
    const part = component(folder, Enums.ComponentType.Library);
    const [, hash] = /^sha512-(.+)$/.exec(integrity(folder.replaceAll("\\", "/")) ?? "") ?? [];
    if (hash !== undefined)
      part.hashes.set(Enums.HashAlgorithm["SHA-512"], Buffer.from(hash, "base64").toString("hex"));
    bom.components.add(part);
    program.dependencies.add(part.bomRef);
  }
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return `${new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 2 })}\n`;
}

const lockSchema = z.object({ packages: z.record(z.string(), z.object({ integrity: z.string().optional() })) });

/** Writes the notices and the bill of materials that the package contains: `dist/legal`. */
export function writeThirdParties(parties: readonly ThirdParty[]): void {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));
  const legal = join("dist", "legal");
  mkdirSync(legal, { recursive: true });
  writeFileSync(join(legal, "THIRD-PARTY-NOTICES.txt"), noticesOf(parties));
  writeFileSync(
    join(legal, "sbom.cdx.json"),
    sbomOf(parties, (folder) => packages[folder]?.integrity),
  );
}
