import { z } from "zod";
import { list } from "../text.ts";
import { idmObjectSchema, processOfferSchema } from "../idm/object.ts";
import { localViewSchema } from "./offline.ts";

/** An object and its processes, read together. `local`: the data that this machine adds. */
export const objectViewSchema = z.object({
  object: idmObjectSchema,
  processes: list(processOfferSchema, 200),
  local: localViewSchema.optional(),
});
export type ObjectView = z.infer<typeof objectViewSchema>;
