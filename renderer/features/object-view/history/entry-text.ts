import { fold } from "#shared/domain/fold.ts";
import { isolated } from "#shared/text.ts";
import type { HistoryEntry, Snapshot } from "#shared/idm/object.ts";
import type { Words } from "../../../desk/words.ts";

/** A value before and after an entry; null: none. */
export interface RecordedValue {
  readonly what: "state" | "stateInIdm" | "stateInCa";
  readonly before: string | null;
  readonly after: string | null;
}

/** What an entry changed of the object or of one of its certificates. */
export interface RecordedChange {
  /** `state` for the object, else the purpose of the certificate. */
  readonly about: string;
  readonly values: readonly RecordedValue[];
}

type Recorded = Snapshot["certificates"][number];

/** Returns the changes of the object and of each certificate whose state changed. */
export function changesOf({ before, after }: HistoryEntry): RecordedChange[] {
  const certificates = new Map<string, { was?: Recorded; is?: Recorded }>();
  for (const was of before?.certificates ?? []) certificates.set(was.serial, { was });
  for (const is of after?.certificates ?? []) certificates.set(is.serial, { ...certificates.get(is.serial), is });
  const ofCertificates = [...certificates.values()].map(({ was, is }) => ({
    about: (is ?? was)?.purpose ?? "",
    values: [
      value("stateInIdm", was?.stateInIdm, is?.stateInIdm),
      value("stateInCa", was?.stateInCa, is?.stateInCa),
    ].filter(isChange),
  }));
  const ofObject = { about: "state", values: [value("state", before?.state, after?.state)].filter(isChange) };
  return [ofObject, ...ofCertificates].filter(({ values }) => values.length > 0);
}

const value = (what: RecordedValue["what"], before: string | null = null, after: string | null = null) => ({
  what,
  before,
  after,
});
const isChange = ({ before, after }: RecordedValue): boolean => before !== after;

/** Returns a line like `Signature: In the CA Valid → On hold`; without a value before, no arrow. */
export function lineOf({ about, values }: RecordedChange, { say, term }: Words): string {
  const texts = values.map(({ what, before, after: is }) => {
    const after = is === null ? say("history.none") : term("state", is);
    const changed = before === null ? after : say("history.beforeAfter", { before: term("state", before), after });
    return `${term("what", what)} ${changed}`;
  });
  return about === "state" ? texts.join(", ") : `${term("purpose", about)}: ${texts.join(", ")}`;
}

/**
 * Returns the entered values, the device of an offline entry and the trace, a line each; they are
 * shown with the process.
 */
export function notesOf({ entered, device, journalSeq, trace }: HistoryEntry, { say }: Words): string[] {
  const offline = device === null ? [] : [say("history.offline", { device, entry: journalSeq ?? "" })];
  const traced = trace === undefined ? [] : [say("history.trace", { trace })];
  return [...entered.map(({ label, value }) => `${isolated(label)}: ${isolated(value)}`), ...offline, ...traced];
}

/** Returns an entry as text, for a ticket. */
export function textOf(entry: HistoryEntry, words: Words): string {
  const { say, dateTime } = words;
  const { at, event, operator, approvedBy } = entry;
  const by = isolated(operator);
  const who = approvedBy === null ? by : `${by} (${say("history.approvedBy", { name: approvedBy })})`;
  const changes = changesOf(entry).map((change) => lineOf(change, words));
  const lines = changes.length === 0 ? [say("history.noChange")] : changes;
  return [`${dateTime(at)} · ${isolated(event)} · ${who}`, ...notesOf(entry, words), ...lines].join("\n  ");
}

/**
 * Returns the searchable text of an entry, folded: people, process, entered values, changes,
 * instance, device, time (ISO 8601).
 */
export function searchedText(entry: HistoryEntry, words: Words): string {
  const { at, operator, approvedBy, event, process, instance } = entry;
  const changes = changesOf(entry).map((change) => lineOf(change, words));
  return fold([at, operator, approvedBy, event, process, instance, ...notesOf(entry, words), ...changes].join(" "));
}
