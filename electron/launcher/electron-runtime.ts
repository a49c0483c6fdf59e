import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const electronPackage = join(import.meta.dirname, "../../node_modules/electron");

/**
 * The program of the installed Electron runtime; null where only its npm package is there. As in that package, a runtime of the
 * site's own can be named by its folder in ELECTRON_OVERRIDE_DIST_PATH.
 */
export function electronRuntime(): string | null {
  const pathFile = join(electronPackage, "path.txt");
  const folder = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  if (folder === undefined && !existsSync(pathFile)) return null;
  const program = existsSync(pathFile) ? readFileSync(pathFile, "utf8") : "electron";
  const file = join(folder ?? join(electronPackage, "dist"), program);
  return existsSync(file) ? file : null;
}

/** The runtime; where it is missing, the package's own installer tries to fetch it. */
export function fetchedElectronRuntime(): string | null {
  const there = electronRuntime();
  if (there !== null) return there;
  spawnSync(process.execPath, [join(electronPackage, "install.js")], { stdio: "ignore" });
  return electronRuntime();
}
