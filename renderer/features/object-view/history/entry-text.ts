import { fold } from "#shared/domain/fold.ts";
import { isolated } from "#shared/text.ts";
import type { HistoryEntry, Snapshot } from "#shared/idm/object.ts";
import type { Words } from "../../../desk/words.ts";

/** A change of the object or of one of its certificates, in words. */
export interface RecordedChange {
  /** `state` for the object, else the purpose of the certificate. */
  readonly about: string;
  /** `Signature: In the CA Valid → On hold`. */
  readonly line: string;
}

/** One line for the object and one for each certificate whose state changed. */
export function changesOf({ before, after }: HistoryEntry, words: Words): RecordedChange[] {
  const certificates = new Map<string, { was?: Recorded; is?: Recorded }>();
  for (const was of before?.certificates ?? []) certificates.set(was.serial, { was });
  for (const is of after?.certificates ?? []) certificates.set(is.serial, { ...certificates.get(is.serial), is });

  const ofCertificates = [...certificates.values()].flatMap(({ was, is }): RecordedChange[] => {
    const changes = [
      change("stateInIdm", was?.stateInIdm, is?.stateInIdm, words),
      change("stateInCa", was?.stateInCa, is?.stateInCa, words),
    ].filter((each) => each !== null);
    const about = (is ?? was)?.purpose ?? "";
    return changes.length === 0 ? [] : [{ about, line: `${words.term("purpose", about)}: ${changes.join(", ")}` }];
  });
  const ofObject = change("state", before?.state, after?.state, words);
  return ofObject === null ? ofCertificates : [{ about: "state", line: ofObject }, ...ofCertificates];
}

type Recorded = Snapshot["certificates"][number];

/** `In the CA Valid → On hold`; null if equal. Without a value before there is no arrow. */
function change(
  what: "state" | "stateInIdm" | "stateInCa",
  was: string | null | undefined,
  is: string | null | undefined,
  { say, term }: Words,
): string | null {
  if ((was ?? null) === (is ?? null)) return null;
  const after = is ? term("state", is) : say("history.none");
  return `${term("what", what)} ${was ? say("history.beforeAfter", { before: term("state", was), after }) : after}`;
}

/** Entered values and the device of an offline entry, a line each; shown with the process. */
export function notesOf({ entered, device, journalSeq }: HistoryEntry, { say }: Words): string[] {
  const offline = device === null ? [] : [say("history.offline", { device, entry: journalSeq ?? "" })];
  return [...entered.map(({ label, value }) => `${isolated(label)}: ${isolated(value)}`), ...offline];
}

/** An entry as text, to be pasted into a ticket. */
export function textOf(entry: HistoryEntry, words: Words): string {
  const { say, dateTime } = words;
  const { at, event, operator, approvedBy } = entry;
  const by = isolated(operator);
  const who = approvedBy === null ? by : `${by} (${say("history.approvedBy", { name: approvedBy })})`;
  const changes = changesOf(entry, words).map(({ line }) => line);
  const lines = changes.length === 0 ? [say("history.noChange")] : changes;
  return [`${dateTime(at)} · ${isolated(event)} · ${who}`, ...notesOf(entry, words), ...lines].join("\n  ");
}

/**
 * The searchable text of an entry, folded: people, process, entered values, changes, instance,
 * device, time (ISO 8601).
 */
export function searchedText(entry: HistoryEntry, words: Words): string {
  const { at, operator, approvedBy, event, process, instance } = entry;
  const changes = changesOf(entry, words).map(({ line }) => line);
  return fold([at, operator, approvedBy, event, process, instance, ...notesOf(entry, words), ...changes].join(" "));
}
