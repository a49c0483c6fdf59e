import { z } from "zod";
import { operatorSchema } from "../idm/session.ts";

/**
 * The session. `expired`: the back end no longer accepts the token; the same operator logs in again
 * and continues, another operator starts with an empty screen. `locked`: the same after a time
 * without input; the token is discarded.
 */
export const sessionStateSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  z.object({ kind: z.literal("active"), operator: operatorSchema }),
  z.object({ kind: z.literal("expired"), operator: operatorSchema }),
  z.object({ kind: z.literal("locked"), operator: operatorSchema }),
]);
export type SessionState = z.infer<typeof sessionStateSchema>;
