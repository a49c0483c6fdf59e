import { randomBytes } from "node:crypto";
import { z } from "zod";
import { settingsSchema, type Settings } from "#shared/ipc/app.ts";
import { keptEnvironmentSchema, mostEnvironments, nameKey, type Environment } from "#shared/ipc/environments.ts";

/** The default settings. */
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

/** The content of the settings file. */
export interface Stored {
  readonly settings: Settings;
  readonly environments: OwnEnvironments;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Each one converts the values of its format to the next format: the first one from format 1 to 2.
 */
const migrations: readonly ((values: Values) => Values)[] = [
  // Format 1 had no format number, and one back end: that of the flag or the environment variable.
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

/** Reads the content of a settings file of any known format; "newer": of a newer version. */
export function readStored(file: unknown): Stored | "newer" {
  const found = formatSchema.parse(file).format;
  if (found > format) return "newer";
  let values: Values = valuesSchema.parse(file);
  for (const migrate of migrations.slice(found - 1)) values = migrate(values);
  const { environments, environment } = environmentsSchema.parse(values);
  const list = distinct(environments.filter((each) => each !== null)).slice(0, mostEnvironments);
  return { settings: settingsOrShipped.parse(values), environments: { list, chosen: environment } };
}

/** Returns the values as they are written to the file. */
export const storedValues = ({ settings, environments }: Stored): Values => ({
  format,
  ...settings,
  environments: environments.list,
  environment: environments.chosen,
});

/** Returns a random id for an environment, which no other has. */
export const newEnvironmentId = (): string => randomBytes(6).toString("hex");

/** Makes ids and names distinct in a file that was edited by hand: a later one gets another. */
function distinct(list: readonly Environment[]): readonly Environment[] {
  const kept: Environment[] = [];
  for (const each of list) {
    const id = kept.some((other) => other.id === each.id) ? newEnvironmentId() : each.id;
    const isTaken = kept.some(({ name }) => nameKey(name) === nameKey(each.name));
    kept.push({ ...each, id, name: isTaken ? `${each.name.slice(0, 50)} ${id.slice(0, 6)}` : each.name });
  }
  return kept;
}
