import { z } from "zod";
import type { HistoryEntry } from "#shared/idm/object.ts";
import { bulkItemSchema, bulkSchema, type Bulk, type BulkItem } from "#shared/ipc/bulk.ts";

/** The latest state that the core reported for an object of a bulk. */
interface Claim {
  readonly bulk: Exclude<Bulk, { kind: "none" }>;
  readonly item: BulkItem;
}

/** States that claim that the process was carried out, and states that claim that it was not. */
const carriedOut: ReadonlySet<string> = new Set(["done", "differs", "unconfirmed"]);
const leftAlone: ReadonlySet<string> = new Set(["refused", "failed"]);

/** What the core reported about the objects of bulks. */
export class BulkLedger {
  readonly #claims = new Map<string, Claim>();
  #bulk: Claim["bulk"] | null = null;

  told(what: string, content: unknown): void {
    if (what === "event bulk.changed") {
      const bulk = bulkSchema.parse(content);
      this.#bulk = bulk.kind === "none" ? null : bulk;
    }
    if (what === "event bulk.itemsChanged" && this.#bulk !== null)
      for (const item of z.array(bulkItemSchema).parse(content))
        this.#claims.set(`${this.#bulk.id} ${item.n}`, { bulk: this.#bulk, item });
  }

  /**
   * Returns the claims that the history contradicts. `isOther` is true for an entry that no bulk
   * made.
   */
  faults(history: readonly HistoryEntry[], id: string, isOther: (entry: HistoryEntry) => boolean): string[] {
    const byWork = Map.groupBy(
      [...this.#claims.values()].filter(({ item }) => item.ref.id === id),
      ({ bulk }) => `${bulk.process} by ${bulk.operator.name}`,
    );
    return [...byWork].flatMap(([work, claims]) => {
      const entries = history.filter((entry) => `${entry.process} by ${entry.operator}` === work && !isOther(entry));
      const least = claims.filter(({ item }) => carriedOut.has(item.state.kind)).length;
      const most = claims.filter(({ item }) => !leftAlone.has(item.state.kind)).length;
      const kinds = claims.map(({ item }) => item.state.kind).join();
      return entries.length < least || entries.length > most
        ? [`a bulk says ${kinds} of ${work} on ${id}, its history has ${entries.length} of it`]
        : [];
    });
  }
}
