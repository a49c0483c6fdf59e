import { z } from "zod";
import { linkSchema } from "../domain/object-link.ts";

/**
 * Where something outside a page can lead it: a deep link, a notification, another window. `tasks`
 * is their list.
 */
export const placeSchema = z.discriminatedUnion("kind", [
  ...linkSchema.options,
  z.object({ kind: z.literal("tasks") }),
  z.object({ kind: z.literal("offline") }),
]);
export type Place = z.infer<typeof placeSchema>;
