import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import { longestQuery, type SearchPage, type SearchSort } from "#shared/idm/search.ts";
import { resultOf, type Gateway } from "../idm/gateway.ts";

/**
 * Results per later page. Larger pages would cause tasks long enough to freeze the window visibly.
 */
const laterPages = 250;

export interface SearchRequest {
  readonly configuration: string;
  readonly q: string;
  readonly state: string | null;
  /** Null: best match first. */
  readonly sort: SearchSort | null;
  readonly cursor: string | null;
  /** The window and screen that search. */
  readonly asker: string;
}

/**
 * Runs quick searches. A newer query cancels the older one of the same asker, which then answers
 * null, so that a late answer never replaces a newer one. Different windows do not cancel each
 * other.
 */
export function createSearch(gateway: Gateway): (request: SearchRequest) => Promise<Result<SearchPage | null>> {
  const running = new Map<string, AbortController>();
  return async (request) => {
    running.get(request.asker)?.abort();
    const mine = new AbortController();
    running.set(request.asker, mine);
    const q = request.q.trim();
    if (q.length > longestQuery)
      return fail(operatorError("query-too-long", { longest: longestQuery, length: q.length }));
    const page = await gateway.ask(idmApi.search, {
      params: { id: request.configuration },
      query: { q, state: request.state ?? undefined, ...sortOf(request.sort), ...pageOf(request.cursor) },
      signal: mine.signal,
    });
    if (mine.signal.aborted) return ok(null);
    running.delete(request.asker);
    return resultOf(page);
  };
}

const sortOf = (sort: SearchSort | null) => (sort === null ? {} : { sort: sort.column, direction: sort.direction });

/** The first page is short (fetched per keystroke), later pages are long (scrolling). */
const pageOf = (cursor: string | null) => (cursor === null ? {} : { cursor, limit: laterPages });
