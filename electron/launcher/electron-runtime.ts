import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Folder of the npm package `electron`; its own installer puts the runtime into `dist`. */
export const electronPackage = join(import.meta.dirname, "../../node_modules/electron");

/**
 * Returns the program of the installed Electron runtime; null if it is missing, half unpacked or of
 * another version than its npm package. As in that package, ELECTRON_OVERRIDE_DIST_PATH can name
 * the folder of a runtime of the site's own, of any version.
 */
export function electronRuntime(folder = electronPackage): string | null {
  const own = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  if (own === undefined && textOf(join(folder, "dist/version"))?.replace(/^v/, "") !== electronVersion(folder))
    return null;
  // The installer writes it last, when everything is unpacked.
  const program = textOf(join(folder, "path.txt")) ?? (own === undefined ? null : "electron");
  if (program === null) return null;
  const file = join(own ?? join(folder, "dist"), program);
  return existsSync(file) ? file : null;
}

/** Returns the version of the npm package, which its runtime must have. */
export function electronVersion(folder = electronPackage): string {
  const { version }: { version?: unknown } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return String(version);
}

function textOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : null;
}
