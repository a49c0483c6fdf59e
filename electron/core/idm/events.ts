import { createParser } from "eventsource-parser";
import { setTimeout as sleep } from "node:timers/promises";
import { idmEventSchema, type IdmEvent } from "#shared/idm/event.ts";
import type { Timing } from "../timing.ts";
import type { Gateway } from "./gateway.ts";

/**
 * Follows the back end's events until `signal` aborts, and reopens a broken stream. Events between
 * two streams are lost, so `opened` must read everything again.
 */
export async function followEvents(
  gateway: Gateway,
  timing: Timing,
  signal: AbortSignal,
  listener: { readonly opened: () => void; readonly event: (event: IdmEvent) => void },
): Promise<void> {
  while (!signal.aborted) {
    const silence = new AbortController();
    const stream = await gateway.events(AbortSignal.any([signal, silence.signal]));
    if (stream.kind === "answer") {
      listener.opened();
      await readStream(stream.value, timing.eventSilence, silence, listener.event);
    }
    await sleep(timing.eventRetryWait, undefined, { signal }).catch(() => undefined);
  }
}

async function readStream(
  stream: AsyncIterable<unknown>,
  silenceLimit: number,
  silence: AbortController,
  onEvent: (event: IdmEvent) => void,
): Promise<void> {
  const parser = createParser({
    onEvent: ({ data }) => {
      const event = idmEventSchema.safeParse(parseJson(data));
      // Ignore event kinds this version does not know.
      if (event.success) onEvent(event.data);
    },
  });
  const decoder = new TextDecoder();
  const watch = setTimeout(() => silence.abort(), silenceLimit);
  try {
    for await (const chunk of stream) {
      watch.refresh();
      parser.feed(chunk instanceof Uint8Array ? decoder.decode(chunk, { stream: true }) : String(chunk));
    }
  } catch {
    // The connection broke or was aborted: the caller reopens it or stops.
  } finally {
    clearTimeout(watch);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
