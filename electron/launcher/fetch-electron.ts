import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadArtifact } from "@electron/get";
import { electronPackage, electronRuntime, electronVersion } from "./electron-runtime.ts";

/*
 * Fetches the Electron runtime if it is missing:
 * `node --use-env-proxy electron/launcher/fetch-electron.ts`
 * The progress goes to stderr. Exit code 1: not fetched, with the reason as the one line on stdout.
 *
 * The package's own installer shows no progress, and waits for minutes on a silent server. So this
 * script downloads into the cache, where the installer then finds the file.
 */

interface Progress {
  /** Between 0 and 1. */
  readonly percent: number;
  /** Octets. */
  readonly total: number | null;
}

/**
 * Milliseconds that the release server may be silent: before its first bytes, and between later
 * ones.
 */
const longest = { first: 5_000, later: 30_000 };

if (electronRuntime() === null) await fetchRuntime();

async function fetchRuntime(): Promise<void> {
  const version = electronVersion();
  const tempDirectory = mkdtempSync(join(tmpdir(), "carddesk-electron-"));
  process.once("exit", () => rmSync(tempDirectory, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

  const silent = new AbortController();
  const silence = (): void => silent.abort(new Error("the release server does not answer"));
  let waiting = setTimeout(silence, longest.first);
  let told = 0;
  const cacheRoot = process.env["electron_config_cache"];
  try {
    await downloadArtifact({
      version,
      artifactName: "electron",
      platform: process.platform,
      arch: process.arch,
      ...(cacheRoot === undefined ? {} : { cacheRoot }),
      checksums: JSON.parse(readFileSync(join(electronPackage, "checksums.json"), "utf8")),
      tempDirectory,
      downloadOptions: {
        quiet: true,
        signal: silent.signal,
        async getProgressCallback({ percent, total }: Progress) {
          clearTimeout(waiting);
          waiting = setTimeout(silence, longest.later);
          const tenths = Math.floor(percent * 10);
          if (tenths === told) return;
          told = tenths;
          const size = total === null ? "" : ` of ${Math.ceil(total / 1e6)} MB`;
          process.stderr.write(`CardDesk: fetching Electron ${version}, ${tenths * 10} %${size}\n`);
        },
      },
    });
    clearTimeout(waiting);
    // Unpacks the download from the cache, and ends this process with 1 if it cannot.
    createRequire(import.meta.url)(join(electronPackage, "install.js"));
  } catch (fault) {
    process.stdout.write(`${reasonOf(fault)}\n`);
    process.exit(1);
  }
}

/** Returns the innermost cause of an error, because `fetch` itself reports only that it failed. */
function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  if (fault.cause instanceof Error) return reasonOf(fault.cause);
  const reason = fault.message || ("code" in fault ? String(fault.code) : fault.name);
  return reason.split("\n", 1).join("");
}
