import fc from "fast-check";
import { idmEventSchema } from "#shared/idm/event.ts";
import { followEvents } from "../../../electron/core/idm/events.ts";
import type { Gateway } from "../../../electron/core/idm/gateway.ts";
import { testTiming } from "../../fixtures/timing.ts";
import { accepted, inProcess, refused } from "../border.ts";
import { mutations } from "../bytes.ts";
import { fuzzer } from "../run.ts";
import { anyText, valuesLike, valuesOf } from "../values.ts";

/**
 * The bytes of the back end, sent in pieces of `piece` bytes. `endless`: a line that never ends
 * follows.
 */
interface Input {
  readonly bytes: Uint8Array;
  readonly piece: number;
  readonly endless: boolean;
}

const event = valuesLike(valuesOf(idmEventSchema)).map((value) => `data: ${JSON.stringify(value)}`);
const line = fc.oneof(
  { weight: 6, arbitrary: event },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ": heartbeat",
      "event: x",
      "id: \0",
      "retry: 99999999999999999999",
      "data",
      "data:",
      "\ufeff",
      "x: y",
    ),
  },
  { weight: 1, arbitrary: anyText() },
);
const stream = fc
  .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom("\n\n", "\r\n\r\n", "\r\r", "\n"))
  .map(([lines, end]) => Buffer.from(lines.map((each) => each + end).join("")));

/** The most bytes sent of a line that never ends. */
const endOfPatience = 64_000_000;

function* chunksOf({ bytes, piece, endless }: Input): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  if (!endless) return;
  const chunk = Buffer.alloc(64_000, "x");
  yield Buffer.from("data: ");
  for (let sent = 0; sent < endOfPatience; sent += chunk.length) yield chunk;
  throw new Unbounded();
}
class Unbounded extends Error {}

/**
 * The event stream of a back end, which must yield only events of the schema, whatever is between
 * them, and must not buffer an unbounded line.
 */
export const fuzz = fuzzer<Input>({
  arbitrary: fc.record({
    bytes: fc.oneof(
      { weight: 4, arbitrary: stream },
      { weight: 1, arbitrary: stream.filter(({ length }) => length < 5_000).chain((bytes) => mutations(bytes)) },
    ),
    piece: fc.oneof(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 100, max: 70_000 })),
    endless: fc.integer({ min: 0, max: 199 }).map((n) => n === 199),
  }),
  open: async () =>
    inProcess(async (input) => {
      const ended = new AbortController();
      let told = 0;
      let isUnbounded = false;
      let isFlooded = false;
      let isFirst = true;
      async function* stream(): AsyncGenerator {
        try {
          yield* chunksOf(input);
        } catch (fault) {
          isUnbounded = fault instanceof Unbounded;
        }
      }
      const gateway: Pick<Gateway, "events"> = {
        async events() {
          // The second request means that the first stream has ended.
          if (!isFirst) ended.abort();
          isFirst = false;
          return { kind: "answer", value: ended.signal.aborted ? nothing() : stream() };
        },
      };
      const unused = (): never => {
        throw new Error("not asked for");
      };
      await followEvents(
        { address: "", ask: unused, tell: unused, ...gateway },
        { ...testTiming, eventRetryWait: 0 },
        ended.signal,
        {
          opened: () => undefined,
          flooded() {
            isFlooded = true;
          },
          event: (event) => {
            idmEventSchema.parse(event);
            told += 1;
          },
        },
      );
      if (isUnbounded) throw new Error(`It read ${endOfPatience} bytes of one line.`);
      if (isFlooded) return refused("flooded");
      return told === 0 ? refused("no event") : accepted;
    }),
});

async function* nothing(): AsyncGenerator {}
