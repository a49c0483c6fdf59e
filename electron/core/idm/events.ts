import { createParser } from "eventsource-parser";
import { setTimeout as sleep } from "node:timers/promises";
import { parseBoundedJson } from "#shared/bounded-json.ts";
import { operatorError } from "#shared/errors.ts";
import { idmEventSchema, type IdmEvent } from "#shared/idm/event.ts";
import { limits } from "../limits.ts";
import type { Timing } from "../timing.ts";
import { failure, type Failure } from "./failure.ts";
import type { Gateway } from "./gateway.ts";

export interface EventListener {
  /** A stream was opened; events before it are unknown. */
  opened(): void;
  event(event: IdmEvent): void;
  /** The stream exceeded the limits and was closed. */
  flooded(failure: Failure): void;
}

/** The stream exceeded the limits. */
class Flood extends Error {
  override readonly name = "Flood";
}

/**
 * Follows the back end's events until `signal` aborts, and reopens a broken stream. Events between
 * two streams are lost, so `opened` must read everything again. A line that is too long, or events
 * that come too fast, end the stream: reading everything again costs less.
 */
export async function followEvents(
  gateway: Gateway,
  timing: Timing,
  signal: AbortSignal,
  listener: EventListener,
): Promise<void> {
  while (!signal.aborted) {
    const ending = new AbortController();
    const silence = setTimeout(() => ending.abort(), timing.eventSilence);
    try {
      const stream = await gateway.events(AbortSignal.any([signal, ending.signal]));
      if (stream.kind === "answer") {
        listener.opened();
        await readStream(stream.value, () => silence.refresh(), listener);
      }
    } catch (fault) {
      // Otherwise the connection broke or was aborted: reopen it or stop.
      if (fault instanceof Flood) listener.flooded(tooMuch(gateway.address, fault.message));
    } finally {
      clearTimeout(silence);
      ending.abort();
    }
    await sleep(timing.eventRetryWait, undefined, { signal }).catch(() => undefined);
  }
}

async function readStream(
  stream: AsyncIterable<unknown>,
  heard: () => void,
  listener: Pick<EventListener, "event">,
): Promise<void> {
  const countBytes = meter(limits.eventBytesPerSecond, "bytes");
  const countEvents = meter(limits.eventsPerSecond, "events");
  const parser = createParser({
    maxBufferSize: limits.eventJson.maxLength,
    onEvent: ({ data }) => {
      countEvents(1);
      const parsed = parseBoundedJson(data, limits.eventJson);
      const event = idmEventSchema.safeParse(parsed.ok ? parsed.value : null);
      // Ignore event kinds this version does not know.
      if (event.success) listener.event(event.data);
    },
    onError({ type }) {
      if (type === "max-buffer-size-exceeded") throw new Flood("a line is too long");
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) continue;
    heard();
    countBytes(chunk.length);
    parser.feed(decoder.decode(chunk, { stream: true }));
  }
}

/** Returns a counter that throws Flood if it exceeds `most` within a second. */
function meter(most: number, unit: string): (amount: number) => void {
  let since = performance.now();
  let count = 0;
  return (amount) => {
    const now = performance.now();
    if (now - since >= 1000) {
      since = now;
      count = 0;
    }
    count += amount;
    if (count > most) throw new Flood(`more than ${most} ${unit} in a second`);
  };
}

const tooMuch = (address: string, what: string): Failure =>
  failure("unknown", operatorError("backend-unreadable", { address }, `GET /v1/events: ${what}`));
