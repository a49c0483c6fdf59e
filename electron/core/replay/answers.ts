import { isDeepStrictEqual } from "node:util";
import type { Recording } from "#shared/ipc/recording.ts";

/** A call of the recording with the answer that it got. */
export interface RecordedCall {
  readonly place: string;
  readonly args: unknown;
  /** Index of the call among the items. */
  readonly index: number;
  /** Index of its answer; null where it got none. */
  readonly answeredAt: number | null;
  readonly result: unknown;
}

/**
 * The calls of a window of the recording, of which a page that does the same again asks for each in
 * turn.
 */
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
   * The recorded call that a call of the page repeats, now that `position` items have happened. A
   * page makes its calls a little earlier or later than the one before it did, so both sides of the
   * position are looked at, up to the next press. Undefined: the recording has nothing like it.
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
      // What was entered is not all in the recording: passwords, PINs and long values are not.
      ofPlace.find((call) => isNow(call) && isFresh(call)) ??
      same.findLast((call) => isPast(call)) ??
      // The one before it is no longer in the recording: this one stands for it, without a wait.
      atOnce(same.at(0));
    if (found === undefined) return undefined;
    used.add(found);
    // Those that the page did not repeat: what they were answered is out of date.
    for (const call of same) if (call.index < found.index) used.add(call);
    return found;
  }

  return { find };
}

const atOnce = (call: RecordedCall | undefined): RecordedCall | undefined =>
  call === undefined ? undefined : { ...call, answeredAt: -1 };

/** The asker of a search is a new name in every window. */
const namesOfWindows: ReadonlySet<string> = new Set(["asker"]);

/** Every value of the recording is among those given; it has fewer, as secrets are not in it. */
function fits(recorded: unknown, given: unknown): boolean {
  if (!isObject(recorded) || !isObject(given)) return isDeepStrictEqual(recorded ?? null, given ?? null);
  return Object.entries(recorded).every(
    ([name, value]) => namesOfWindows.has(name) || fits(value, Object.hasOwn(given, name) ? given[name] : undefined),
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
