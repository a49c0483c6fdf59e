// What must be there before anything else can run. Plain JavaScript without dependencies: it runs
// on Node 20 and before anything is installed.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** The pinned Node: the machine's own may be older. */
export const pinnedNode = join(root, "node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node");

/**
 * The pinned Node and the project's tools come first on the PATH of every program that is started
 * here.
 */
const environment = {
  ...process.env,
  PATH: ["node_modules/.bin", "node_modules/node/bin"]
    .map((folder) => join(root, folder))
    .concat(process.env.PATH ?? "")
    .join(delimiter),
};

/**
 * Milliseconds between the signal to a program and its kill: more than the launcher gives its
 * children.
 */
const shutdownTimeout = 5_000;

/** The program that runs now. */
let running;

/**
 * On Ctrl-C or SIGTERM: passes the signal to the program that runs now, waits for its end and exits
 * with this code.
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
 * Runs a program in the project, one at a time, and resolves to its exit code. Unless told
 * otherwise its output goes to stderr: stdout is for what scripts read.
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

/** `npm ci`, unless what is installed is what the lock file says. */
export async function install() {
  if (isInstalled()) return 0;
  process.stderr.write("CardDesk: installing what is missing (npm ci)\n");
  const npm = process.env.npm_execpath;
  if (npm?.endsWith("npm-cli.js")) return run(process.execPath, [npm, "ci"]);
  return run("npm", ["ci"], { shell: process.platform === "win32" });
}

/**
 * npm keeps a copy of the lock file beside what it installed. Optional packages are there for one
 * platform only.
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

/** What the bundles are made of, and the last file that each build writes. */
const sources = ["renderer", "shared", "electron", "vite.config.ts", "package-lock.json", "package.json"];
const bundles = [
  "dist/renderer/index.html",
  "dist/main/main.js",
  "dist/preload/preload.cjs",
  "dist/browser/carddesk-transport.js",
];

/** `vite build --app`, unless every bundle is newer than every source. */
export async function build() {
  const built = bundles.map((file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (Math.min(...built) > Math.max(...sources.map((path) => newest(join(root, path))))) return 0;
  process.stderr.write("CardDesk: building\n");
  return runTool("vite/bin/vite.js", ["build", "--app", "--logLevel", "warn"]);
}

/**
 * Time of the last change at or below a path; a folder's own tells that a file was removed.
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
