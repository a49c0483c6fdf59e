// Prepares everything that must exist before other code can run. Plain JavaScript without
// dependencies: it runs on Node 20 and before anything is installed.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** The pinned Node; the machine's own may be older. */
export const pinnedNode = join(root, "node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node");

/**
 * Environment of every program started here: the pinned Node and the project's tools come first on
 * the PATH.
 */
const environment = {
  ...process.env,
  PATH: ["node_modules/.bin", "node_modules/node/bin"]
    .map((folder) => join(root, folder))
    .concat(process.env.PATH ?? "")
    .join(delimiter),
};

/**
 * Milliseconds between the signal to a program and its kill: longer than the launcher's timeout for
 * its children.
 */
const shutdownTimeout = 5_000;

/** The program that runs now. */
let running;

/**
 * On Ctrl-C or SIGTERM, passes the signal to the running program, waits for its end and exits with
 * this code.
 * @param {number} exitCode
 */
export function endOnSignal(exitCode) {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.on(signal, () => {
      const program = running;
      if (program === undefined) process.exit(exitCode);
      program.once("exit", () => process.exit(exitCode));
      program.kill(signal);
      setTimeout(() => program.kill("SIGKILL"), shutdownTimeout);
    });
  }
}

/**
 * Runs a program in the project, one at a time, and resolves to its exit code. By default its
 * output goes to stderr, because scripts read stdout.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    running = spawn(program, args, { cwd: root, env: environment, stdio: ["ignore", 2, 2], ...options });
    running.once("error", reject);
    running.once("exit", (code) => {
      running = undefined;
      resolve(code ?? 1);
    });
  });
}

/** Runs a JavaScript tool of the project with the pinned Node, such as `vite/bin/vite.js`. */
export const runTool = (/** @type {string} */ file, /** @type {string[]} */ args, options = {}) =>
  run(pinnedNode, [join(root, "node_modules", file), ...args], options);

/** Runs `npm ci`, unless the installed packages match the lock file. */
export async function install() {
  if (isInstalled()) return 0;
  process.stderr.write("CardDesk: installing what is missing (npm ci)\n");
  const npm = process.env.npm_execpath;
  if (npm?.endsWith("npm-cli.js")) return run(process.execPath, [npm, "ci"]);
  return run("npm", ["ci"], { shell: process.platform === "win32" });
}

/**
 * Whether the installed packages match the lock file, of which npm keeps a copy beside them.
 * Optional packages are not compared: they are installed for one platform only.
 */
function isInstalled() {
  const copy = join(root, "node_modules/.package-lock.json");
  if (!existsSync(copy) || !existsSync(pinnedNode)) return false;
  const { packages: wanted } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const { packages: installed } = JSON.parse(readFileSync(copy, "utf8"));
  return Object.keys(wanted).every(
    (path) => path === "" || wanted[path].optional || installed[path]?.version === wanted[path].version,
  );
}

/** The sources of the bundles, and the last file that each build writes. */
const sources = ["renderer", "shared", "electron", "vite.config.ts", "package-lock.json", "package.json"];
const bundles = [
  "dist/renderer/index.html",
  "dist/main/main.js",
  "dist/preload/preload.cjs",
  "dist/browser/carddesk-transport.js",
];

/** Runs `vite build --app`, unless every bundle is newer than every source. */
export async function build() {
  const built = bundles.map((file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (Math.min(...built) > Math.max(...sources.map((path) => newest(join(root, path))))) return 0;
  process.stderr.write("CardDesk: building\n");
  return runTool("vite/bin/vite.js", ["build", "--app", "--logLevel", "warn"]);
}

/**
 * Returns the time of the last change at or below a path; that of a folder itself shows that a file
 * was removed.
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
