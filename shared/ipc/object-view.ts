import { z } from "zod";
import { idmObjectSchema, processOfferSchema } from "../idm/object.ts";
import { localViewSchema } from "./offline.ts";

/** An object and its processes, read together. `local`: what this machine adds to it. */
export const objectViewSchema = z.object({
  object: idmObjectSchema,
  processes: z.array(processOfferSchema),
  local: localViewSchema.optional(),
});
export type ObjectView = z.infer<typeof objectViewSchema>;
