import { cardStates, userStates } from "#shared/domain/states.ts";
import type { Texts } from "../texts/texts.ts";

/** The types of objects that have a core template. */
export type TemplateId = keyof Texts["states"];

/** A setting of a core template: the values that it can have, the first as shipped. */
export interface SettingDefinition {
  readonly name: keyof Texts["settings"];
  readonly values: readonly (keyof Texts["settingValues"])[];
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

const yesOrNo = ["true", "false"] as const;
const noOrYes = ["false", "true"] as const;

/** The setting by which operators may run processes that change their own card; `true` or `false`. */
export const allowOwnCard = "allowOwnCard";

export const coreTemplates: readonly TemplateDefinition[] = [
  {
    id: "virtualSmartCard",
    category: "cards",
    states: cardStates,
    finalStates: ["locked"],
    settings: [
      { name: "certificateStateAfterReactivation", values: ["onHold", "valid"] },
      { name: allowOwnCard, values: yesOrNo },
      // Reactivation gives trust back: a site may want a second person for it. As shipped it has no option.
      { name: "reactivationApproval", values: noOrYes },
    ],
    commands: { active: ["VirtualSmartCardProcLockForOperator"] },
  },
  {
    id: "user",
    category: "users",
    states: userStates,
    finalStates: ["aborted", "rejected", "locked"],
    settings: [
      { name: "UsersDeactivationApproval", values: yesOrNo },
      { name: "UsersReactivationApproval", values: yesOrNo },
      { name: "UsersLockingApproval", values: yesOrNo },
    ],
    commands: { active: ["UsersProcDeactivate", "UsersProcLock"], inactive: ["UsersProcReactivate"] },
  },
];

export const findTemplateDefinition = (id: string): TemplateDefinition | undefined =>
  coreTemplates.find((template) => template.id === id);
