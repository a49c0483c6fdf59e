import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { withoutSpaces } from "#shared/domain/number.ts";
import type { TemplateId } from "../engine/core-templates.ts";
import { all } from "./sql.ts";

type Person = "account" | "email";

/** The queries for an object by its number, its person, or the serial number of a certificate. */
const queries: Readonly<Record<TemplateId, (person: Person) => string>> = {
  virtualSmartCard: (person) => `SELECT id FROM cards WHERE id = ?
    UNION SELECT cards.id FROM users JOIN cards ON cards.user = users.id WHERE users.${person} = ?
    UNION SELECT card FROM certificates WHERE id = ?`,
  user: (person) => `SELECT id FROM users WHERE id = ?
    UNION SELECT id FROM users WHERE ${person} = ?
    UNION SELECT user FROM certificates JOIN cards ON cards.id = card WHERE certificates.id = ?`,
};

const idRow = z.object({ id: z.string() });

/**
 * Returns the ids of the objects with exactly this number, account, mail address or serial number.
 * Ignores case and spaces, because lists are pasted from elsewhere.
 */
export function idsByNumber(db: DatabaseSync, type: TemplateId, number: string): string[] {
  const plain = withoutSpaces(number);
  // Each is stored in one case: a case-insensitive comparison would not use the index.
  const [upper, lower] = [plain.toUpperCase(), plain.toLowerCase()];
  const sql = queries[type](plain.includes("@") ? "email" : "account");
  return all(db, idRow, sql, upper, lower, lower).map(({ id }) => id);
}
