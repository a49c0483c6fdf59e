import { z } from "zod";
import { idText, instant, label, list, verbatim, word } from "../text.ts";
import { personal, plain } from "../personal.ts";
import { changesSchema } from "../domain/change.ts";
import { irreversibleSchema, reasonSchema } from "../domain/offer.ts";
import { aboutOrNull } from "../domain/about.ts";
import { refSchema } from "../domain/ref.ts";
import { actionSchema } from "./instance.ts";
import { enteredValueSchema } from "./object.ts";

/** Most tasks that are answered at once; the oldest come first. */
export const mostTasks = 5_000;

/** An object at one moment, with what the process would change in it and in what belongs to it. */
export const taskOutlookSchema = z.object({
  version: z.number().int().nonnegative(),
  state: word,
  changes: changesSchema,
});

/**
 * A process that waits for a second person. `asked` is what its requester saw; `now` is what it
 * would be at this moment, null where the object is gone or the CA does not answer. An empty
 * `obstacles` says that this operator can approve it; of their codes `own-request` and `own-card`
 * forbid any decision, the others only to approve.
 */
export const taskSchema = z.object({
  id: idText,
  process: word,
  processName: plain(label),
  object: refSchema,
  label,
  about: aboutOrNull,
  irreversible: irreversibleSchema,
  action: actionSchema,
  requester: label,
  requestedAt: instant,
  entered: list(enteredValueSchema, 200),
  asked: taskOutlookSchema,
  now: taskOutlookSchema.nullable(),
  obstacles: list(reasonSchema, 50),
  /**
   * Where the request is the operator's own: its process instance, which they may cancel to take it
   * back.
   */
  ownRequest: idText.optional(),
  /** The last time that somebody put it off. */
  postponed: z.object({ by: label, at: instant, reason: personal(word) }).nullable(),
});
export type Task = z.infer<typeof taskSchema>;

const decisions = ["approve", "reject", "postpone"] as const;
export type Decision = (typeof decisions)[number];

/** A rejection needs a reason that says something. */
export const decisionSchema = z
  .object({ decision: z.enum(decisions), reason: personal(verbatim(1000)).trim().default("") })
  .refine(({ decision, reason }) => decision !== "reject" || reason !== "", {
    path: ["reason"],
    message: "A rejection needs a reason.",
  });

/**
 * A decided task. `changes`: what did change, read back from database and CA; empty where it was
 * not approved.
 */
export const decidedTaskSchema = z.object({
  id: idText,
  decision: z.enum(decisions),
  object: refSchema,
  changes: changesSchema,
});
export type DecidedTask = z.infer<typeof decidedTaskSchema>;
