// `npm test`, or some of its steps by name: `npm test -- unit component`. Plain JavaScript without
// dependencies, because it runs on Node 20 and before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { endOnSignal, install, pinnedNode, root, run, runTool } from "../electron/launcher/prepare.mjs";

/**
 * Debian packages that tests use: a browser with fonts, OpenSSL as the second opinion, and a
 * virtual card reader.
 */
const debianPackages =
  "chromium-headless-shell fonts-liberation fonts-dejavu-core openssl gpg pcscd vsmartcard-vpcd opensc yubico-piv-tool".split(
    " ",
  );

/**
 * Debian packages that Electron needs in addition: a display, a keyring and the libraries of
 * Chromium.
 */
const desktopPackages = "xvfb dbus gnome-keyring libgtk-3-0 libnss3 libgbm1 libasound2".split(" ");

const results = join(root, "test-results");
/** The file that holds the reason why there is no Electron runtime; empty if there is one. */
const electronMissing = join(results, "electron-missing.txt");
const inherit = { stdio: /** @type {const} */ ("inherit") };

/** The steps that can be named, in order; the first failure ends the run. */
const steps = {
  lint: async () =>
    (await runTool("oxlint/bin/oxlint", [], inherit)) ||
    (await runTool("oxfmt/bin/oxfmt", ["--check"], inherit)) ||
    runTool("knip/bin/knip.js", [], inherit),
  types: () => runTool("typescript/bin/tsc", [], inherit),
  unit: () => vitest("unit"),
  component: () => vitest("component"),
  build: () => runTool("vite/bin/vite.js", ["build", "--app", "--logLevel", "warn"], inherit),
  integration: () => vitest("integration"),
  e2e: () => runTool("@playwright/test/cli.js", ["test"], inherit),
};
/** The steps that need the built bundles. */
const ofBundles = ["integration", "e2e"];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(steps, name));
if (unknown.length > 0) {
  process.stderr.write(`No such step: ${unknown.join(", ")}. Steps: ${Object.keys(steps).join(", ")}.\n`);
  process.exit(2);
}

endOnSignal(1);
rmSync(results, { recursive: true, force: true });
mkdirSync(results);
process.exitCode = summary(await firstFailure());

/** Runs the steps. Returns the name of the one that failed; undefined if all passed. */
async function firstFailure() {
  const all = {
    "system packages": () => installDebianPackages(debianPackages),
    "npm packages": install,
    "Electron runtime": () => (isWanted("e2e") ? fetchElectron() : Promise.resolve(0)),
    ...steps,
  };
  for (const [name, step] of Object.entries(all)) {
    if (name in steps && !isWanted(name) && !(name === "build" && ofBundles.some(isWanted))) continue;
    process.stdout.write(`\n== ${name}\n`);
    const from = performance.now();
    if ((await step()) !== 0) return name;
    process.stdout.write(`== ${name}: ${((performance.now() - from) / 1000).toFixed(0)} s\n`);
  }
  return undefined;
}

/** @param {string} name */
function isWanted(name) {
  return wanted.length === 0 || wanted.includes(name);
}

/**
 * Fetches the runtime and the packages it needs. If that fails, the summary says so and the other
 * steps go on.
 */
async function fetchElectron() {
  const program = join(root, "electron/launcher/fetch-electron.ts");
  const stdio = /** @type {const} */ (["ignore", openSync(electronMissing, "w"), 2]);
  if ((await run(pinnedNode, ["--use-env-proxy", program], { stdio })) === 0)
    return installDebianPackages(desktopPackages);
  process.stdout.write(`Not fetched: ${readFileSync(electronMissing, "utf8")}`);
  return 0;
}

/** @param {string} project */
function vitest(project) {
  const report = `--outputFile.json=${reportOf(project)}`;
  const args = ["run", "--project", project, "--allowOnly=false", "--reporter=default", "--reporter=json", report];
  return runTool("vitest/vitest.mjs", args, inherit);
}

/** @param {string} step */
function reportOf(step) {
  return join(results, `${step}.json`);
}

/**
 * Prints the last lines and returns the exit code. A skipped test counts as failed, and so does a
 * step that failed without a failed test.
 * @param {string | undefined} failedStep
 */
function summary(failedStep) {
  const e2e = read(reportOf("e2e"));
  const shells = e2e === undefined ? [] : shellsOf(e2e.suites);
  let passed = e2e?.stats.expected ?? 0;
  let notPassed = e2e === undefined ? 0 : e2e.stats.unexpected + e2e.stats.flaky + e2e.stats.skipped;
  for (const project of ["unit", "component", "integration"]) {
    const report = read(reportOf(project));
    passed += report?.numPassedTests ?? 0;
    notPassed += report === undefined ? 0 : report.numTotalTests - report.numPassedTests;
  }
  const failed = failedStep === undefined ? notPassed : Math.max(1, notPassed);

  process.stdout.write(
    [
      "",
      failedStep !== undefined
        ? `Stopped at: ${failedStep}.`
        : wanted.length === 0
          ? "All steps were done."
          : `Only these steps were done: ${wanted.join(", ")}.`,
      `End-to-end suite in the browser shell: ${shells.some(({ name }) => name === "browser") ? "ran" : "NOT RUN"}`,
      `End-to-end suite in the Electron shell: ${electronRun(shells)}`,
      `${passed} passed, ${failed} failed`,
      "",
    ].join("\n"),
  );
  return failed === 0 ? 0 : 1;
}

/** @param {string} report */
function read(report) {
  return existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined;
}

/** Says which Electron version ran the suite, or why none did. */
function electronRun(shells) {
  const runs = shells.filter(({ name }) => name === "electron");
  const versions = [...new Set(runs.flatMap(({ versions }) => versions))];
  if (runs.length > 0) return `ran, on Electron ${versions.join(" and ") || "that never started"}`;
  const why = existsSync(electronMissing) ? readFileSync(electronMissing, "utf8").trim() : "";
  if (why === "") return "NOT RUN";
  return `NOT RUN, the runtime could not be fetched (${why}); its bundles were checked against a recording double of Electron`;
}

/**
 * The shells whose tests actually ran: project names from Playwright's report, with the versions of
 * Electron.
 */
function shellsOf(suites) {
  return suites.flatMap((suite) => [
    ...suite.specs.flatMap((spec) =>
      spec.tests
        .filter((test) => test.results.length > 0)
        .map((test) => ({
          name: test.projectName,
          versions: test.annotations.filter(({ type }) => type === "electron").map(({ description }) => description),
        })),
    ),
    ...shellsOf(suite.suites ?? []),
  ]);
}

/**
 * Installs missing packages on Debian and Ubuntu; does nothing on other systems.
 * @param {readonly string[]} packages
 */
async function installDebianPackages(packages) {
  if (!existsSync("/etc/debian_version")) return 0;
  const missing = packages.filter(
    (name) => spawnSync("dpkg-query", ["-W", "-f=${db:Status-Status}", name]).stdout.toString() !== "installed",
  );
  if (missing.length === 0) return 0;
  if (process.getuid?.() !== 0) {
    process.stderr.write(`Missing system packages. Run: sudo apt-get install -y ${missing.join(" ")}\n`);
    return 1;
  }
  const apt = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, ...inherit };
  return (
    (await run("apt-get", ["update"], apt)) ||
    run("apt-get", ["install", "-y", "--no-install-recommends", ...missing], apt)
  );
}
