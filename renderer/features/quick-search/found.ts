import type { OperatorError } from "#shared/errors.ts";
import type { SearchItem, SearchPage, SearchSort } from "#shared/idm/search.ts";

/** A search: a text in the objects of one configuration, in one state or any (null). */
export interface Question {
  readonly chosen: string | null;
  readonly text: string;
  readonly state: string | null;
  /** Null: the best match comes first. */
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
  /** A query waits for its answer; the results before it stay on screen meanwhile. */
  | { readonly kind: "asking"; readonly before: Found | null }
  | { readonly kind: "found"; readonly found: Found }
  | { readonly kind: "failed"; readonly error: OperatorError };

/** Returns a key that is equal for equal questions. */
export const keyOf = ({ chosen, text, state, sort }: Question): string =>
  JSON.stringify([chosen, text, state, sort?.column, sort?.direction]);

/**
 * Returns the results on screen: those of the newest query, or of the one before while the newest
 * has no answer.
 */
export function shown(answer: Answer): Found | null {
  if (answer.kind === "found") return answer.found;
  return answer.kind === "asking" ? answer.before : null;
}
