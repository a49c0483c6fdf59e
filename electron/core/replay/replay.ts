import { setImmediate } from "node:timers/promises";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { findCall, findEvent, placeOf } from "#shared/ipc/entries.ts";
import { callMessageSchema, type EventMessage } from "#shared/ipc/messages.ts";
import type { AppInfo } from "#shared/ipc/app.ts";
import type { Recording, RecordingItem } from "#shared/ipc/recording.ts";
import { openAnswers, type RecordedCall } from "./answers.ts";
import { openStates, partlyTold } from "./states.ts";

/** Calls that need no answer but a confirmation. */
const heard: ReadonlySet<string> = new Set(["session.active", "app.eventDropped", "wizard.keep", "recording.pressed"]);

/** A call of the page that waits until its answer is played. */
interface Waiting {
  readonly call: RecordedCall;
  resolve(result: Result<unknown>): void;
}

/** A recording in the place of the core. */
export interface Replay {
  /** Answers a call of the page with the recorded answer. */
  readonly answer: (message: unknown) => Promise<Result<unknown>>;
  readonly position: () => number;
  /** Plays everything up to a position; resolves when the page has received it. */
  readonly forward: (position: number) => Promise<void>;
  /** Fails all waiting calls: a reloaded page would not receive their answers. */
  readonly stop: () => void;
}

/**
 * Plays a recording to one page, beginning at its first item. `send` emits an event to the page
 * after the answers under way.
 */
export function createReplay(recording: Recording, info: AppInfo, send: (message: EventMessage) => void): Replay {
  const { items } = recording;
  const states = openStates(recording, info);
  const answers = openAnswers(recording, busiestWindow(items));
  const waiting = new Set<Waiting>();
  let position = 0;

  function answer(message: unknown): Promise<Result<unknown>> {
    const parsed = callMessageSchema.safeParse(message);
    if (!parsed.success) return Promise.resolve(fail(operatorError("bad-call")));
    const { area, name, args } = parsed.data;
    const place = placeOf(area, name);
    const awaited = place === partlyTold ? answers.awaited(place, position) : undefined;
    if (awaited !== undefined) return answerOf(awaited);
    if (states.has(place)) return Promise.resolve(checked(place, ok(states.get(place))));
    const call = answers.find(place, args, position);
    if (call === undefined) return Promise.resolve(heard.has(place) ? ok(null) : notRecorded(place));
    const hasHappened = call.answeredAt !== null && call.answeredAt < position;
    if (hasHappened) return Promise.resolve(checked(place, call.result));
    return answerOf(call);
  }

  /** Waits until the answer of a call is played. */
  const answerOf = (call: RecordedCall): Promise<Result<unknown>> =>
    new Promise((resolve) => void waiting.add({ call, resolve }));

  function happen(item: RecordingItem, index: number): void {
    states.happened(item);
    if (item.kind === "event") tell(item.place, item.payload);
    for (const each of waiting) {
      if (each.call.answeredAt !== index) continue;
      waiting.delete(each);
      each.resolve(checked(each.call.place, each.call.result));
    }
  }

  /**
   * Emits an event to the page. The file is untrusted: only what the contract knows reaches the
   * page.
   */
  function tell(place: string, payload: unknown): void {
    const parsed = findEvent(place)?.safeParse(payload);
    const [area = "", name = ""] = place.split(".");
    if (parsed?.success === true && area !== "replay") send({ area, name, payload: parsed.data });
  }

  return {
    answer,
    position: () => position,
    forward: async (target) => {
      let isTold = true;
      for (; position < Math.min(target, items.length); position += 1) {
        const item = items[position];
        if (item === undefined) break;
        // An answer must not overtake the event before it.
        if (item.kind === "answer" && !isTold) await setImmediate();
        isTold = item.kind !== "event";
        happen(item, position);
      }
      await setImmediate();
      await setImmediate();
    },
    stop: () => {
      for (const each of waiting) each.resolve(fail(operatorError("core-lost")));
      waiting.clear();
    },
  };
}

/** Returns the window with the most items; the work of the others shows in their events only. */
export function busiestWindow(items: readonly RecordingItem[]): string | null {
  const counts = new Map<string, number>();
  for (const item of items) if ("window" in item) counts.set(item.window, (counts.get(item.window) ?? 0) + 1);
  return [...counts].reduce<[string | null, number]>((most, each) => (each[1] > most[1] ? each : most), [null, 0])[0];
}

const notRecorded = (place: string): Result<never> => fail(operatorError("not-recorded", {}, place));

/** Checks a result by the schema of its call: a bundle is untrusted. */
function checked(place: string, result: unknown): Result<unknown> {
  return findCall(place)?.answer.safeParse(result).data ?? notRecorded(place);
}
