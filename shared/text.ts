import { z } from "zod";

/** More combining marks in a row than any script has: Stream-Safe Text Format, UAX #15 section 13. */
const tooManyMarks = /\p{M}{31}/u;

const bounded = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => !tooManyMarks.test(text), "too many combining marks in a row");

/**
 * A text that somebody else wrote and the page shows: at most `max` UTF-16 units; each control
 * character becomes a visible mark.
 */
export const text = (max: number) => bounded(max).overwrite(marked);

/** A name on the wire: a state, a code, a symbolic name, a serial number. */
export const word = text(200);
/** What an object, a field or a process is called. */
export const label = text(500);
/** A value or some sentences. */
export const prose = text(10_000);

/**
 * A text that keeps every character: what the operator enters, and what is signed or sent back.
 * Half a surrogate pair is none: it has no canonical form (RFC 8785, section 3.2.2.2).
 */
export const verbatim = (max: number) =>
  bounded(max).refine((text) => text.isWellFormed(), "half a surrogate pair in a text");

/**
 * A name that can stand as one segment in the path of an address and does not change it, not even
 * where a proxy decodes it once more: not `.` or `..`, no separator, escape or control character.
 */
export const pathSegment = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^(?!\.{1,2}$)[^/\\%?#\p{Cc}\p{Bidi_Control}\p{Cs}]+$/u);

/** An id of the back end. */
export const idText = pathSegment(200);

/** What is sent back to get the next page. */
export const cursor = verbatim(2_000);

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
 * The text with a visible mark for each control character: the control pictures of Unicode (U+2400)
 * for U+0000 to U+001F and U+007F, U+FFFD for U+0080 to U+009F, for those that turn words round
 * (Bidi_Control, UAX #9) and for half a surrogate pair.
 */
export function marked(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, (control) => {
    const code = control.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "\u2421" : "\ufffd";
  });
}
