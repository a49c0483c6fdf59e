import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { fold } from "#shared/domain/fold.ts";
import type { ObjectType } from "./objects.ts";
import { all } from "./sql.ts";

const personOf = { person: "users.name", account: "users.account", email: "users.email" };

/** The SQL expression of each column. The state is not among them because it changes. */
const sources: Readonly<
  Record<
    ObjectType,
    { readonly table: string; readonly from: string; readonly columns: Readonly<Record<string, string>> }
  >
> = {
  virtualSmartCard: {
    table: "cards",
    from: "cards JOIN users ON users.id = cards.user",
    columns: { number: "cards.id", ...personOf, department: "users.department" },
  },
  user: {
    table: "users",
    from: "users",
    columns: {
      name: "users.name",
      account: "users.account",
      email: "users.email",
      department: "users.department",
      card: "ifnull((SELECT min(id) FROM cards WHERE user = users.id), '')",
    },
  },
  certificate: {
    table: "certificates",
    from: "certificates JOIN cards ON cards.id = certificates.card JOIN users ON users.id = cards.user",
    columns: {
      serial: "certificates.id",
      purpose: "certificates.purpose",
      person: "users.name",
      card: "cards.id",
      validTo: "certificates.valid_to",
    },
  },
};

/** Returns the columns that results can be sorted by. */
export const sortable = (type: ObjectType): string[] => [...Object.keys(sources[type].columns), "state"];

const row = z.object({ n: z.number(), value: z.string() });

/**
 * Opens the sort orders. `places` gives the place of each object (by its `n`) when all are sorted
 * by a column; equal values have the same place. Sorted on first use and kept: a column changes
 * only when an object is removed, and `forget` must be called then.
 */
export function openSortOrders(db: DatabaseSync) {
  const known = new Map<string, Uint32Array>();

  function order(type: ObjectType, column: string): Uint32Array {
    const { table, from, columns } = sources[type];
    const rows = all(db, row, `SELECT ${table}.n AS n, ${columns[column] ?? "''"} AS value FROM ${from}`)
      .map(({ n, value }) => ({ n, value: fold(value) }))
      .toSorted((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
    const places = new Uint32Array(rows.reduce((most, { n }) => Math.max(most, n), 0) + 1);
    let place = 0;
    for (const [index, { n, value }] of rows.entries()) {
      if (rows[index - 1]?.value !== value) place = index;
      places[n] = place;
    }
    return places;
  }

  return {
    places(type: ObjectType, column: string): Uint32Array {
      const key = `${type} ${column}`;
      const places = known.get(key) ?? order(type, column);
      known.set(key, places);
      return places;
    },
    forget: (): void => known.clear(),
  };
}
