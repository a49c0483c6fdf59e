import { useEffect, useRef, useState } from "react";
import { fail, ok, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import type { Judged } from "#shared/idm/bulk.ts";
import type { SearchConfiguration, SearchPage } from "#shared/idm/search.ts";
import { useDesk } from "../../desk/desk.ts";
import type { Search } from "./bulk-choice.ts";
import { judgeAll } from "./judge.ts";

/** The results so far, each with its verdict. */
interface Found {
  readonly search: Search;
  readonly judged: readonly Judged[];
  readonly total: SearchPage["total"];
  readonly next: string | null;
}

export interface Searching {
  readonly found: Found | null;
  readonly isReading: boolean;
  readonly error: OperatorError | null;
  readonly search: (search: Search) => Promise<void>;
  readonly readOn: () => Promise<void>;
  /** Reads pages until `enough` is true, or there are no more. */
  readonly readUntil: (enough: (judged: readonly Judged[]) => boolean) => Promise<readonly Judged[]>;
}

/**
 * Searches page by page and judges each object for the process; drops responses to an older search.
 * Starts with the search that `kept` has at the first render, if any.
 */
export function useFound(configuration: SearchConfiguration, process: string, kept: Search | null): Searching {
  const { client } = useDesk();
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState<OperatorError | null>(null);
  const [isReading, setReading] = useState(false);
  const newest = useRef(0);
  const [asker] = useState(() => crypto.randomUUID());
  const first = useRef(kept);

  async function page(search: Search, before: Found | null): Promise<Result<Found>> {
    const { q, state } = search;
    const cursor = before?.next ?? null;
    const request = { configuration: configuration.id, q: q.trim(), state: state === "" ? null : state, cursor, asker };
    const answer = await client.search.run(request);
    if (!answer.ok) return answer;
    if (answer.value === null) return fail(operatorError("backend-timeout", {}, "another search came in between"));
    const { items, total, next } = answer.value;
    const judged = await judgeAll(
      client,
      process,
      items.map(({ ref }) => ({ ref })),
    );
    return judged.ok ? ok({ search, judged: [...(before?.judged ?? []), ...judged.value], total, next }) : judged;
  }

  /**
   * Reads pages from `start` on while `goesOn` is true; returns all results so far, null if a newer
   * search replaced this one.
   */
  async function read(search: Search, start: Found | null, goesOn: (now: Found) => boolean): Promise<Found | null> {
    const mine = ++newest.current;
    setReading(true);
    setError(null);
    let now = start;
    do {
      const answer = await page(search, now);
      if (mine !== newest.current) return null;
      if (!answer.ok) {
        setError(answer.error);
        break;
      }
      now = answer.value;
      setFound(now);
    } while (now.next !== null && goesOn(now));
    setReading(false);
    return now;
  }

  async function search(wanted: Search): Promise<void> {
    setFound(null);
    await read(wanted, null, () => false);
  }

  const begin = useRef(search);
  useEffect(() => {
    if (first.current !== null) void begin.current(first.current);
    return () => void (newest.current += 1);
  }, []);

  return {
    found,
    isReading,
    error,
    search,
    async readOn() {
      if (found !== null && found.next !== null) await read(found.search, found, () => false);
    },
    async readUntil(enough) {
      if (found === null) return [];
      if (found.next === null || enough(found.judged)) return found.judged;
      const all = await read(found.search, found, ({ judged }) => !enough(judged));
      return all?.judged ?? [];
    },
  };
}
