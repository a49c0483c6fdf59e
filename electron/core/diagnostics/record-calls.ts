import { findCall, findEvent, placeOf } from "#shared/ipc/entries.ts";
import { pressSchema, routeSchema, type Deed, type RecordingItem } from "#shared/ipc/recording.ts";
import type { Around } from "#shared/ipc/serve.ts";
import type { Emit } from "#shared/ipc/types.ts";
import { newTrace } from "#shared/trace.ts";
import type { Recorder, Redacted } from "./recorder.ts";
import { resultIn, withTrace } from "../trace.ts";

/** Areas that are about a recording, or play one. */
const unrecorded: ReadonlySet<string> = new Set(["recording", "bundle", "replay"]);
/**
 * Whether a call or event is recorded. Licences are long, and the same in every copy of a version.
 */
const isRecorded = (place: string): boolean =>
  !unrecorded.has(place.split(".")[0] ?? "") && place !== placeOf("app", "licences");

/** The window of a call that does not name one. */
const noWindow = "0".repeat(16);

/** Runs each call under its trace, and records the call and its answer. */
export function recordedCalls(recorder: Recorder): Around {
  let lastId = 0;
  return async ({ place, args, trace = newTrace(), window = noWindow }, answer) => {
    const schemas = isRecorded(place) ? findCall(place) : undefined;
    const chapter = recorder.chapter();
    const id = (lastId += 1);
    const asked = chapter.now();
    if (schemas !== undefined)
      chapter.note((redacted) => {
        return { kind: "call", at: asked, id, window, trace, place, args: redacted(schemas.args, args) };
      });
    const result = resultIn(trace, await withTrace(trace, answer));
    const answered = chapter.now();
    if (schemas !== undefined)
      chapter.note((redacted) => ({ kind: "answer", at: answered, id, result: redacted(schemas.answer, result) }));
    return result;
  };
}

/** Emits each event, and records it. */
export function recordedEvents(recorder: Recorder, emit: Emit): Emit {
  return (area, name, payload) => {
    emit(area, name, payload);
    const place = placeOf(area, name);
    const schema = isRecorded(place) ? findEvent(place) : undefined;
    const chapter = recorder.chapter();
    const at = chapter.now();
    if (schema !== undefined)
      chapter.note((redacted) => ({ kind: "event", at, place, payload: redacted(schema, payload) }));
  };
}

/** Records the presses and routes of a window. */
export function recordDeeds(recorder: Recorder, window: string, deeds: readonly Deed[]): void {
  const chapter = recorder.chapter();
  const now = chapter.now();
  for (const deed of deeds) {
    // A deed from before this chapter is another operator's.
    const at = Math.round((now - deed.ago) * 100) / 100;
    if (at >= 0) chapter.note((redacted) => itemOf(deed, at, window, redacted));
  }
}

function itemOf(deed: Deed, at: number, window: string, redacted: Redacted): RecordingItem {
  if (deed.kind === "route") return { kind: "route", at, window, route: redacted(routeSchema, deed.route) };
  const { trace, press, label } = deed;
  const known = pressSchema.parse(redacted(pressSchema, press));
  return { kind: "press", at, window, trace, press: known, label };
}
