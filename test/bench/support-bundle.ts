import { startCore, value } from "../fixtures/core.ts";
import { startSandbox } from "../fixtures/sandbox.ts";
import { timed, type Row } from "./row.ts";

const searches = 500;
const view = { window: { width: 1280, height: 800 }, screen: { width: 1920, height: 1080 }, scale: 1 };

/**
 * Measures a support bundle after many searches: its size against that of its inflated parts, and
 * the time to create it.
 */
export async function measureSupportBundle(): Promise<Row[]> {
  await using sandbox = await startSandbox({ flags: ["--people", "2000"] });
  await using core = startCore(sandbox.url);
  const { session, search, bundle } = core.client;
  await value(session.logIn({ account: "vscmanager", password: "sandbox" }));
  for (let n = 0; n < searches; n += 1) {
    const q = `VSC-00${String(n)
      .padStart(4, "0")
      .slice(0, 2 + (n % 3))}`;
    const asked = { configuration: "virtualSmartCard", q, state: null, sort: null, cursor: null, asker: "bench" };
    await value(search.run(asked));
  }
  const preview = await timed(() => value(bundle.preview(view)));
  const { id, parts } = preview.value;
  const saved = await timed(() => value(bundle.save({ id, parts: parts.map(({ name }) => name), note: "" })));
  return [
    {
      what: `support bundle after ${searches} searches`,
      value: saved.value.bytes / 1000,
      unit: "kB",
      comparedWith: { what: "its parts, inflated", value: parts.reduce((sum, { bytes }) => sum + bytes, 0) / 1000 },
    },
    { what: "the same, from the press until it is shown", value: preview.milliseconds, unit: "ms" },
    { what: "the same, from Save until it is on disk", value: saved.milliseconds, unit: "ms" },
  ];
}
