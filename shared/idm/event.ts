import { z } from "zod";
import { word } from "../text.ts";
import { personal } from "../personal.ts";
import { refSchema } from "../domain/ref.ts";

/** An event of `GET /v1/events`, as JSON in the `data` of a server-sent event. */
export const idmEventSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("objectChanged"), ref: refSchema, version: z.number().int() }),
  z.object({ kind: z.literal("configurationChanged"), coreTemplate: word }),
  z.object({ kind: z.literal("taskOpened"), task: personal(word) }),
  z.object({ kind: z.literal("taskClosed"), task: personal(word) }),
]);
export type IdmEvent = z.infer<typeof idmEventSchema>;
