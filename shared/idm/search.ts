import { z } from "zod";
import { refSchema } from "../domain/ref.ts";

const labelledSchema = z.object({ name: z.string(), label: z.string() });

/** One entry of the Quick search drop-down list: what is searched, by which fields, shown in which columns. */
export const searchConfigurationSchema = z.object({
  id: z.string(),
  name: z.string(),
  objectType: z.string(),
  fields: z.array(labelledSchema),
  columns: z.array(labelledSchema),
});
export type SearchConfiguration = z.infer<typeof searchConfigurationSchema>;

/** Longest search text in characters. A longer one matches nothing that exists and is refused as `invalid-input`. */
export const longestQuery = 1000;

/** Results that are answered at once. */
export const searchPageSizes = { preset: 50, longest: 1000 } as const;

export const searchQuerySchema = z.object({
  q: z.string().max(longestQuery).default(""),
  state: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(searchPageSizes.longest).default(searchPageSizes.preset),
  cursor: z.string().optional(),
});

/** A found object; `columns` by the column names of the search configuration. */
export const searchItemSchema = z.object({
  ref: refSchema,
  label: z.string(),
  state: z.string(),
  columns: z.record(z.string(), z.string()),
});
export type SearchItem = z.infer<typeof searchItemSchema>;

/** A page of results. `total.relation` `gte`: at least so many. `next` is the cursor of the next page, null on the last. */
export const searchPageSchema = z.object({
  items: z.array(searchItemSchema),
  total: z.object({ value: z.number().int().nonnegative(), relation: z.enum(["eq", "gte"]) }),
  next: z.string().nullable(),
});
export type SearchPage = z.infer<typeof searchPageSchema>;
