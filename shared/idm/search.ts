import { z } from "zod";
import { cursor, dictionary, idText, label, list, verbatim, word } from "../text.ts";
import { personal, plain } from "../personal.ts";
import { refSchema } from "../domain/ref.ts";

const labelledSchema = z.object({ name: plain(label), label: plain(label) });

/**
 * One entry of the Quick search drop-down list: the type of the objects, the fields that are
 * searched, and the columns that are shown.
 */
export const searchConfigurationSchema = z.object({
  id: plain(idText),
  name: plain(label),
  objectType: word,
  fields: list(labelledSchema, 100),
  columns: list(labelledSchema, 100),
  /**
   * Columns that results can be sorted by, `state` among them; a back end that cannot sort has
   * none.
   */
  sortable: list(word, 100).optional(),
  /** States that these objects can have. */
  states: list(word, 100).optional(),
});
export type SearchConfiguration = z.infer<typeof searchConfigurationSchema>;

/**
 * Longest search text in characters. A longer one matches nothing that exists and is refused as
 * `invalid-input`.
 */
export const longestQuery = 1000;

/** Number of results in one answer. */
export const searchPageSizes = { preset: 50, longest: 1000 } as const;

/** Results sorted by a column of the configuration instead of by how well they match. */
export const searchSortSchema = z.object({ column: word, direction: z.enum(["ascending", "descending"]) });
export type SearchSort = z.infer<typeof searchSortSchema>;

export const searchQuerySchema = z.object({
  q: personal(verbatim(longestQuery)).default(""),
  state: plain(verbatim(200)).optional(),
  sort: searchSortSchema.shape.column.optional(),
  direction: searchSortSchema.shape.direction.default("ascending"),
  limit: z.coerce.number().int().min(1).max(searchPageSizes.longest).default(searchPageSizes.preset),
  cursor: cursor.optional(),
});

/** A found object; the keys of `columns` are the column names of the search configuration. */
export const searchItemSchema = z.object({
  ref: refSchema,
  label,
  state: word,
  columns: dictionary(word, label, 100),
});
export type SearchItem = z.infer<typeof searchItemSchema>;

/**
 * A page of results. `total.relation` `gte`: there are at least `total.value` results. `next` is
 * the cursor of the next page, null on the last.
 */
export const searchPageSchema = z.object({
  items: list(searchItemSchema, searchPageSizes.longest),
  total: z.object({ value: z.number().int().nonnegative(), relation: z.enum(["eq", "gte"]) }),
  next: cursor.nullable(),
});
export type SearchPage = z.infer<typeof searchPageSchema>;
