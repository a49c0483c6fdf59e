import type { Role } from "#shared/domain/roles.ts";
import type { ProcessRequirements } from "#shared/domain/offer.ts";
import { cardStates } from "#shared/domain/states.ts";
import type { ObjectType } from "../store/objects.ts";
import type { Texts } from "../texts/texts.ts";
import type { CertificateEffect, Effect } from "#shared/domain/plan.ts";

/** An effect as the catalogue has it: what a template setting decides is named, not known yet. */
interface DeclaredEffect extends Omit<Effect, "certificates"> {
  readonly certificates:
    | Exclude<CertificateEffect, { readonly kind: "release" }>
    | { readonly kind: "release"; readonly stateInIdm: { readonly setting: keyof Texts["settings"] } };
}

/** A process as data: nothing else in the engine knows one by name. */
export interface ProcessDefinition extends ProcessRequirements {
  readonly symbolicName: keyof Texts["processes"];
  readonly coreTemplate: ObjectType;
  readonly roles: readonly Role[];
  readonly effect: DeclaredEffect;
}

const cardProcess = {
  coreTemplate: "virtualSmartCard",
  roles: ["virtualSmartCardManager", "registrationOfficer"],
} as const;

export const catalogue: readonly ProcessDefinition[] = [
  {
    ...cardProcess,
    symbolicName: "VirtualSmartCardProcReactivate",
    requiredStates: ["inactive"],
    effect: {
      state: "active",
      certificates: { kind: "release", stateInIdm: { setting: "certificateStateAfterReactivation" } },
    },
  },
  {
    ...cardProcess,
    symbolicName: "VirtualSmartCardProcDeactivate",
    requiredStates: ["active"],
    effect: { state: "inactive", certificates: { kind: "hold" } },
  },
  {
    ...cardProcess,
    symbolicName: "VirtualSmartCardProcLockForOperator",
    requiredStates: ["active"],
    effect: { state: "locked", certificates: { kind: "revoke", reason: "unspecified" } },
  },
  {
    ...cardProcess,
    symbolicName: "VirtualSmartCardProcDelete",
    requiredStates: "any",
    effect: { state: null, certificates: { kind: "forget" } },
  },
];

/** A setting of a core template: the values that it can have, the first as shipped. */
export interface SettingDefinition {
  readonly name: keyof Texts["settings"];
  readonly values: readonly (keyof Texts["certificateStates"])[];
}

/** A core template as shipped. `commands` are the Additional Commands of its state tabs. */
export interface TemplateDefinition {
  readonly id: ObjectType;
  readonly category: keyof Texts["categories"];
  readonly states: readonly (keyof Texts["cardStates"])[];
  readonly settings: readonly SettingDefinition[];
  readonly commands: Readonly<Record<string, readonly string[]>>;
}

export const coreTemplates: readonly TemplateDefinition[] = [
  {
    id: "virtualSmartCard",
    category: "cards",
    states: cardStates,
    settings: [{ name: "certificateStateAfterReactivation", values: ["onHold", "valid"] }],
    commands: { active: ["VirtualSmartCardProcLockForOperator"] },
  },
];

export const findTemplateDefinition = (id: string): TemplateDefinition | undefined =>
  coreTemplates.find((template) => template.id === id);

/** The processes of a core template, in the order in which they are listed. */
export const processesOf = (coreTemplate: string): ProcessDefinition[] =>
  catalogue.filter((process) => process.coreTemplate === coreTemplate);

/** A process by its symbolic name. */
export const findProcess = (symbolicName: string): ProcessDefinition | undefined =>
  catalogue.find((process) => process.symbolicName === symbolicName);

/** The effect of a process under the settings of its core template. */
export function effectOf({ effect }: ProcessDefinition, settings: Readonly<Record<string, string>>): Effect {
  const { state, certificates } = effect;
  if (certificates.kind !== "release") return { state, certificates };
  const { setting } = certificates.stateInIdm;
  const stateInIdm = settings[setting];
  if (stateInIdm === undefined) throw new Error(`The core template has no setting ${setting}.`);
  return { state, certificates: { kind: "release", stateInIdm } };
}
