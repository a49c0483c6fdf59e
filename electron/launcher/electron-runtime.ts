import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const electronPackage = join(import.meta.dirname, "../../node_modules/electron");

/** The program of the installed Electron runtime; null where only its npm package is there. */
export function electronRuntime(): string | null {
  const pathFile = join(electronPackage, "path.txt");
  if (!existsSync(pathFile)) return null;
  const program = join(electronPackage, "dist", readFileSync(pathFile, "utf8"));
  return existsSync(program) ? program : null;
}

/** The runtime; where it is missing, the package's own installer tries to fetch it. */
export function fetchedElectronRuntime(): string | null {
  const there = electronRuntime();
  if (there !== null) return there;
  spawnSync(process.execPath, [join(electronPackage, "install.js")], { stdio: "ignore" });
  return electronRuntime();
}
