import { randomBytes } from "node:crypto";
import { z } from "zod";
import { settingsSchema, type Settings } from "#shared/ipc/app.ts";
import { keptEnvironmentSchema, mostEnvironments, nameKey, type Environment } from "#shared/ipc/environments.ts";

/** What the program starts with. */
export const shippedSettings: Settings = {
  language: null,
  theme: "system",
  density: "comfortable",
  tourEnded: false,
  idleMinutes: 10,
  region: null,
  timeFormat: "system",
  logLevel: "info",
  notifications: true,
};

/** The operator's own environments; `chosen` is the id of one of them, or of one of the policy. */
export interface OwnEnvironments {
  readonly list: readonly Environment[];
  readonly chosen: string | null;
}

/** What the settings file holds. */
export interface Stored {
  readonly settings: Settings;
  readonly environments: OwnEnvironments;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Each makes the values of the next format of those of its own: the first one those of format 2.
 */
const migrations: readonly ((values: Values) => Values)[] = [
  // Format 1 said no format, and had one back end: that of the flag or the environment variable.
  (values) => ({ ...values, environments: [], environment: null }),
];

const format = migrations.length + 1;

const formatSchema = z.object({ format: z.number().int().min(1).catch(1) }).catch({ format: 1 });
const valuesSchema = z.record(z.string(), z.unknown()).catch({});

/** Each missing or invalid value alone is replaced by its default. */
const settingsOrShipped = z.object({
  language: settingsSchema.shape.language.catch(shippedSettings.language),
  theme: settingsSchema.shape.theme.catch(shippedSettings.theme),
  density: settingsSchema.shape.density.catch(shippedSettings.density),
  tourEnded: settingsSchema.shape.tourEnded.catch(shippedSettings.tourEnded),
  idleMinutes: settingsSchema.shape.idleMinutes.catch(shippedSettings.idleMinutes),
  region: settingsSchema.shape.region.catch(shippedSettings.region),
  timeFormat: settingsSchema.shape.timeFormat.catch(shippedSettings.timeFormat),
  logLevel: settingsSchema.shape.logLevel.catch(shippedSettings.logLevel),
  notifications: settingsSchema.shape.notifications.catch(shippedSettings.notifications),
});
const environmentsSchema = z.object({
  environments: z.array(keptEnvironmentSchema.nullable().catch(null)).catch([]),
  environment: z.string().nullable().catch(null),
});

/** What a settings file holds, in whatever format it is; "newer": of a newer version. */
export function readStored(file: unknown): Stored | "newer" {
  const found = formatSchema.parse(file).format;
  if (found > format) return "newer";
  let values: Values = valuesSchema.parse(file);
  for (const migrate of migrations.slice(found - 1)) values = migrate(values);
  const { environments, environment } = environmentsSchema.parse(values);
  const list = distinct(environments.filter((each) => each !== null)).slice(0, mostEnvironments);
  return { settings: settingsOrShipped.parse(values), environments: { list, chosen: environment } };
}

/** The values as they are written. */
export const storedValues = ({ settings, environments }: Stored): Values => ({
  format,
  ...settings,
  environments: environments.list,
  environment: environments.chosen,
});

/** A name for an environment that no other has. */
export const newEnvironmentId = (): string => randomBytes(6).toString("hex");

/** No two with one id or one name, whoever edited the file: a later one gets another. */
function distinct(list: readonly Environment[]): readonly Environment[] {
  const kept: Environment[] = [];
  for (const each of list) {
    const id = kept.some((other) => other.id === each.id) ? newEnvironmentId() : each.id;
    const isTaken = kept.some(({ name }) => nameKey(name) === nameKey(each.name));
    kept.push({ ...each, id, name: isTaken ? `${each.name.slice(0, 50)} ${id.slice(0, 6)}` : each.name });
  }
  return kept;
}
