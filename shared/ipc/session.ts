import { z } from "zod";
import { label } from "../text.ts";
import { plain } from "../personal.ts";
import { credentialsSchema, operatorSchema } from "../idm/session.ts";
import { certificateFileSchema } from "./client-certificate.ts";

/**
 * How an operator logged in; `offline`: the back end did not answer, and the working set was
 * unlocked.
 */
const wayOfSession = z.enum(["password", "provider", "certificate", "offline"]);
export type WayOfSession = z.infer<typeof wayOfSession>;

const logged = { operator: operatorSchema, way: wayOfSession.default("password") };

/**
 * The session. `expired`: the back end no longer accepts the token; the same operator logs in again
 * and continues, another operator starts with an empty screen. `locked`: the same after a time
 * without input; the token is discarded.
 */
export const sessionStateSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  z.object({ kind: z.literal("active"), ...logged }),
  z.object({ kind: z.literal("expired"), ...logged }),
  z.object({ kind: z.literal("locked"), ...logged }),
]);
export type SessionState = z.infer<typeof sessionStateSchema>;

/** A way to log in as the log-in screen shows it; `name` is the name of the provider. */
export const offeredWaySchema = z.discriminatedUnion("way", [
  z.object({ way: z.literal("password") }),
  z.object({ way: z.literal("provider"), name: plain(label) }),
  z.object({ way: z.literal("certificate") }),
]);
export type OfferedWay = z.infer<typeof offeredWaySchema>;

/** A fresh log-in of the operator who is logged in; at the provider it goes through the browser. */
export const proveSchema = z.discriminatedUnion("way", [
  z.object({ way: z.literal("password"), password: credentialsSchema.shape.password }),
  z.object({ way: z.literal("provider") }),
  z.object({ way: z.literal("certificate"), ...certificateFileSchema.shape }),
]);
export type Proof = z.infer<typeof proveSchema>;
