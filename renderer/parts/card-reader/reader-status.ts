import { assertNever } from "#shared/domain/assert-never.ts";
import { sameRef, type Ref } from "#shared/domain/ref.ts";
import type { ErrorCode } from "#shared/errors.ts";
import type { CardReader } from "#shared/ipc/cards.ts";
import { useCore } from "../../desk/desk.ts";
import { useWords, type Words } from "../../desk/words.ts";

/** State of the card reader in words, and the next step; null if there is nothing to do. */
export interface ReaderStatus {
  readonly text: string;
  readonly next: string | null;
}

/** Describes each state of the reader in a sentence of its own. */
export function readerStatus(reader: CardReader, say: Words["say"]): ReaderStatus {
  const ofError = (code: ErrorCode): ReaderStatus => ({
    text: say(`error.${code}.happened`),
    next: say(`error.${code}.next`),
  });
  switch (reader.kind) {
    case "starting":
      return { text: say("card.starting"), next: null };
    case "reading":
      return { text: say("card.reading"), next: null };
    case "unavailable":
    case "unreadable":
      return ofError(reader.error.code);
    case "service-not-running":
    case "no-reader":
    case "no-card":
    case "card-in-use":
      return ofError(reader.kind);
    case "unknown-card":
      return ofError("card-unknown");
    case "piv":
      return ofIdentity(reader, say);
    default:
      return assertNever(reader);
  }
}

function ofIdentity({ identity }: Extract<CardReader, { kind: "piv" }>, say: Words["say"]): ReaderStatus {
  switch (identity.kind) {
    case "not-asked":
      return { text: say("card.notAsked"), next: say("card.notAskedNext") };
    case "asking":
      return { text: say("card.asking"), next: null };
    case "found":
      return { text: say("card.found", { card: identity.ref.id }), next: null };
    case "not-found":
      return identity.certificates === 0
        ? { text: say("card.noCertificates"), next: say("card.noCertificatesNext") }
        : { text: say("card.notFound"), next: say("card.notFoundNext") };
    case "failed":
      return { text: say("card.failed"), next: say(`error.${identity.error.code}.next`) };
    default:
      return assertNever(identity);
  }
}

/** A short status of the reader, for the status bar; `good`: its card is known. */
export interface ShortReaderStatus {
  readonly tone: "good" | "quiet" | "warning";
  readonly text: string;
}

export function useReaderStatus(): ShortReaderStatus {
  const { say } = useWords();
  const reader = useCore((core) => core.reader);
  const ref = cardIn(reader);
  return ref === null
    ? { tone: troubles.has(reader.kind) ? "warning" : "quiet", text: say(`reader.${shortOf(reader)}`) }
    : { tone: "good", text: say("reader.found", { card: ref.id }) };
}

const troubles: ReadonlySet<CardReader["kind"]> = new Set(["card-in-use", "unreadable", "unknown-card"]);

function shortOf(reader: CardReader): "none" | "empty" | "reading" | "in-use" | "unreadable" | "unknown" {
  switch (reader.kind) {
    case "starting":
    case "unavailable":
    case "service-not-running":
    case "no-reader":
      return "none";
    case "no-card":
      return "empty";
    case "reading":
      return "reading";
    case "card-in-use":
      return "in-use";
    case "unreadable":
      return "unreadable";
    case "unknown-card":
      return "unknown";
    case "piv":
      return reader.identity.kind === "asking" ? "reading" : "unknown";
    default:
      return assertNever(reader);
  }
}

/** Returns the object of the card in the reader; null if there is no card or it is unknown. */
export function cardIn(reader: CardReader): Ref | null {
  return reader.kind === "piv" && reader.identity.kind === "found" ? reader.identity.ref : null;
}

/**
 * Whether the card in the reader is this object; `another` also for a card that belongs to no known
 * object; `unsure` if there is no card or it has not been identified.
 */
export function isThisCard(reader: CardReader, target: Ref): "this" | "another" | "unsure" {
  const ref = cardIn(reader);
  if (ref !== null) return sameRef(ref, target) ? "this" : "another";
  const isOther = reader.kind === "unknown-card" || (reader.kind === "piv" && reader.identity.kind === "not-found");
  return isOther ? "another" : "unsure";
}
