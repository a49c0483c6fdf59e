import { createContext, use } from "react";
import { createIntl, createIntlCache } from "react-intl";
import { isolated } from "#shared/text.ts";
import type { Catalogue, MessageKey } from "../app/messages/keys.ts";

type MessageValues = Readonly<Record<string, string | number>>;

/** The texts on screen in one language. */
export interface Words {
  readonly locale: string;
  readonly say: (key: MessageKey, values?: MessageValues) => string;
  /** Translates a name on the wire (`state`, `inactive`); an unknown name is returned unchanged. */
  readonly term: (
    kind: "state" | "reason" | "purpose" | "what" | "note" | "why" | "role" | "key" | "bundleFault",
    name: string,
    values?: MessageValues,
  ) => string;
  /** Translates a state; adjectives agree with the word for the type of the object, if known. */
  readonly state: (name: string, type?: string) => string;
  /**
   * Formats an ISO 8601 date or time for the locale. A text that is not a date is returned
   * unchanged.
   */
  readonly date: (iso: string) => string;
  /** Formats date, time and the short name of the time zone, for comparison with other clocks. */
  readonly dateTime: (iso: string) => string;
  readonly time: (iso: string) => string;
  /** Formats a time of today as hours and minutes, and of another day with its date. */
  readonly moment: (iso: string) => string;
  /** Formats a moment with the short name of the time zone. */
  readonly zonedMoment: (iso: string) => string;
}

export function createWords(locale: string, catalogue: Catalogue): Words {
  const intl = createIntl({ locale, messages: { ...catalogue } }, createIntlCache());
  const isKey = (key: string): key is MessageKey => Object.hasOwn(catalogue, key);

  const say: Words["say"] = (key, values = {}) => intl.formatMessage({ id: key }, isolatedValues(values));

  const term: Words["term"] = (kind, name, values) => {
    const key = `${kind}.${name}`;
    return isKey(key) ? say(key, values) : name;
  };

  function formatted(iso: string, options: Intl.DateTimeFormatOptions): string {
    const at = new Date(iso);
    // `Date` accepts many other texts, such as any with a number in it.
    return !/^\d{4}-\d\d-\d\d(T|$)/.test(iso) || Number.isNaN(at.getTime())
      ? iso
      : new Intl.DateTimeFormat(locale, options).format(at);
  }

  // Intl cannot combine a date style with a time zone name.
  const zoneAt = (at: Date): string =>
    new Intl.DateTimeFormat(locale, { hour: "numeric", timeZoneName: "short" })
      .formatToParts(at)
      .find(({ type }) => type === "timeZoneName")?.value ?? "";

  const zoned = (text: string, iso: string): string => (text === iso ? iso : `${text} ${zoneAt(new Date(iso))}`);

  const moment: Words["moment"] = (iso) => {
    const isToday = new Date(iso).toDateString() === new Date().toDateString();
    return formatted(iso, { timeStyle: "short", ...(isToday ? {} : { dateStyle: "medium" }) });
  };

  return {
    locale,
    say,
    term,
    state: (name, type) => {
      const key = `state.${type}.${name}`;
      return isKey(key) ? say(key) : term("state", name);
    },
    // A date without a time is the same day in every time zone.
    date: (iso) => formatted(iso, { dateStyle: "medium", ...(iso.includes("T") ? {} : { timeZone: "UTC" }) }),
    dateTime: (iso) => zoned(formatted(iso, { dateStyle: "medium", timeStyle: "short" }), iso),
    time: (iso) => formatted(iso, { timeStyle: "medium" }),
    moment,
    zonedMoment: (iso) => zoned(moment(iso), iso),
  };
}

/** Isolates the values in a sentence, so that they do not reorder the text around them. */
const isolatedValues = (values: MessageValues): MessageValues =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? isolated(value) : value]),
  );

const WordsContext = createContext<Words | null>(null);
export const WordsProvider = WordsContext.Provider;

export function useWords(): Words {
  const words = use(WordsContext);
  if (words === null) throw new Error("There is no language here.");
  return words;
}
