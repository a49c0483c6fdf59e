import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/*
 * `npm run check-release [FOLDER]`: checks that every installer of this system is there, and that a
 * deb declares its dependencies and holds the required files. Prints size and SHA-256 of each, and
 * writes SHA256SUMS. Exit code 1: the faults are on stderr, one per line.
 */

/** The installers of each system; NSIS writes an .exe. */
const endings: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [".deb", ".AppImage"],
  win32: [".exe", ".msi"],
  darwin: [".dmg"],
};

const folder = process.argv[2] ?? "release";
const wanted = endings[process.platform] ?? [];
const files = readdirSync(folder).filter((name) => wanted.some((ending) => name.endsWith(ending)));
const faults = [
  ...wanted
    .filter((ending) => !files.some((name) => name.endsWith(ending)))
    .map((ending) => `no ${ending} in ${folder}`),
  ...files.filter((name) => name.endsWith(".deb")).flatMap((name) => faultsOfDeb(join(folder, name))),
];
const sums = files.map((name) => {
  const bytes = readFileSync(join(folder, name));
  process.stdout.write(`${(bytes.length / 1e6).toFixed(1)} MB  ${name}\n`);
  return `${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`;
});
writeFileSync(join(folder, "SHA256SUMS"), sums.join(""));
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;

function faultsOfDeb(file: string): string[] {
  const dpkg = (...args: string[]): Buffer => execFileSync("dpkg-deb", args, { maxBuffer: 2 ** 31 });
  const field = (name: string): string => dpkg("--field", file, name).toString();
  const listed = dpkg("--contents", file).toString();
  const desktop = execFileSync("tar", ["-xO", "./usr/share/applications/carddesk.desktop"], {
    input: dpkg("--fsys-tarfile", file),
  }).toString();
  const needed = [
    "/opt/CardDesk/carddesk",
    "/opt/CardDesk/resources/app.asar",
    "/opt/CardDesk/resources/legal/policy.schema.json",
    "/opt/CardDesk/resources/legal/sbom.cdx.json",
    "/opt/CardDesk/resources/legal/THIRD-PARTY-NOTICES.txt",
    "/opt/CardDesk/LICENSES.chromium.html",
  ];
  const says = (isSo: boolean, fault: string): string[] => (isSo ? [] : [`${file}: ${fault}`]);
  return [
    ...needed.flatMap((path) => says(listed.includes(` .${path}\n`), `no ${path}`)),
    ...says(listed.includes("/addon.node\n"), "no addon for card readers"),
    ...says(field("Depends").includes("libpcsclite1"), "no dependency on libpcsclite1"),
    ...says(field("Recommends").includes("pcscd"), "pcscd is not recommended"),
    ...says(desktop.includes("MimeType=x-scheme-handler/carddesk;"), "links of carddesk: are not registered"),
    ...says(desktop.includes("StartupWMClass=carddesk\n"), "the window does not belong to its .desktop file"),
  ];
}
