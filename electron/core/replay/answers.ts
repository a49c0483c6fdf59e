import { isDeepStrictEqual } from "node:util";
import type { Recording } from "#shared/ipc/recording.ts";

/** A call of the recording with the answer that it got. */
export interface RecordedCall {
  readonly place: string;
  readonly args: unknown;
  /** Index of the call among the items. */
  readonly index: number;
  /** Index of its answer; null if it got none. */
  readonly answeredAt: number | null;
  readonly result: unknown;
}

/** Opens the calls of a recorded window; a page that does the same again asks for each in turn. */
export function openAnswers({ items }: Recording, window: string | null) {
  const answers = new Map<number, { readonly answeredAt: number; readonly result: unknown }>();
  const calls: RecordedCall[] = [];
  const presses: number[] = [];
  for (const [answeredAt, item] of items.entries())
    if (item.kind === "answer") answers.set(item.id, { answeredAt, result: item.result });
  for (const [index, item] of items.entries()) {
    if (item.kind === "press" && item.window === window) presses.push(index);
    if (item.kind !== "call" || item.window !== window) continue;
    const { place, args, id } = item;
    calls.push({ place, args, index, ...(answers.get(id) ?? { answeredAt: null, result: null }) });
  }
  const byPlace = Map.groupBy(calls, ({ place }) => place);
  const used = new Set<RecordedCall>();

  /**
   * Finds the recorded call that a call of the page repeats, after `position` items have happened.
   * A page makes its calls a little earlier or later than the recorded one did, so both sides of
   * the position are searched, up to the next press. Undefined: the recording has no such call.
   */
  function find(place: string, args: unknown, position: number): RecordedCall | undefined {
    const ofPlace = byPlace.get(place) ?? [];
    const same = ofPlace.filter((call) => fits(call.args, args));
    const isFresh = (call: RecordedCall): boolean => !used.has(call);
    const isPast = ({ index }: RecordedCall): boolean => index < position;
    const last = presses.findLast((index) => index < position) ?? 0;
    const next = presses.find((index) => index >= position) ?? Infinity;
    const isNow = ({ index }: RecordedCall): boolean => index >= last && index < next;
    const found =
      same.findLast((call) => isPast(call) && isFresh(call)) ??
      same.find((call) => !isPast(call) && isNow(call) && isFresh(call)) ??
      // Other arguments are accepted here: passwords, PINs and long values are not in the
      // recording.
      ofPlace.find((call) => isNow(call) && isFresh(call)) ??
      same.findLast((call) => isPast(call)) ??
      // The call before it is no longer in the recording: this one replaces it, without a wait.
      atOnce(same.at(0));
    if (found === undefined) return undefined;
    used.add(found);
    // Calls that the page did not repeat: their answers are out of date.
    for (const call of same) if (call.index < found.index) used.add(call);
    return found;
  }

  /**
   * Finds the call of a place that the recorded page has made, or makes before its next press, and
   * whose answer has not happened at `position`.
   */
  function awaited(place: string, position: number): RecordedCall | undefined {
    const next = presses.find((index) => index >= position) ?? Infinity;
    return byPlace
      .get(place)
      ?.find(({ index, answeredAt }) => index < next && answeredAt !== null && answeredAt >= position);
  }

  return { find, awaited };
}

const atOnce = (call: RecordedCall | undefined): RecordedCall | undefined =>
  call === undefined ? undefined : { ...call, answeredAt: -1 };

/** Arguments with a new name in every window, such as the asker of a search. */
const namesOfWindows: ReadonlySet<string> = new Set(["asker"]);

/** Whether the given arguments contain every recorded value; secrets are not in the recording. */
function fits(recorded: unknown, given: unknown): boolean {
  if (!isObject(recorded) || !isObject(given)) return isDeepStrictEqual(recorded ?? null, given ?? null);
  return Object.entries(recorded).every(
    ([name, value]) => namesOfWindows.has(name) || fits(value, Object.hasOwn(given, name) ? given[name] : undefined),
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
