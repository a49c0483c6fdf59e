import { operatorErrorSchema, type OperatorError } from "#shared/errors.ts";
import type { Recording, RecordingItem } from "#shared/ipc/recording.ts";

/**
 * An item of a recording with a line of its own: a press, an exchange, a bridge message or an
 * error.
 */
export interface Entry {
  /** Index among the items of the recording. */
  readonly index: number;
  readonly item: RecordingItem;
  readonly error: OperatorError | null;
  /**
   * Position at which the entry and all its consequences have happened: just before the next entry.
   */
  readonly stop: number;
}

/** Returns the entries of a recording as seen in one window. */
export function entriesOf({ items }: Recording, window: string | null): Entry[] {
  const own = new Set<number>();
  const listed: Omit<Entry, "stop">[] = [];
  for (const [index, item] of items.entries()) {
    if (item.kind === "call" && item.window === window) own.add(item.id);
    const error = errorOf(item);
    if (isListed(item, error, window, own)) listed.push({ index, item, error });
  }
  return listed.map((entry, at) => ({ ...entry, stop: listed[at + 1]?.index ?? items.length }));
}

function isListed(
  item: RecordingItem,
  error: OperatorError | null,
  window: string | null,
  own: ReadonlySet<number>,
): boolean {
  if (item.kind === "press") return item.window === window;
  if (item.kind === "exchange" || item.kind === "bridge") return true;
  return error !== null && (item.kind === "event" || (item.kind === "answer" && own.has(item.id)));
}

/** Returns the first error that the operator saw, else the first one at all. */
export function firstError(entries: readonly Entry[]): Entry | null {
  const failed = entries.filter(({ error }) => error !== null);
  return failed.find(({ item }) => item.kind === "answer" || item.kind === "event") ?? failed[0] ?? null;
}

/** Returns the index of the last entry that has happened at a position; -1 before the first one. */
export const entryAt = (entries: readonly Entry[], position: number): number =>
  entries.findLastIndex(({ index }) => index < position);

function errorOf(item: RecordingItem): OperatorError | null {
  if (item.kind === "answer") return errorIn(item.result, 2);
  // Deep enough for the queue's list, in which each refused entry has its error.
  if (item.kind === "event") return errorIn(item.payload, 4);
  return item.kind === "exchange" && item.outcome.kind === "failure" ? item.outcome.error : null;
}

/** Returns an operator error in the value or, down to `depth` levels, in its parts. */
function errorIn(value: unknown, depth: number): OperatorError | null {
  if (typeof value !== "object" || value === null) return null;
  if ("code" in value && "params" in value) return operatorErrorSchema.safeParse(value).data ?? null;
  if (depth === 0) return null;
  for (const part of Object.values(value)) {
    const found = errorIn(part, depth - 1);
    if (found !== null) return found;
  }
  return null;
}
