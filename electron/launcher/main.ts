import { join } from "node:path";
import { runChild, stopChildren } from "./children.ts";
import { holdDataDirectory } from "./data-directory.ts";
import { runElectron } from "./electron.ts";
import { StartError } from "#shared/start-error.ts";
import { readFlags, type Options } from "./flags.ts";
import { startSimulatedReader } from "./simulated-reader.ts";

/**
 * The part of `npm start` after installation and build: starts the sandbox, then the shell, and
 * ends both with itself. Exit codes: 0 ended by the operator, 1 a program failed, 2 could not
 * start.
 */
const root = join(import.meta.dirname, "../..");

// Files made by this process and its children are for this user alone.
process.umask(0o077);

let ending: Promise<never> | undefined;

process.once("SIGINT", () => void end(0));
process.once("SIGTERM", () => void end(0));
process.once("disconnect", () => void end(0));
process.channel?.unref();

try {
  const options = readFlags(process.argv.slice(2));
  const lock = holdDataDirectory(options["data-dir"]);
  const idm = options.environments ? null : (options.idm ?? (await startSandbox(options)));
  await end(await runShell(options, idm));
  // Never reached: the reference keeps the lock from being collected before the process ends.
  lock.close();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`CardDesk: ${error.message}\n`);
  await end(error.exitCode);
}

/**
 * Ends the children, then this process. The first call decides the exit code: the codes of children
 * that end as a consequence do not count.
 */
function end(exitCode: number): Promise<never> {
  ending ??= stopChildren().then(() => process.exit(exitCode));
  return ending;
}

/** Starts the sandbox and resolves to its address. The end of the sandbox ends everything. */
function startSandbox(options: Options): Promise<string> {
  const args = ["--import", new URL("follow-parent.mjs", import.meta.url).href, join(root, "electron/sandbox/main.ts")];
  args.push("--sandbox-port", `${options["sandbox-port"]}`, "--data-dir", join(options["data-dir"], "sandbox"));
  // Always passed: the flag enables the routes that the support screen needs.
  args.push("--scenario", options.scenario ?? "none");
  // Passed only if given, because existing data keeps the values that it was made with.
  if (options.people !== undefined) args.push("--people", `${options.people}`);
  if (options.seed !== undefined) args.push("--seed", `${options.seed}`);
  if (options.oidc) args.push("--oidc");
  if (options["step-up-seconds"] !== undefined) args.push("--step-up-seconds", `${options["step-up-seconds"]}`);
  if (options["client-certificates"]) args.push("--client-certificates");
  if (options["allow-faults"]) args.push("--allow-faults");
  return new Promise((resolve) => {
    const ended = runChild(process.execPath, args, (line) => {
      const address = /^Sandbox ready (http:\S+)$/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
    // The sandbox has reported its error on stderr.
    void ended.then(end);
  });
}

/** Returns the CA of the sandbox if it uses TLS. */
function sandboxCa(options: Options): string | undefined {
  return options["client-certificates"] ? join(options["data-dir"], "sandbox", "ca.pem") : undefined;
}

function simulatedReader(idm: string): Promise<string | null> {
  const program = join(root, "electron/sandbox/virtual-card/simulated-bridge.ts");
  return startSimulatedReader(program, idm, () => ending !== undefined);
}

/**
 * Runs the shell to its end and resolves to its exit code. The back end is `idm`, or for null that
 * of the settings.
 */
async function runShell(options: Options, idm: string | null): Promise<number> {
  const args = [...(idm === null ? [] : ["--idm", idm]), "--data-dir", options["data-dir"]];
  const sandbox = options.idm === undefined ? idm : null;
  if (sandbox !== null) args.push("--idm-is-sandbox");
  const ca = options["idm-ca"] ?? (sandbox === null ? undefined : sandboxCa(options));
  if (ca !== undefined) args.push("--idm-ca", ca);
  const bridge = options.bridge ?? (sandbox === null ? null : await simulatedReader(sandbox));
  if (bridge !== null) args.push("--bridge", bridge);
  if (options.lang !== undefined) args.push("--lang", options.lang);
  if (options.policy !== undefined) args.push("--policy", options.policy);
  if (options.replay !== undefined) args.push("--replay", options.replay);

  if (options.shell !== "browser") {
    const electron = await runElectron([root, ...args]);
    if (electron.kind === "ran") return electron.exitCode;
    // The launcher was asked to end meanwhile.
    if (ending !== undefined) return ending;
    if (options.shell === "electron") throw new StartError(electron.why, 1);
    process.stderr.write(`CardDesk: ${electron.why}; opening the browser shell\n`);
  }

  args.push("--port", `${options.port}`);
  if (options["no-open"]) args.push("--no-open");
  return runChild(process.execPath, [join(root, "electron/browser/main.ts"), ...args]);
}
