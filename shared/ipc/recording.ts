import { z } from "zod";
import { instant, list, verbatim, word } from "../text.ts";
import { operatorErrorSchema } from "../errors.ts";
import { refSchema } from "../domain/ref.ts";
import { personal, plain } from "../personal.ts";
import { traceId, windowId } from "../trace.ts";

/*
 * The record of the last minutes of the program, for support. Every person, number and serial in it
 * is a stand-in; passwords, PINs, tokens and keys are left out.
 */

/** Format version of the recording; a newer one is refused. */
export const recordingFormat = 1;

/** Milliseconds since the recording began. */
const at = z.number().nonnegative();

/** The path from `body` to an element: `main:nth-child(2) > div:nth-child(1)`. */
const elementPath = plain(
  z
    .string()
    .max(2_000, { abort: true })
    .regex(/^[a-z][a-z0-9-]{0,30}:nth-child\(\d{1,5}\)( > [a-z][a-z0-9-]{0,30}:nth-child\(\d{1,5}\)){0,60}$/),
);

/**
 * What the operator did to an element of the page. The text of a password or PIN field is empty.
 */
export const pressSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("click"), target: elementPath }),
  /** A key that enters no text, with its modifiers: `Alt+N`, `Enter`. */
  z.object({ kind: z.literal("key"), target: elementPath, key: plain(verbatim(40)) }),
  z.object({ kind: z.literal("type"), target: elementPath, value: personal(verbatim(20_000)) }),
  z.object({ kind: z.literal("choose"), target: elementPath, value: personal(verbatim(1_000)) }),
]);
export type Press = z.infer<typeof pressSchema>;

/** The route of a window, reduced to the parts that identify its place. */
export const routeSchema = z.object({
  screen: word,
  tab: word.optional(),
  code: word.optional(),
  ref: refSchema.optional(),
  task: personal(word).nullable().optional(),
  category: word.nullable().optional(),
  template: word.nullable().optional(),
});

/** A press or a route that a page reports; `ago` is milliseconds before the message was sent. */
const deedSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("press"),
    ago: z.number().nonnegative(),
    trace: traceId,
    press: pressSchema,
    label: plain(verbatim(200)).nullable(),
  }),
  z.object({ kind: z.literal("route"), ago: z.number().nonnegative(), route: routeSchema }),
]);
export type Deed = z.infer<typeof deedSchema>;
export const pressedSchema = z.object({ window: windowId, deeds: list(deedSchema, 500) });

/**
 * Takes the place of a value that is longer than a recording keeps; `omitted` is that limit, in
 * characters of its JSON.
 */
export interface Omitted {
  readonly omitted: number;
}

/** The call that returns the state of an event. */
const stateCalls = {
  "app.settingsChanged": "app.settings",
  "app.connectionChanged": "app.connection",
  "session.changed": "session.state",
  "wizard.changed": "wizard.state",
  "offline.changed": "offline.state",
  "cards.changed": "cards.state",
  "bulk.changed": "bulk.state",
  "bulk.itemsChanged": "bulk.items",
  "scenarios.changed": "scenarios.state",
  "health.changed": "health.state",
} as const;
export const stateOfEvent: Readonly<Record<string, StateCall>> = stateCalls;
/** A call that returns the state of an event. */
export type StateCall = (typeof stateCalls)[keyof typeof stateCalls];

/** One recorded item. Values of the contract and the API fit their schemas, with stand-ins. */
export const recordingItemSchema = z.discriminatedUnion("kind", [
  /** `label`: the text of the element, if it is a text of the program. */
  z.object({
    kind: z.literal("press"),
    at,
    window: windowId,
    trace: traceId,
    press: pressSchema,
    label: plain(verbatim(200)).nullable(),
  }),
  /** The page changed its route. */
  z.object({ kind: z.literal("route"), at, window: windowId, route: z.unknown() }),
  /** A call of the page (`wizard.next`), answered by the `answer` of the same id. */
  z.object({
    kind: z.literal("call"),
    at,
    id: z.number().int(),
    window: windowId,
    trace: traceId,
    place: word,
    args: z.unknown(),
  }),
  z.object({ kind: z.literal("answer"), at, id: z.number().int(), result: z.unknown() }),
  /** An event to every window (`session.changed`). */
  z.object({ kind: z.literal("event"), at, place: word, payload: z.unknown() }),
  /**
   * A request to the back end (`POST /v1/processes/:id/next`); `at` is when it was sent, `took` in
   * milliseconds.
   */
  z.object({
    kind: z.literal("exchange"),
    at,
    took: z.number().nonnegative(),
    trace: traceId,
    call: word,
    input: z.unknown(),
    outcome: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("answer"), value: z.unknown() }),
      z.object({
        kind: z.literal("failure"),
        certainty: z.enum(["refused", "not-sent", "unknown"]),
        error: operatorErrorSchema,
      }),
    ]),
  }),
  /**
   * A message of the card bridge: a call with its result, an event, or the loss of the connection.
   */
  z.object({ kind: z.literal("bridge"), at, method: word, message: z.unknown() }),
]);
export type RecordingItem = z.infer<typeof recordingItemSchema>;

/** Maximum number of items in a recording. */
const mostItems = 10_000;

export const recordingSchema = z.object({
  format: z.literal(recordingFormat),
  startedAt: instant,
  /** What the state calls (`session.state`) would have answered when the recording began. */
  states: z.record(word, z.unknown()),
  /** The route of each window when the recording began. */
  routes: z.record(windowId, z.unknown()),
  items: list(recordingItemSchema, mostItems),
});
export type Recording = z.infer<typeof recordingSchema>;
