import { z } from "zod";
import { idText, instant, label, verbatim, word } from "../text.ts";
import { personal, plain } from "../personal.ts";
import { differencesSchema } from "../domain/change.ts";
import { aboutOrNull } from "../domain/about.ts";
import { refSchema } from "../domain/ref.ts";
import { operatorErrorSchema } from "../errors.ts";
import { approvalStepSchema, doneStepSchema, formStepSchema, valuesSchema } from "../idm/instance.ts";
import { idmObjectSchema } from "../idm/object.ts";
import { queueEntrySchema } from "./offline.ts";

/**
 * The fields of every open wizard: the process, its object, and the person whom it is about.
 * `label` is the object's, as the operator saw it.
 */
const subject = {
  process: word,
  processName: plain(label),
  object: refSchema,
  label,
  about: aboutOrNull,
};

const form = { ...subject, instance: idText, form: formStepSchema };

/**
 * Whether the changes that the back end reported were found when the object was read again.
 * `pending`: being read; `failed`: it could not be read yet, so the result is not confirmed and
 * must not be shown as a success; the core keeps trying. `object` is null if it is gone.
 */
const readBackSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("pending") }),
  z.object({ kind: z.literal("confirmed"), object: idmObjectSchema.nullable() }),
  z.object({
    kind: z.literal("differs"),
    object: idmObjectSchema.nullable(),
    differences: differencesSchema,
  }),
  z.object({ kind: z.literal("failed"), error: operatorErrorSchema }),
]);
export type ReadBack = z.infer<typeof readBackSchema>;

/**
 * The one wizard of the program, owned by the core. It outlives a reload of the page and an expired
 * session.
 *
 * closed → starting → form ⇄ advancing → done | approval | queued | failed | unknown; failed →
 * advancing (Next again) if `retry`; unknown → any of them as soon as the back end has answered.
 */
export const wizardSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("closed") }),
  z.object({ kind: z.literal("starting"), ...subject }),
  z.object({ kind: z.literal("form"), ...form }),
  /** Next was sent and is not answered yet. */
  z.object({ kind: z.literal("advancing"), ...form }),
  /**
   * Next was sent and the connection was lost: the core asks for its outcome with the same
   * idempotency key.
   */
  z.object({ kind: z.literal("unknown"), ...form, since: instant, attempts: z.number().int() }),
  /** Without a connection: the entry is in the journal on this machine and not yet effective. */
  z.object({ kind: z.literal("queued"), ...subject, entry: queueEntrySchema }),
  z.object({ kind: z.literal("approval"), ...subject, instance: idText, step: approvalStepSchema }),
  z.object({ kind: z.literal("done"), ...subject, step: doneStepSchema, readBack: readBackSchema }),
  /**
   * It was refused or failed, nothing was changed; after a defect (`client-fault`) that is not
   * known. `form`: the form that Next can send again; null
   * if `retry` is false.
   */
  z.object({
    kind: z.literal("failed"),
    ...subject,
    instance: idText.nullable(),
    form: formStepSchema.nullable(),
    error: operatorErrorSchema,
    retry: z.boolean(),
  }),
]);
export type Wizard = z.infer<typeof wizardSchema>;

export const wizardStartSchema = z.object({
  process: plain(verbatim(200)).min(1),
  processName: plain(verbatim(500)),
  object: refSchema,
  label: personal(verbatim(500)),
  about: aboutOrNull,
  version: z.number().int().nonnegative(),
});
export type WizardStart = z.infer<typeof wizardStartSchema>;

/**
 * The values that were entered in a form and not sent yet; `form` is the page's name for that form.
 */
export const wizardEntriesSchema = z.object({ form: personal(verbatim(10_000)), values: valuesSchema });
export type KeptEntries = z.infer<typeof wizardEntriesSchema>;

/**
 * Merges values that changed into those that were entered before; those of another form are
 * dropped.
 */
export const withEntered = (
  before: { readonly form: string | null; readonly values: KeptEntries["values"] } | null,
  { form, values }: KeptEntries,
): KeptEntries => ({ form, values: { ...(before?.form === form ? before.values : {}), ...values } });

/**
 * `instance`: the process instance on screen; a window that is behind must not send Next or Back to
 * another one.
 */
export const wizardBackSchema = z.object({ instance: idText });
export const wizardNextSchema = wizardBackSchema.extend({ values: valuesSchema });
