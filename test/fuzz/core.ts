import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "#shared/errors.ts";
import { emitter, serve } from "#shared/ipc/serve.ts";
import { machineClock } from "../../electron/core/clock.ts";
import { createCore } from "../../electron/core/core.ts";
import type { Recorder } from "../../electron/core/diagnostics/recorder.ts";
import { keyFile, unprotected } from "../../electron/core/shell/key-file.ts";
import { cheapCost } from "../fixtures/cheap-cost.ts";
import { memorySettings } from "../fixtures/memory-settings.ts";
import { testTiming } from "../fixtures/timing.ts";
import { silentLog } from "../fixtures/silent-log.ts";
import { noProxy } from "../fixtures/network.ts";

/** The core in this process, without windows. */
export interface FuzzedCore {
  call(area: string, name: string, args: unknown): Promise<Result<unknown>>;
  send(message: unknown): Promise<Result<unknown>>;
  readonly recorder: Recorder;
  /** Returns the first defect logged since the last call. */
  defect(): string | null;
  stop(): Promise<void>;
}

/** Starts a core for the back end at `url`, with its own data directory. */
export function startFuzzedCore(url: string): FuzzedCore {
  const directory = mkdtempSync(join(tmpdir(), "carddesk-fuzz-core-"));
  let defect: string | null = null;
  const note = (place: string, fault: unknown): void => {
    defect ??= `${place}: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`;
  };
  const core = createCore(
    {
      info: { version: "0", shell: "browser", idm: { url, sandbox: true }, systemLanguage: "en" },
      aboutFile: "dist/about.json",
      ca: null,
      ways: null,
      settings: memorySettings(),
      dataDirectory: directory,
      ...noProxy,
      openExternal: async () => false,
      log: {
        ...silentLog,
        error: (fields, message) => "fault" in fields && note(message, fields.fault),
      },
      timing: { ...testTiming, readRetryWaits: [0], outcomeWaits: [1], bulkEndWait: 10 },
      clock: machineClock,
      offline: { directory, vault: keyFile(directory, unprotected), passwordCost: cheapCost },
      bridge: { endpoint: () => ({ address: "/nonexistent/bridge.sock", secret: "" }), stop: async () => undefined },
      desktop: null,
    },
    emitter(() => undefined, note),
  );
  const send = serve(core.handlers, note, core.around);
  return {
    send,
    recorder: core.recorder,
    call: (area, name, args) => send({ area, name, args }),
    defect() {
      const found = defect;
      defect = null;
      return found;
    },
    async stop() {
      await core.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
