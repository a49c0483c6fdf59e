import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { parseBoundedJson } from "#shared/bounded-json.ts";
import type { Settings } from "#shared/ipc/app.ts";
import { StartError } from "#shared/start-error.ts";
import packageJson from "../../package.json" with { type: "json" };
import { saveBundle, writeFileOnce } from "../core/diagnostics/bundle/bundles.ts";
import { collectParts } from "../core/diagnostics/bundle/collect.ts";
import { bundleLimits } from "../core/diagnostics/bundle/limits.ts";
import { writeBundle } from "../core/diagnostics/bundle/write.ts";
import { checkOutside } from "../core/health/outside.ts";
import { createSettings } from "../core/settings/settings.ts";
import { readFlags, shellFlags, shellOptionsSchema } from "../core/shell/options.ts";
import { refuseToStart } from "../core/shell/refuse-to-start.ts";
import { settingsName } from "../core/shell/settings-file.ts";
import { fromStore } from "../core/store/store-fault.ts";

/*
 * `npm run bundle`: writes a support bundle for a program that does not start, from its data
 * directory. The bundle has no recording, because that exists only in the memory of a running
 * program. Exit codes: 0 written, 1 not written, 2 wrong use.
 */

const flags = { "data-dir": shellFlags["data-dir"], out: { type: "string" } } as const;
const optionsSchema = z.object({
  "data-dir": shellOptionsSchema.shape["data-dir"],
  /** The file to write; if absent, one in the data directory. */
  out: z.string().min(1, "--out needs a file").optional(),
});

await run().catch(refuseToStart);

async function run(): Promise<void> {
  process.umask(0o077);
  const { "data-dir": given, out } = readFlags(process.argv.slice(2), flags, optionsSchema);
  const directory = resolve(given);
  if (!existsSync(directory)) throw new StartError(`there is no data directory ${directory}`);
  const program = packageJson.version;
  const at = new Date();
  const bytes = await writeBundle(
    collectParts({
      directory,
      store: directory,
      program,
      info: null,
      ownAuthorities: false,
      settings: ownSettings(directory),
      view: null,
      offline: null,
      journals: null,
      recording: null,
      health: await checkOutside({ idm: null, ca: null, dataDirectory: directory, bridge: null }),
    }),
    { program, at },
  );
  const saved = await fromStore(() => save(bytes, directory, at, out));
  if (!saved.ok) {
    const why = saved.error.code === "disk-full" ? "the disk is full" : "the support bundle cannot be written there";
    throw new StartError(`${why}; name another file with --out`, 1);
  }
  process.stdout.write(`CardDesk: support bundle ${saved.value}\n`);
}

async function save(bytes: Buffer, directory: string, at: Date, out: string | undefined): Promise<string> {
  if (out === undefined) return saveBundle(bytes, join(directory, "bundles"), at);
  const file = resolve(out);
  await writeFileOnce(file, bytes);
  return file;
}

function ownSettings(directory: string): Settings {
  return createSettings(
    { read: () => readSettings(directory), write: () => undefined, keptAside: null },
    null,
  ).current();
}

/**
 * Reads the settings file; null if it cannot be read. Only settings that the program knows go into
 * the bundle.
 */
function readSettings(directory: string): unknown {
  try {
    const text = readFileSync(join(directory, `${settingsName}.json`), "utf8");
    const json = parseBoundedJson(text, bundleLimits.logLine);
    return json.ok ? json.value : null;
  } catch {
    return null;
  }
}
