import { z } from "zod";
import { personal, plain } from "./personal.ts";

/**
 * More combining marks in a row than any script has: Stream-Safe Text Format, UAX #15 section 13.
 */
const tooManyMarks = /\p{M}{31}/u;

/**
 * `look` is one check in the place of several: a bulk has tens of thousands of texts, and each
 * check of Zod costs as much as all that it looks for.
 */
const bounded = (max: number, look: (payload: z.core.ParsePayload<string>) => void) =>
  z
    .string()
    // Nothing looks through a text that is too long.
    .max(max, { abort: true })
    .check((payload) => {
      if (payload.value.length > 30 && tooManyMarks.test(payload.value))
        refuse(payload, "too many combining marks in a row");
      look(payload);
    });

const refuse = ({ value: input, issues }: z.core.ParsePayload<string>, message: string): void =>
  void issues.push({ code: "custom", input, message });

/**
 * A text that somebody else wrote and the page shows: at most `max` UTF-16 units; each control
 * character becomes a visible mark.
 */
export const text = (max: number) =>
  bounded(max, (payload) => {
    payload.value = marked(payload.value);
  });

/**
 * A name on the wire: a state, a code, a symbolic name. Whatever names a person, a card or a device
 * is marked `personal`.
 */
export const word = plain(text(200));
/** What an object, a field or a process is called. */
export const label = personal(text(500));
/** A value or some sentences. */
export const prose = personal(text(10_000));

/**
 * A text that keeps every character: what the operator enters, and what is signed or sent back.
 * Half a surrogate pair is none: it has no canonical form (RFC 8785, section 3.2.2.2).
 */
export const verbatim = (max: number) =>
  bounded(max, (payload) => {
    if (!payload.value.isWellFormed()) refuse(payload, "half a surrogate pair in a text");
  });

/**
 * A name that can stand as one segment in the path of an address and does not change it, not even
 * where a proxy decodes it once more: not `.` or `..`, no separator, escape or control character.
 */
export const pathSegment = (max: number) =>
  z
    .string()
    .min(1)
    .max(max, { abort: true })
    .regex(/^(?!\.{1,2}$)[^/\\%?#\p{Cc}\p{Bidi_Control}\p{Cs}]+$/u);

/** An id of the back end. */
export const idText = personal(pathSegment(200));

/** What is sent back to get the next page. */
export const cursor = personal(verbatim(2_000));

/** An RFC 3339 time in UTC. */
export const instant = z.iso.datetime().max(40);

export const base64 = (max: number) => z.base64().max(max);

export const list = <T extends z.ZodType>(item: T, max: number) => z.array(item).max(max);

/** An object with keys of the other side. */
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
 * A text for the middle of a sentence: one that is written from right to left takes its own
 * direction and turns nothing round beside it (FSI and PDI, UAX #9 section 2.4).
 */
export const isolated = (text: string): string => (rightToLeft.test(text) ? `\u2068${text}\u2069` : text);

/**
 * The text with a visible mark for each character that controls (Cc) or turns words round
 * (Bidi_Control, UAX #9), and for half a surrogate pair; as long as before.
 */
export const marked = (text: string): string =>
  // Most texts are of this kind, and it is found out in a quarter of the time.
  /^[ -~]*$/.test(text)
    ? text
    : text.replaceAll(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, (control) => (/[\r\n]/.test(control) ? "\u21b5" : "\ufffd"));
