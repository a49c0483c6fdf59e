import { join } from "node:path";
import { runChild, stopChildren } from "./children.ts";
import { holdDataDirectory } from "./data-directory.ts";
import { runElectron } from "./electron.ts";
import { StartError } from "#shared/start-error.ts";
import { readFlags, type Options } from "./flags.ts";
import { startSimulatedReader } from "./simulated-reader.ts";

/**
 * What `npm start` does once everything is installed and built: starts the sandbox, then the shell,
 * and ends both with itself. Exit codes: 0 ended by the operator, 1 a program failed, 2 could not
 * start.
 */
const root = join(import.meta.dirname, "../..");

// What this process and its children make is for this user alone.
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
  // Never reached: this keeps the lock from being collected before the process ends.
  lock.close();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`CardDesk: ${error.message}\n`);
  await end(error.exitCode);
}

/**
 * Ends the children, then this process. What ended it first says the exit code: the children that
 * end with it say nothing.
 */
function end(exitCode: number): Promise<never> {
  ending ??= stopChildren().then(() => process.exit(exitCode));
  return ending;
}

/** Starts the sandbox and resolves to its address. When it ends, all ends. */
function startSandbox(options: Options): Promise<string> {
  const args = ["--import", new URL("follow-parent.mjs", import.meta.url).href, join(root, "electron/sandbox/main.ts")];
  args.push("--sandbox-port", `${options["sandbox-port"]}`, "--data-dir", join(options["data-dir"], "sandbox"));
  // Given or not: the flag opens what the support screen needs.
  args.push("--scenario", options.scenario ?? "none");
  // Only what was asked for: data that is there goes on as it was made.
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
    // What went wrong, the sandbox has said on stderr.
    void ended.then(end);
  });
}

/** The CA of the sandbox, where it speaks TLS. */
function sandboxCa(options: Options): string | undefined {
  return options["client-certificates"] ? join(options["data-dir"], "sandbox", "ca.pem") : undefined;
}

function simulatedReader(idm: string): Promise<string | null> {
  const program = join(root, "electron/sandbox/virtual-card/simulated-bridge.ts");
  return startSimulatedReader(program, idm, () => ending !== undefined);
}

/**
 * Runs the shell to its end, with this back end or that of the settings, and resolves to its exit
 * code.
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
    // It was told to end meanwhile.
    if (ending !== undefined) return ending;
    if (options.shell === "electron") throw new StartError(electron.why, 1);
    process.stderr.write(`CardDesk: ${electron.why}; opening the browser shell\n`);
  }

  args.push("--port", `${options.port}`);
  if (options["no-open"]) args.push("--no-open");
  return runChild(process.execPath, [join(root, "electron/browser/main.ts"), ...args]);
}
