import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import { longestQuery, searchPageSizes, type SearchPage } from "#shared/idm/search.ts";
import { resultOf, type Gateway } from "../idm/gateway.ts";

export interface SearchRequest {
  readonly configuration: string;
  readonly q: string;
  readonly state: string | null;
  readonly cursor: string | null;
}

/**
 * Quick search: one query at a time. A newer one cancels the older, whose answer is null from then on, so that a late
 * answer to an old query can never be shown.
 */
export function createSearch(gateway: Gateway): (request: SearchRequest) => Promise<Result<SearchPage | null>> {
  let current = new AbortController();
  return async (request) => {
    current.abort();
    const mine = (current = new AbortController());
    const q = request.q.trim();
    if (q.length > longestQuery)
      return fail(operatorError("query-too-long", { longest: longestQuery, length: q.length }));
    const page = await gateway.ask(idmApi.search, {
      params: { id: request.configuration },
      query: { q, state: request.state ?? undefined, ...pageOf(request.cursor) },
      signal: mine.signal,
    });
    if (mine.signal.aborted) return ok(null);
    return resultOf(page);
  };
}

/** A short first page, for it is waited for with every key; long ones for who scrolls on, perhaps to the end of very many. */
const pageOf = (cursor: string | null) => (cursor === null ? {} : { cursor, limit: searchPageSizes.longest });
