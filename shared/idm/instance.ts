import { z } from "zod";
import { base64, dictionary, idText, label, list, prose, verbatim, word } from "../text.ts";
import { personal, plain } from "../personal.ts";
import { changesSchema } from "../domain/change.ts";
import { aboutOrNull } from "../domain/about.ts";
import { irreversibleSchema } from "../domain/offer.ts";
import { refSchema } from "../domain/ref.ts";
import { problemSchema } from "./problem.ts";

/**
 * The value of a form field: text for STRING, CHOICE (the choice's value), DATE (`YYYY-MM-DD`),
 * BYTES (Base64).
 */
const fieldValueSchema = z.union([personal(verbatim(10_000)), base64(1_400_000), z.boolean(), z.null()]);
export type FieldValue = z.infer<typeof fieldValueSchema>;

export const formFieldSchema = z.object({
  name: plain(label),
  label: plain(label),
  type: word,
  required: z.boolean(),
  choices: list(z.object({ value: personal(verbatim(10_000)), label }), 5_000),
  value: fieldValueSchema,
});
export type FormField = z.infer<typeof formFieldSchema>;

/**
 * The action of the process in two or three words, for a button: `Lock card`. Empty if the back end
 * has none.
 */
export const actionSchema = word.default("");

export const formStepSchema = z.object({
  kind: z.literal("form"),
  title: plain(label),
  text: prose,
  irreversible: irreversibleSchema,
  action: actionSchema,
  about: aboutOrNull,
  fields: list(formFieldSchema, 200),
  /** The changes that Next will make. */
  changes: changesSchema,
  canGoBack: z.boolean(),
});
export type FormStep = z.infer<typeof formStepSchema>;

export const approvalStepSchema = z.object({ kind: z.literal("approval"), requestId: personal(word), text: prose });

export const doneStepSchema = z.object({
  kind: z.literal("done"),
  /** The changes that were made, read back from database and CA. */
  changes: changesSchema,
  object: refSchema,
});
export type Done = z.infer<typeof doneStepSchema>;

/**
 * The step did not succeed and nothing was changed. Next may be tried again on the same instance.
 */
export const failedStepSchema = z.object({ kind: z.literal("failed"), problem: problemSchema });

/** The step that a process instance is at. */
export const stepSchema = z.discriminatedUnion("kind", [
  formStepSchema,
  approvalStepSchema,
  doneStepSchema,
  failedStepSchema,
]);
export type Step = z.infer<typeof stepSchema>;

/** A running process. `processName` is its name on screen in the language of the request. */
export const instanceSchema = z.object({
  id: idText,
  process: word,
  processName: plain(label),
  object: refSchema,
  step: stepSchema,
});
export type Instance = z.infer<typeof instanceSchema>;

export const startSchema = z.object({
  process: plain(verbatim(200)).min(1),
  object: refSchema,
  /** The version that the operator saw. */
  expectedVersion: z.number().int().nonnegative(),
});

/** Maximum number of fields in a form. */
export const mostValues = 200;
export const valuesSchema = dictionary(plain(verbatim(200)), fieldValueSchema, mostValues);
export type Values = z.infer<typeof valuesSchema>;
export const nextSchema = z.object({ values: valuesSchema });
