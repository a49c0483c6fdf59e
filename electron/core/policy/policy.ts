import type { Managed, Settings } from "#shared/ipc/app.ts";
import type { Environment } from "#shared/ipc/environments.ts";

/** What a site has set for everybody on this machine. */
export interface Policy {
  readonly organisation: string;
  /** The settings that are set, and no other. */
  readonly settings: Partial<Settings>;
  /** Null: the operator's own. */
  readonly environments: readonly Environment[] | null;
  /** Id of the environment that is used first. */
  readonly first: string | null;
  readonly logInWays: Environment["ways"];
  /** Keys that this version does not know: `settings.colour`. */
  readonly unknownKeys: readonly string[];
}

/** What the page shows as locked. */
export function managedBy(policy: Policy | null): Managed {
  if (policy === null) return { organisation: null, keys: [] };
  const keys = [
    ...Object.keys(policy.settings),
    ...(policy.environments === null ? [] : ["environments"]),
    ...(policy.logInWays === null ? [] : ["logInWays"]),
  ];
  return { organisation: policy.organisation, keys };
}
