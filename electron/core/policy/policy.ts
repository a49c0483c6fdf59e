import { z } from "zod";
import { settingsSchema, type Managed, type SettingsChange } from "#shared/ipc/app.ts";
import {
  environmentFields,
  keptEnvironmentSchema,
  mostEnvironments,
  type Environment,
} from "#shared/ipc/environments.ts";
import { text } from "#shared/text.ts";

const { name, colour, url, bridge, ways, proxy } = environmentFields;

/** An environment of the policy; an absent field is as in a new environment. */
const policyEnvironmentSchema = z.object({
  /** The id under which the operator's choice is remembered; absent: derived from the name. */
  id: keptEnvironmentSchema.shape.id.optional(),
  name,
  colour: colour.default("neutral"),
  url,
  /** Certificates of authorities to trust besides those of the system, PEM. */
  ca: z.string().min(1).max(200_000).optional(),
  /** Absolute path of a file with such a text. */
  caFile: z.string().min(1).max(1_000).optional(),
  bridge: bridge.default(null),
  ways: ways.default(null),
  proxy: proxy.default("system"),
});
export type PolicyEnvironment = z.infer<typeof policyEnvironmentSchema>;

/** The policy of a site, as it is written. */
export const policySchema = z.object({
  version: z.literal(1),
  /** The organisation that set the policy, as the page names it. */
  organisation: text(200).trim().min(1),
  settings: settingsSchema.omit({ tourEnded: true }).partial().default({}),
  environments: z.array(policyEnvironmentSchema).min(1).max(mostEnvironments).optional(),
  /** Name or id of the environment that is used until the operator chooses another. */
  environment: z.string().min(1).max(60).optional(),
  logInWays: ways.unwrap().optional(),
});

/** The policy of a site, for all users of this machine. */
export interface Policy {
  readonly organisation: string;
  /** The settings that the policy sets, and no other. */
  readonly settings: SettingsChange;
  /** Null: the operator's own. */
  readonly environments: readonly Environment[] | null;
  /** Id of the environment that is used until the operator chooses another. */
  readonly first: string | null;
  readonly logInWays: Environment["ways"];
  /** Keys that this version does not know: `settings.colour`. */
  readonly unknownKeys: readonly string[];
}

/** Lists what the page shows as locked. */
export function managedBy(policy: Policy | null): Managed {
  if (policy === null) return { organisation: null, keys: [] };
  const keys = [
    ...Object.keys(policy.settings),
    ...(policy.environments === null ? [] : ["environments"]),
    ...(policy.logInWays === null ? [] : ["logInWays"]),
  ];
  return { organisation: policy.organisation, keys };
}
