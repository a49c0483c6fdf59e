import fc from "fast-check";
import { recordingSchema } from "#shared/ipc/recording.ts";
import { readBundle } from "../../../electron/core/diagnostics/bundle/read.ts";
import { bundleOf, zipOf } from "../../fixtures/zip.ts";
import { accepted, inProcess, refused } from "../border.ts";
import { bytesLike } from "../bytes.ts";
import { fuzzer } from "../run.ts";
import { valuesLike, valuesOf } from "../values.ts";

const empty = JSON.stringify({ format: 1, startedAt: "2026-01-02T03:04:05.000Z", states: {}, routes: {}, items: [] });
const sound = bundleOf({ "recording.json": empty, "log.jsonl": '{"msg":"session"}\n', "note.txt": "Twice." });

const anyZip = fc
  .array(
    fc.record({
      name: fc.oneof(fc.constantFrom("manifest.json", "recording.json", "note.txt", "../note.txt"), fc.string()),
      content: fc.oneof(fc.string(), fc.json()),
      method: fc.constantFrom(0, 8, 9),
      flags: fc.constantFrom(0, 1, 0x800),
      mode: fc.constantFrom(0, 0o100_600, 0o120_777, 0o40_700),
    }),
    { maxLength: 5 },
  )
  .map((entries) => zipOf(entries));

/**
 * Support bundles from elsewhere, which must be complete and of a known format, or refused with a
 * `bundle-` code.
 */
export const fuzz = fuzzer<Uint8Array>({
  arbitrary: fc.oneof(
    bytesLike(sound),
    anyZip,
    valuesLike(valuesOf(recordingSchema)).map((value) => bundleOf({ "recording.json": JSON.stringify(value) })),
  ),
  open: async () =>
    inProcess(async (bytes) => {
      const read = await readBundle(bytes);
      if (read.ok) return accepted;
      if (!read.error.code.startsWith("bundle-")) throw new Error(`It answers ${read.error.code}.`);
      return refused([read.error.code, read.error.params["reason"]].join(" "));
    }),
});
