import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { pressedSchema, recordingSchema } from "#shared/ipc/recording.ts";
import { traceId } from "#shared/trace.ts";
import { accepted, refused } from "../border.ts";
import { startFuzzedCore } from "../core.ts";
import { fuzzer } from "../run.ts";
import { anyText, valuesLike, valuesOf } from "../values.ts";

/**
 * A page's report of the operator's actions, sent `copies` times, and the trace of a call to the
 * back end.
 */
interface Input {
  readonly args: unknown;
  readonly copies: number;
  readonly trace: unknown;
}

const path = fc
  .array(
    fc.constantFrom("main", "div", "my-part").map((name) => `${name}:nth-child(2)`),
    { minLength: 1, maxLength: 61 },
  )
  .map((parts) => parts.join(" > "));
/** Texts as operators write them, in every script, up to the maximum length. */
const value = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom("Åsa Öberg", "VSC-000002", "2026-02-29T25:61", "ẞ ŉ ǅ ﬀ", "Ŋ".repeat(1_000)),
  },
  { weight: 4, arbitrary: anyText(60).map((text) => text.toWellFormed()) },
  { weight: 1, arbitrary: fc.nat(10_000).map((count) => "İ9".repeat(count)) },
);
const pressOf = (value: fc.Arbitrary<string>) =>
  fc.record({
    kind: fc.constant("press"),
    ago: fc.oneof(fc.nat(100), fc.constantFrom(0, 0.1, 1e308)),
    trace: fc.constant("4bf92f3577b34da6a3ce929d0e0e4736"),
    press: fc.oneof(
      fc.record({ kind: fc.constant("click"), target: path }),
      fc.record({ kind: fc.constantFrom("type", "choose"), target: path, value }),
    ),
    label: fc.constantFrom(null, "Next"),
  });
const press = pressOf(value);
const longPress = pressOf(fc.constant("Åsa 9 ".repeat(3_300)));
const sound = fc.oneof(
  valuesOf(pressedSchema),
  fc.record({
    window: fc.constantFrom("0123456789abcdef", "f".repeat(16)),
    deeds: fc.oneof(
      { weight: 9, arbitrary: fc.array(press, { maxLength: 5 }) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.oneof(press, longPress), fc.integer({ min: 450, max: 500 }))
          .map(([deed, count]) => Array(count).fill(deed)),
      },
    ),
  }),
);

const trace = "0af7651916cd43dd8448eb211c80319c";
const traces = fc.oneof(
  { weight: 4, arbitrary: fc.constant(trace) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      undefined,
      "0".repeat(32),
      trace.toUpperCase(),
      trace.slice(1),
      `${trace}0`,
      `${trace}\n`,
      `00-${trace}-b7ad6b7169203331-01`,
      `${trace}\r\nX-Evil: 1`,
    ),
  },
  { weight: 1, arbitrary: valuesLike(valuesOf(traceId)) },
);

/** The recorder's limit: characters of the JSON of the longest recording. */
const longest = 8_000_000;

/**
 * Reports of a page, and the trace of a call: the recording must stay within its limits and be
 * readable, and the back end must receive a valid `traceparent` (W3C Trace Context).
 */
export const fuzz = fuzzer<Input>({
  arbitrary: fc.record({
    args: valuesLike(sound),
    copies: fc.oneof(
      { weight: 9, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.integer({ min: 2, max: 9 }) },
    ),
    trace: traces,
  }),
  async open() {
    let heard: string[] = [];
    const backEnd = createServer(({ headers }, response) => {
      // The core's own request for the sandbox's scenarios has no traceparent.
      if (headers["traceparent"] !== undefined) heard.push(String(headers["traceparent"]));
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => backEnd.listen(0, "127.0.0.1", resolve));
    const core = startFuzzedCore(`http://127.0.0.1:${portOf(backEnd.address())}`);
    let turn = 0;
    return {
      async send({ args, copies, trace }) {
        // Changing the operator starts a new recording, which contains this input alone.
        core.recorder.operator(String((turn += 1)));
        heard = [];
        let refusal: string | null = null;
        for (let copy = 0; copy < copies; copy += 1) {
          const told = await core.send({ area: "recording", name: "pressed", args, trace });
          if (!told.ok) refusal ??= told.error.code;
        }
        const asked = await core.send({ area: "session", name: "ways", args: null, trace });
        const isTrace = traceId.safeParse(trace).success;
        if (isTrace && !asked.ok && asked.error.trace !== trace) throw new Error("An error is not under its trace.");
        if (isTrace && !heard.some((each) => each.startsWith(`00-${String(trace)}-`)))
          throw new Error(`The back end heard ${heard.join(", ")}.`);
        for (const each of heard)
          if (!/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/.test(each)) throw new Error(`It sent ${each}.`);
        const recording = JSON.stringify(recordingSchema.parse(core.recorder.recording()));
        if (recording.length > longest) throw new Error(`The recording has ${recording.length} characters.`);
        const defect = core.defect();
        if (defect !== null) throw new Error(defect);
        return refusal === null ? accepted : refused(refusal);
      },
      async close() {
        await core.stop();
        backEnd.close();
        backEnd.closeAllConnections();
      },
    };
  },
});

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === "object" && address !== null ? address.port : 0;
