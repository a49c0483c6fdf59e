import type { z } from "zod";
import { findCall } from "#shared/ipc/entries.ts";
import {
  recordingFormat,
  recordingItemSchema,
  stateOfEvent,
  type Omitted,
  type Recording,
  type RecordingItem,
} from "#shared/ipc/recording.ts";
import { boundedRing } from "./bounded-ring.ts";
import { changedStates } from "./changed-states.ts";
import { isLonger } from "./is-longer.ts";
import { redact } from "./redact.ts";
import { createStandIns } from "./stand-ins.ts";

/** Returns the value as it may leave the program. */
export type Redacted = (schema: z.ZodType, value: unknown) => unknown;

/**
 * The time that belongs to one operator. Work that began in a chapter is noted in it or nowhere: a
 * late answer never reaches the next operator's chapter.
 */
interface Chapter {
  /** Milliseconds since it began. */
  now(): number;
  /**
   * Notes an item. It is made after the work at hand, so that no caller waits for the stand-ins.
   */
  note(make: (redacted: Redacted) => RecordingItem): void;
}

/** The record of the last minutes, for support; nothing of it leaves the program by itself. */
export interface Recorder {
  /** The present chapter. */
  chapter(): Chapter;
  /** Called when an operator logs in; drops everything of another operator before. */
  operator(id: string): void;
  /** Returns everything so far, with stand-ins. */
  recording(): Recording;
}

/** The most that is kept: items, and characters of their JSON; less than 8 MB in all. */
const bounds = {
  exchanges: { items: 500, bytes: 3_000_000 },
  bridge: { items: 500, bytes: 1_000_000 },
  desk: { items: 2_000, bytes: 3_500_000 },
} as const;
/** The most windows whose route at the beginning is kept: a reloaded page is another window. */
const mostWindows = 50;
/** Characters of the longest value. */
const longestValue = 64 * 1024;
const omitted: Omitted = { omitted: longestValue };
/** Milliseconds for which items are made at a time. */
const slice = 2;

interface Waiting {
  readonly chapter: Chapter;
  readonly make: (redacted: Redacted) => RecordingItem;
}

/** Creates a recorder. `states` returns what each state call (`session.state`) would answer now. */
export function createRecorder(states: () => Readonly<Record<string, unknown>>): Recorder {
  let standIns = createStandIns();
  let startedAt = new Date();
  let chapter = newChapter();
  let operator: string | null = null;
  let base: Record<string, unknown> | null = null;
  const routes = new Map<string, unknown>();
  let waiting: Waiting[] = [];

  const rings = {
    exchanges: boundedRing(bounds.exchanges),
    bridge: boundedRing(bounds.bridge),
    desk: boundedRing(bounds.desk),
  };

  const redacted: Redacted = (schema, value) =>
    isLonger(value, longestValue) ? omitted : (redact(schema, value, standIns) ?? null);

  function newChapter(): Chapter {
    const from = performance.now();
    const own: Chapter = {
      now: () => Math.round((performance.now() - from) * 100) / 100,
      note(make) {
        if (own !== chapter) return;
        if (waiting.length === 0) setImmediate(work, slice);
        waiting.push({ chapter: own, make });
      },
    };
    return own;
  }

  /**
   * Makes waiting items for `longest` milliseconds; the rest is made after the answers under way.
   */
  function work(longest: number): void {
    const end = performance.now() + longest;
    let done = 0;
    for (const { make, chapter: its } of waiting) {
      if (performance.now() > end) break;
      done += 1;
      if (its === chapter) keep(make(redacted));
    }
    waiting = waiting.slice(done);
    if (waiting.length > 0) setImmediate(work, slice);
    else standIns.forgetTexts();
  }

  function keep(item: RecordingItem): void {
    base ??= readStates();
    const text = JSON.stringify(item);
    // Only a dropped item with a state or a route is parsed again: most are calls and their
    // answers.
    rings[ringOf(item)].add(text, tellsState(item) ? () => moveOn(text) : undefined);
  }

  function readStates(): Record<string, unknown> {
    const read = Object.entries(states()).flatMap(([place, value]) => {
      const schema = findCall(place)?.value;
      return schema === undefined ? [] : [[place, redacted(schema, value)]];
    });
    standIns.forgetTexts();
    return Object.fromEntries(read);
  }

  /** Applies a dropped item to the states and routes with which the recording begins. */
  function moveOn(text: string): void {
    const item = parsed(text);
    if (item?.kind === "route") moveWindow(item.window, item.route);
    const begin = base;
    if (item?.kind !== "event" || begin === null) return;
    for (const [state, value] of changedStates(item, (place) => begin[place]))
      begin[state] = isLonger(value, longestValue) ? omitted : value;
  }

  function moveWindow(window: string, route: unknown): void {
    routes.delete(window);
    routes.set(window, route);
    const [oldest] = routes.keys();
    if (oldest !== undefined && routes.size > mostWindows) routes.delete(oldest);
  }

  return {
    chapter: () => chapter,
    operator(id) {
      if (operator !== null && operator !== id) {
        for (const ring of Object.values(rings)) ring.clear();
        waiting = [];
        routes.clear();
        standIns = createStandIns();
        startedAt = new Date();
        chapter = newChapter();
        base = readStates();
      }
      operator = id;
    },
    recording() {
      work(Infinity);
      base ??= readStates();
      const items = Object.values(rings)
        .flatMap((ring) => ring.all())
        .flatMap((text) => parsed(text) ?? [])
        .toSorted((a, b) => knownAt(a) - knownAt(b));
      const asked = new Set(items.flatMap((item) => (item.kind === "call" ? [item.id] : [])));
      return {
        format: recordingFormat,
        startedAt: startedAt.toISOString(),
        states: { ...base },
        routes: Object.fromEntries(routes),
        items: items.filter((item) => item.kind !== "answer" || asked.has(item.id)),
      };
    },
  };
}

/**
 * Returns when an item was known: an exchange sorts before what follows from its answer, and after
 * what happened while it waited.
 */
const knownAt = (item: RecordingItem): number => item.at + ("took" in item ? item.took : 0);

const parsed = (text: string): RecordingItem | undefined => recordingItemSchema.safeParse(JSON.parse(text)).data;

const tellsState = (item: RecordingItem): boolean =>
  item.kind === "route" || (item.kind === "event" && stateOfEvent[item.place] !== undefined);

function ringOf({ kind }: RecordingItem): keyof typeof bounds {
  if (kind === "exchange") return "exchanges";
  return kind === "bridge" ? "bridge" : "desk";
}
