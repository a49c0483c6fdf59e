import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { coreTemplates, shippedSettings } from "../engine/core-templates.ts";
import { first, run } from "./sql.ts";

const json = <S extends z.ZodType>(schema: S) => z.string().transform((text) => schema.parse(JSON.parse(text)));

const templateRow = z.object({
  version: z.number(),
  commands: json(z.record(z.string(), z.array(z.string()))),
  settings: json(z.record(z.string(), z.string())),
});

/**
 * The configuration of a core template by an administrator: the Additional Commands by state, the
 * settings by name.
 */
export type StoredTemplate = z.output<typeof templateRow>;

export function insertTemplates(db: DatabaseSync): void {
  for (const { id, commands } of coreTemplates) {
    const settings = JSON.stringify(shippedSettings(id));
    run(db, "INSERT INTO templates VALUES (?, 1, ?, ?)", id, JSON.stringify(commands), settings);
  }
}

/** Reads a core template. A setting that is newer than the data has the value as shipped. */
export function findTemplate(db: DatabaseSync, id: string): StoredTemplate | undefined {
  const found = first(db, templateRow, "SELECT version, commands, settings FROM templates WHERE id = ?", id);
  return found && { ...found, settings: { ...shippedSettings(id), ...found.settings } };
}

export function saveTemplate(db: DatabaseSync, id: string, saved: Omit<StoredTemplate, "version">): void {
  run(
    db,
    "UPDATE templates SET version = version + 1, commands = ?, settings = ? WHERE id = ?",
    JSON.stringify(saved.commands),
    JSON.stringify(saved.settings),
    id,
  );
}

/**
 * Returns the symbolic names in the Additional Commands of any state: the processes enabled for the
 * template.
 */
export const enabledIn = (template: StoredTemplate): ReadonlySet<string> =>
  new Set(Object.values(template.commands).flat());
