import type { ShellOptions } from "./options.ts";
import type { Policy } from "../policy/policy.ts";

/** The flags that a policy can overrule; `idm` includes its environment variable. */
export const overruledFlags = ["idm", "idm-ca", "bridge", "lang"] as const;
export type OverruledFlag = (typeof overruledFlags)[number];

/**
 * Returns the options without the flags that the policy overrules, and the names of those flags.
 */
export function underPolicy<O extends ShellOptions>(
  options: O,
  policy: Policy | null,
): { readonly options: O; readonly overruled: readonly OverruledFlag[] } {
  const environments = policy?.environments ?? null;
  const isSet: Readonly<Record<OverruledFlag, boolean>> = {
    idm: environments !== null,
    "idm-ca": environments !== null,
    bridge: environments?.some(({ bridge }) => bridge !== null) === true,
    lang: policy?.settings.language !== undefined,
  };
  const overruled = overruledFlags.filter((flag) => isSet[flag] && options[flag] !== null);
  const none = Object.fromEntries(overruled.map((flag) => [flag, null]));
  const isSandbox = options["idm-is-sandbox"] && !overruled.includes("idm");
  return { options: { ...options, ...none, "idm-is-sandbox": isSandbox }, overruled };
}
