import type { OperatorError } from "#shared/errors.ts";
import type { SearchItem, SearchPage, SearchSort } from "#shared/idm/search.ts";

/** What is asked for: a text in the objects of one configuration, in one state or any (null). */
export interface Question {
  readonly chosen: string | null;
  readonly text: string;
  readonly state: string | null;
  /** Null: what matches best comes first. */
  readonly sort: SearchSort | null;
}

/** The results for one question: the pages read so far, and the state of the next one. */
export interface Found {
  readonly question: Question;
  readonly items: readonly SearchItem[];
  readonly total: SearchPage["total"];
  readonly next: string | null;
  readonly more:
    | { readonly kind: "idle" }
    | { readonly kind: "reading" }
    | { readonly kind: "failed"; readonly error: OperatorError };
}

export type Answer =
  /** The field is empty. */
  | { readonly kind: "none" }
  /** A query waits for its answer; until then the results before it stay on screen. */
  | { readonly kind: "asking"; readonly before: Found | null }
  | { readonly kind: "found"; readonly found: Found }
  | { readonly kind: "failed"; readonly error: OperatorError };

/** The same for the same question. */
export const keyOf = ({ chosen, text, state, sort }: Question): string =>
  JSON.stringify([chosen, text, state, sort?.column, sort?.direction]);

/**
 * The results on screen: of the newest query, or of the one before while the newest has no answer.
 */
export function shown(answer: Answer): Found | null {
  if (answer.kind === "found") return answer.found;
  return answer.kind === "asking" ? answer.before : null;
}
