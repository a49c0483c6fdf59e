import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { doneStepSchema, failedStepSchema } from "#shared/idm/instance.ts";
import { first, run } from "./sql.ts";

const stepSchema = z.discriminatedUnion("kind", [doneStepSchema, failedStepSchema]);

/** A process instance. `step` null: it stands at its form, which is made anew whenever it is shown. */
const instanceRow = z.object({
  id: z.string(),
  process: z.string(),
  type: z.string(),
  object: z.string(),
  operator: z.string(),
  expectedVersion: z.number(),
  step: z
    .string()
    .nullable()
    .transform((json) => (json === null ? null : stepSchema.parse(JSON.parse(json)))),
});
export type StoredInstance = z.output<typeof instanceRow>;

export function insertInstance(db: DatabaseSync, instance: Omit<StoredInstance, "step">): void {
  const { id, process, type, object, operator, expectedVersion } = instance;
  run(
    db,
    "INSERT INTO instances VALUES (?, ?, ?, ?, ?, ?, NULL)",
    id,
    process,
    type,
    object,
    operator,
    expectedVersion,
  );
}

export const findInstance = (db: DatabaseSync, id: string): StoredInstance | undefined =>
  first(
    db,
    instanceRow,
    `SELECT id, process, type, object, operator, expected_version AS expectedVersion, step FROM instances WHERE id = ?`,
    id,
  );

export function setStep(db: DatabaseSync, id: string, step: StoredInstance["step"]): void {
  run(db, "UPDATE instances SET step = ? WHERE id = ?", step === null ? null : JSON.stringify(step), id);
}

export const removeInstance = (db: DatabaseSync, id: string): void => run(db, "DELETE FROM instances WHERE id = ?", id);
