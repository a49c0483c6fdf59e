import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Conf from "conf";
import fc from "fast-check";
import { settingsSchema } from "#shared/ipc/app.ts";
import { createSettings } from "../../../electron/core/settings/settings.ts";
import { keepUnreadableAside, settingsName, settingsStore } from "../../../electron/core/shell/settings-file.ts";
import { accepted, refused } from "../border.ts";
import { bytesLike } from "../bytes.ts";
import { fuzzer } from "../run.ts";
import { valuesLike, valuesOf } from "../values.ts";
import { silentLog as log } from "../../fixtures/silent-log.ts";

const sound = Buffer.from(JSON.stringify({ language: "sv", theme: "dark", idleMinutes: 5 }));

/**
 * The settings file, as both shells open it at their start: valid settings, the file kept or put
 * aside.
 */
export const fuzz = fuzzer<Uint8Array>({
  arbitrary: fc.oneof(
    bytesLike(sound),
    valuesLike(valuesOf(settingsSchema)).map((value) => Buffer.from(JSON.stringify(value))),
  ),
  async open() {
    const directory = mkdtempSync(join(tmpdir(), "carddesk-fuzz-settings-"));
    const file = join(directory, `${settingsName}.json`);
    return {
      async send(bytes) {
        for (const left of readdirSync(directory)) rmSync(join(directory, left));
        writeFileSync(file, bytes);
        const keptAside = keepUnreadableAside(file, log);
        const settings = createSettings(
          settingsStore(new Conf({ cwd: directory, configName: settingsName, configFileMode: 0o600 }), keptAside),
          null,
        );
        settingsSchema.parse(settings.current());
        settings.save({ ...settings.current(), idleMinutes: 7 });
        return keptAside !== null ? refused("put aside") : accepted;
      },
      async close() {
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
});
