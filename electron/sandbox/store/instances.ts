import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { approvalStepSchema, doneStepSchema, failedStepSchema, valuesSchema } from "#shared/idm/instance.ts";
import { first, run } from "./sql.ts";

const stepSchema = z.discriminatedUnion("kind", [approvalStepSchema, doneStepSchema, failedStepSchema]);

/**
 * A process instance. `step` is null at its form, which is built each time it is shown. `values`
 * are those entered when Next was last pressed. `origin` is the journal entry of an offline
 * decision; null if the operator was online.
 */
const instanceColumns = z.object({
  id: z.string(),
  process: z.string(),
  type: z.string(),
  object: z.string(),
  operator: z.string(),
  expectedVersion: z.number(),
  values: z.string().transform((json) => valuesSchema.parse(JSON.parse(json))),
  step: z
    .string()
    .nullable()
    .transform((json) => (json === null ? null : stepSchema.parse(JSON.parse(json)))),
  device: z.string().nullable(),
  journalSeq: z.number().nullable(),
});
const instanceRow = instanceColumns.transform(({ device, journalSeq, ...instance }) => ({
  ...instance,
  origin: device === null || journalSeq === null ? null : { device, seq: journalSeq },
}));
export type StoredInstance = z.output<typeof instanceRow>;

export function insertInstance(db: DatabaseSync, instance: Omit<StoredInstance, "step" | "values">): void {
  const { id, process, type, object, operator, expectedVersion, origin } = instance;
  const sql = "INSERT INTO instances VALUES (?, ?, ?, ?, ?, ?, '{}', NULL, ?, ?)";
  run(db, sql, id, process, type, object, operator, expectedVersion, origin?.device ?? null, origin?.seq ?? null);
}

export const findInstance = (db: DatabaseSync, id: string): StoredInstance | undefined =>
  first(
    db,
    instanceRow,
    `SELECT id, process, type, object, operator, expected_version AS expectedVersion, entered AS "values", step,
       device, journal_seq AS journalSeq
     FROM instances WHERE id = ?`,
    id,
  );

export function setStep(db: DatabaseSync, id: string, step: StoredInstance["step"]): void {
  run(db, "UPDATE instances SET step = ? WHERE id = ?", step === null ? null : JSON.stringify(step), id);
}

export const setValues = (db: DatabaseSync, id: string, values: StoredInstance["values"]): void =>
  run(db, "UPDATE instances SET entered = ? WHERE id = ?", JSON.stringify(values), id);

export const removeInstance = (db: DatabaseSync, id: string): void => run(db, "DELETE FROM instances WHERE id = ?", id);
