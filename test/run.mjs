// `npm test`. Plain JavaScript without dependencies: it runs on Node 20 and before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { endOnSignal, install, root, run, runTool } from "../electron/launcher/prepare.mjs";

/** Debian packages that tests use: a browser with fonts, OpenSSL as the second opinion, and a virtual card reader. */
const debianPackages =
  "chromium fonts-liberation fonts-dejavu-core openssl pcscd vsmartcard-vpcd opensc yubico-piv-tool".split(" ");

const results = join(root, "test-results");
const reports = { vitest: join(results, "vitest.json"), e2e: join(results, "e2e.json") };
const inherit = { stdio: /** @type {const} */ ("inherit") };

/** What is done, in this order; the first that fails ends the run. */
const steps = {
  "system packages": installDebianPackages,
  "npm packages": install,
  lint: () => runTool("oxlint/bin/oxlint", [], inherit),
  format: () => runTool("oxfmt/bin/oxfmt", ["--check"], inherit),
  types: () => runTool("typescript/bin/tsc", [], inherit),
  build: () => runTool("vite/bin/vite.js", ["build", "--app", "--logLevel", "warn"], inherit),
  "unit, component and integration tests": () =>
    runTool(
      "vitest/vitest.mjs",
      ["run", "--allowOnly=false", "--reporter=default", "--reporter=json", `--outputFile.json=${reports.vitest}`],
      inherit,
    ),
  "end-to-end tests": () => runTool("@playwright/test/cli.js", ["test"], inherit),
};

endOnSignal(1);
rmSync(results, { recursive: true, force: true });
mkdirSync(results);
process.exitCode = summary(await firstFailure());

/** The name of the step that failed; undefined when all went well. */
async function firstFailure() {
  for (const [name, step] of Object.entries(steps)) {
    process.stdout.write(`\n== ${name}\n`);
    if ((await step()) !== 0) return name;
  }
  return undefined;
}

/**
 * Prints the last lines and returns the exit code. A skipped test counts as failed, and so does a step that failed without
 * a failed test.
 * @param {string | undefined} failedStep
 */
function summary(failedStep) {
  const vitest = read(reports.vitest);
  const e2e = read(reports.e2e);
  const shells = e2e === undefined ? [] : shellsOf(e2e.suites);
  const passed = (vitest?.numPassedTests ?? 0) + (e2e?.stats.expected ?? 0);
  const notPassed =
    (vitest === undefined ? 0 : vitest.numTotalTests - vitest.numPassedTests) +
    (e2e === undefined ? 0 : e2e.stats.unexpected + e2e.stats.flaky + e2e.stats.skipped);
  const failed = failedStep === undefined ? notPassed : Math.max(1, notPassed);

  const electronThere = existsSync(join(root, "node_modules/electron/path.txt"));
  process.stdout.write(
    [
      "",
      failedStep === undefined ? "All steps were done." : `Stopped at: ${failedStep}.`,
      `End-to-end suite in the browser shell: ${shells.includes("browser") ? "ran" : "NOT RUN"}`,
      `End-to-end suite in the Electron shell: ${shells.includes("electron") ? "ran" : electronThere ? "NOT RUN" : "NOT RUN, runtime not installed; its bundles were checked against a recording double of Electron"}`,
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

/** The shells whose tests were really run: names of the projects in Playwright's report. */
function shellsOf(suites) {
  return suites.flatMap((suite) => [
    ...suite.specs.flatMap((spec) =>
      spec.tests.filter((test) => test.results.length > 0).map((test) => test.projectName),
    ),
    ...shellsOf(suite.suites ?? []),
  ]);
}

/** Installs what is missing on Debian and Ubuntu; elsewhere it is up to the machine. */
async function installDebianPackages() {
  if (!existsSync("/etc/debian_version")) return 0;
  const missing = debianPackages.filter(
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
