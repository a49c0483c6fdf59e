import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Conf from "conf";
import fc from "fast-check";
import { settingsSchema } from "#shared/ipc/app.ts";
import { environmentsSchema, keptEnvironmentSchema, nameKey } from "#shared/ipc/environments.ts";
import { createEnvironments } from "../../../electron/core/environments/environments.ts";
import { createSettings } from "../../../electron/core/settings/settings.ts";
import { keepUnreadableAside, settingsName, settingsStore } from "../../../electron/core/shell/settings-file.ts";
import { accepted, refused } from "../border.ts";
import { bytesLike } from "../bytes.ts";
import { fuzzer } from "../run.ts";
import { valuesLike, valuesOf } from "../values.ts";
import { silentLog as log } from "../../fixtures/silent-log.ts";

const environment = keptEnvironmentSchema.parse({
  id: "a1",
  name: "Production",
  colour: "red",
  url: "https://idm.example.org",
  ca: ["MIIB"],
  bridge: null,
  ways: ["password"],
  proxy: "system",
});
const values = { language: "sv", theme: "dark", idleMinutes: 5 };
const sound = [
  values,
  { format: 2, ...values, environments: [environment, { ...environment, id: "b2", name: "Test" }], environment: "a1" },
  { format: 3, ...values },
].map((file) => Buffer.from(JSON.stringify(file)));
const file = fc.record(
  {
    format: fc.constantFrom<unknown>(1, 2, 3, 0, -1, 1.5, "2", null),
    environments: fc.array(fc.oneof(valuesOf(keptEnvironmentSchema), fc.constant(environment)), { maxLength: 5 }),
    environment: fc.constantFrom("a1", "b2", "__proto__", ""),
  },
  { requiredKeys: [] },
);

/**
 * The settings file, as both shells open it at their start: the settings must be valid, and the
 * file kept or set aside.
 */
export const fuzz = fuzzer<Uint8Array>({
  arbitrary: fc.oneof(
    ...sound.map(bytesLike),
    valuesLike(file).map((value) => Buffer.from(JSON.stringify(value))),
    valuesLike(valuesOf(settingsSchema)).map((value) => Buffer.from(JSON.stringify(value))),
  ),
  async open() {
    const directory = mkdtempSync(join(tmpdir(), "carddesk-fuzz-settings-"));
    const path = join(directory, `${settingsName}.json`);
    return {
      async send(bytes) {
        for (const left of readdirSync(directory)) rmSync(join(directory, left));
        writeFileSync(path, bytes);
        const keptAside = keepUnreadableAside(path, log);
        const settings = createSettings(
          settingsStore(new Conf({ cwd: directory, configName: settingsName, configFileMode: 0o600 }), keptAside),
          null,
        );
        settingsSchema.parse(settings.current());
        const environments = createEnvironments(settings, null, null);
        const { list } = environmentsSchema.parse(environments.now());
        if (new Set(list.map(({ name }) => nameKey(name))).size < list.length) throw new Error("Two have one name.");
        settings.save({ ...settings.current(), idleMinutes: 7 });
        const isNewer = settings.file().kind === "newer";
        if (isNewer !== readFileSync(path).equals(bytes)) throw new Error("Only a newer file is left as it is.");
        if (isNewer) return refused("newer");
        return keptAside !== null ? refused("put aside") : accepted;
      },
      async close() {
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
});
