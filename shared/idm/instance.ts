import { z } from "zod";
import { changeSchema } from "../domain/change.ts";
import { refSchema } from "../domain/ref.ts";
import { problemSchema } from "./problem.ts";

/** The value of a form field: text for STRING, CHOICE (the choice's value), DATE (`YYYY-MM-DD`), BYTES (Base64). */
export const fieldValueSchema = z.union([z.string(), z.boolean(), z.null()]);
export type FieldValue = z.infer<typeof fieldValueSchema>;

export const formFieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  required: z.boolean(),
  choices: z.array(z.object({ value: z.string(), label: z.string() })),
  value: fieldValueSchema,
});
export type FormField = z.infer<typeof formFieldSchema>;

export const formStepSchema = z.object({
  kind: z.literal("form"),
  title: z.string(),
  text: z.string(),
  fields: z.array(formFieldSchema),
  /** What will change when Next is pressed. */
  changes: z.array(changeSchema),
  canGoBack: z.boolean(),
});
export type FormStep = z.infer<typeof formStepSchema>;

export const approvalStepSchema = z.object({ kind: z.literal("approval"), requestId: z.string(), text: z.string() });

export const doneStepSchema = z.object({
  kind: z.literal("done"),
  /** What did change, read back from database and CA. */
  changes: z.array(changeSchema),
  object: refSchema,
});
export type Done = z.infer<typeof doneStepSchema>;

/** The step did not succeed and nothing was changed. Next may be tried again on the same instance. */
export const failedStepSchema = z.object({ kind: z.literal("failed"), problem: problemSchema });

/** The step that a process instance stands at. */
export const stepSchema = z.discriminatedUnion("kind", [
  formStepSchema,
  approvalStepSchema,
  doneStepSchema,
  failedStepSchema,
]);
export type Step = z.infer<typeof stepSchema>;

/** A running process. `processName` is its name on screen in the language of the request. */
export const instanceSchema = z.object({
  id: z.string(),
  process: z.string(),
  processName: z.string(),
  object: refSchema,
  step: stepSchema,
});
export type Instance = z.infer<typeof instanceSchema>;

export const startSchema = z.object({
  process: z.string().min(1).max(200),
  object: refSchema,
  /** The version that the operator saw. */
  expectedVersion: z.number().int().nonnegative(),
});

export const valuesSchema = z.record(z.string().max(200), fieldValueSchema);
export type Values = z.infer<typeof valuesSchema>;
export const nextSchema = z.object({ values: valuesSchema });
