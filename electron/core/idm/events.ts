import { createParser } from "eventsource-parser";
import { setTimeout as sleep } from "node:timers/promises";
import { idmEventSchema, type IdmEvent } from "#shared/idm/event.ts";
import type { Timing } from "../timing.ts";
import type { Gateway } from "./gateway.ts";

/**
 * Follows the back end's events until `signal` ends it, opening the stream again when it breaks. `opened` is told each time: what
 * happened in between was missed, and whoever shows something must read it again.
 */
export async function followEvents(
  gateway: Gateway,
  timing: Timing,
  signal: AbortSignal,
  told: { readonly opened: () => void; readonly event: (event: IdmEvent) => void },
): Promise<void> {
  while (!signal.aborted) {
    const silence = new AbortController();
    const stream = await gateway.events(AbortSignal.any([signal, silence.signal]));
    if (stream.kind === "answer") {
      told.opened();
      await readStream(stream.value, timing.eventSilence, silence, told.event);
    }
    await sleep(timing.eventRetryWait, undefined, { signal }).catch(() => undefined);
  }
}

async function readStream(
  stream: AsyncIterable<unknown>,
  longestSilence: number,
  silence: AbortController,
  told: (event: IdmEvent) => void,
): Promise<void> {
  const parser = createParser({
    onEvent: ({ data }) => {
      const event = idmEventSchema.safeParse(parseJson(data));
      // An event of a later version is none of ours.
      if (event.success) told(event.data);
    },
  });
  const decoder = new TextDecoder();
  const watch = setTimeout(() => silence.abort(), longestSilence);
  try {
    for await (const chunk of stream) {
      watch.refresh();
      parser.feed(chunk instanceof Uint8Array ? decoder.decode(chunk, { stream: true }) : String(chunk));
    }
  } catch {
    // The connection broke or was ended: the caller opens it again or stops.
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
