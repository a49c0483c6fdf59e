import { z } from "zod";
import { linkSchema } from "../domain/object-link.ts";

/**
 * A place to which a deep link, a notification or another window can lead a page. `tasks` is the
 * list of tasks.
 */
export const placeSchema = z.discriminatedUnion("kind", [
  ...linkSchema.options,
  z.object({ kind: z.literal("tasks") }),
  z.object({ kind: z.literal("offline") }),
]);
export type Place = z.infer<typeof placeSchema>;
