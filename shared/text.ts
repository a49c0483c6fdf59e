import { z } from "zod";
import { personal, plain } from "./personal.ts";

/**
 * More combining marks in a row than any script has: Stream-Safe Text Format, UAX #15 section 13.
 */
const tooManyMarks = /\p{M}{31}/u;

/**
 * Returns the schema of a text with a maximum length. `look` combines all further checks in one: a
 * bulk has tens of thousands of texts, and each check of Zod adds an overhead as large as all these
 * checks together.
 */
const bounded = (max: number, look: (payload: z.core.ParsePayload<string>) => void) =>
  z
    .string()
    // No further check runs on a text that is too long.
    .max(max, { abort: true })
    .check((payload) => {
      if (payload.value.length > 30 && tooManyMarks.test(payload.value))
        refuse(payload, "too many combining marks in a row");
      look(payload);
    });

const refuse = ({ value: input, issues }: z.core.ParsePayload<string>, message: string): void =>
  void issues.push({ code: "custom", input, message });

/**
 * Returns the schema of a text from outside that the page shows: at most `max` UTF-16 units; each
 * control character is replaced by a visible mark.
 */
export const text = (max: number) =>
  bounded(max, (payload) => {
    payload.value = marked(payload.value);
  });

/**
 * A name on the wire: a state, a code, a symbolic name. A field that names a person, a card or a
 * device must be marked `personal`.
 */
export const word = plain(text(200));
/** The display name of an object, a field or a process. */
export const label = personal(text(500));
/** A value or some sentences. */
export const prose = personal(text(10_000));

/**
 * Returns the schema of a text that keeps every character: operator input, and values that are
 * signed or sent back. Refuses half a surrogate pair: it has no canonical form (RFC 8785, section
 * 3.2.2.2).
 */
export const verbatim = (max: number) =>
  bounded(max, (payload) => {
    if (!payload.value.isWellFormed()) refuse(payload, "half a surrogate pair in a text");
  });

/**
 * Returns the schema of a name that is safe as one segment of a URL path, even if a proxy decodes
 * it once more: not `.` or `..`, no separator, escape or control character.
 */
export const pathSegment = (max: number) =>
  z
    .string()
    .min(1)
    .max(max, { abort: true })
    .regex(/^(?!\.{1,2}$)[^/\\%?#\p{Cc}\p{Bidi_Control}\p{Cs}]+$/u);

/** An id of the back end. */
export const idText = personal(pathSegment(200));

/** An opaque text that is sent back to get the next page. */
export const cursor = personal(verbatim(2_000));

/** An RFC 3339 time in UTC. */
export const instant = z.iso.datetime().max(40);

export const base64 = (max: number) => z.base64().max(max);

export const list = <T extends z.ZodType>(item: T, max: number) => z.array(item).max(max);

/** Returns the schema of an object whose keys the other side chooses; at most `max` of them. */
export const dictionary = <K extends z.ZodString, V extends z.ZodType>(key: K, value: V, max: number) =>
  z
    .record(key, value)
    .refine((entries) => Object.keys(entries).length <= max, `more than ${max} keys`)
    .meta({ maxProperties: max });

/**
 * The blocks of scripts that are written from right to left, and of the digits that go with them.
 */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Isolates a right-to-left text for use within a sentence, so that it keeps its own direction and
 * does not reorder the text around it (FSI and PDI, UAX #9 section 2.4).
 */
export const isolated = (text: string): string => (rightToLeft.test(text) ? `\u2068${text}\u2069` : text);

/**
 * Replaces each control character (Cc), each bidirectional control (Bidi_Control, UAX #9) and half
 * a surrogate pair by a visible mark; the length does not change.
 */
export const marked = (text: string): string =>
  // Most texts are printable ASCII; this check takes a quarter of the time.
  /^[ -~]*$/.test(text)
    ? text
    : text.replaceAll(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, (control) => (/[\r\n]/.test(control) ? "\u21b5" : "\ufffd"));
