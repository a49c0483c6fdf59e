import { z } from "zod";
import { idText, instant, label, list, verbatim, word } from "../text.ts";
import { personal, plain } from "../personal.ts";
import { changesSchema } from "../domain/change.ts";
import { irreversibleSchema, reasonSchema } from "../domain/offer.ts";
import { aboutOrNull } from "../domain/about.ts";
import { refSchema } from "../domain/ref.ts";
import { actionSchema } from "./instance.ts";
import { enteredValueSchema } from "./object.ts";

/**
 * Maximum number of tasks in one answer: the oldest. More come up as these are decided. An answer
 * of so many tasks is well below the longest that the client reads.
 */
export const mostTasks = 500;

/**
 * An object at one moment, with the changes that the process would make in it and in what belongs
 * to it.
 */
export const taskOutlookSchema = z.object({
  version: z.number().int().nonnegative(),
  state: word,
  changes: changesSchema,
});

/**
 * A process that waits for a second person. `asked` is what its requester saw; `now` is the same at
 * this moment, null if the object is gone or the CA does not answer. If `obstacles` is empty, this
 * operator can approve; the codes `own-request` and `own-card` forbid any decision, all others
 * forbid only approval.
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
   * The process instance, if the request is the operator's own; cancelling it withdraws the
   * request.
   */
  ownRequest: idText.optional(),
  /** The last postponement; null if there was none. */
  postponed: z.object({ by: label, at: instant, reason: personal(word) }).nullable(),
});
export type Task = z.infer<typeof taskSchema>;

const decisions = ["approve", "reject", "postpone"] as const;
export type Decision = (typeof decisions)[number];

/** A decision; a rejection needs a reason that is not blank. */
export const decisionSchema = z
  .object({ decision: z.enum(decisions), reason: personal(verbatim(1000)).trim().default("") })
  .refine(({ decision, reason }) => decision !== "reject" || reason !== "", {
    path: ["reason"],
    message: "A rejection needs a reason.",
  });

/**
 * A decided task. `changes`: the changes that were made, read back from database and CA; empty if
 * the task was not approved.
 */
export const decidedTaskSchema = z.object({
  id: idText,
  decision: z.enum(decisions),
  object: refSchema,
  changes: changesSchema,
});
export type DecidedTask = z.infer<typeof decidedTaskSchema>;
