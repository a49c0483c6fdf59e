import { cardStates, userStates } from "#shared/domain/states.ts";
import type { Texts } from "../texts/texts.ts";

/** The types of objects that have a core template. */
export type TemplateId = keyof Texts["states"];

type SettingValue = keyof Texts["settingValues"];

/**
 * A setting of a core template: its values in the order they are listed, and the value as shipped.
 */
interface SettingDefinition {
  readonly name: keyof Texts["settings"];
  readonly values: readonly SettingValue[];
  readonly shipped: SettingValue;
}

/** A core template as shipped. `commands` are the Additional Commands of its state tabs. */
export interface TemplateDefinition {
  readonly id: TemplateId;
  readonly category: keyof Texts["categories"];
  readonly states: readonly string[];
  readonly finalStates: readonly string[];
  readonly settings: readonly SettingDefinition[];
  readonly commands: Readonly<Record<string, readonly string[]>>;
}

const yes = { values: ["true", "false"], shipped: "true" } as const;
const no = { ...yes, shipped: "false" } as const;

/** The setting that lets operators run processes that change their own card; `true` or `false`. */
export const allowOwnCard = "allowOwnCard";

/** The setting with the maximum number of objects in a bulk. */
const bulkLimit = {
  name: "bulkLimit",
  values: ["10", "50", "100", "500", "1000", "5000"],
  shipped: "500",
} as const satisfies SettingDefinition;

export const coreTemplates: readonly TemplateDefinition[] = [
  {
    id: "virtualSmartCard",
    category: "cards",
    states: cardStates,
    finalStates: ["locked"],
    settings: [
      { name: "certificateStateAfterReactivation", values: ["onHold", "valid"], shipped: "onHold" },
      { name: allowOwnCard, ...yes },
      // Reactivation restores trust: a site may require a second person for it. Off as shipped.
      { name: "reactivationApproval", ...no },
      bulkLimit,
    ],
    commands: { active: ["VirtualSmartCardProcLockForOperator"] },
  },
  {
    id: "user",
    category: "users",
    states: userStates,
    finalStates: ["aborted", "rejected", "locked"],
    settings: [
      { name: "UsersDeactivationApproval", ...yes },
      { name: "UsersReactivationApproval", ...yes },
      { name: "UsersLockingApproval", ...yes },
      bulkLimit,
    ],
    commands: { active: ["UsersProcDeactivate", "UsersProcLock"], inactive: ["UsersProcReactivate"] },
  },
];

export const findTemplateDefinition = (id: string): TemplateDefinition | undefined =>
  coreTemplates.find((template) => template.id === id);

/** Returns every setting of a core template as shipped. */
export const shippedSettings = (id: string): Record<string, string> =>
  Object.fromEntries(findTemplateDefinition(id)?.settings.map(({ name, shipped }) => [name, shipped]) ?? []);

/** Returns the maximum number of objects in a bulk under the settings of its core template. */
export const bulkLimitOf = (settings: Readonly<Record<string, string>>): number => Number(settings[bulkLimit.name]);
