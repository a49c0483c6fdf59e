import type { Role } from "#shared/domain/roles.ts";
import { type RevocationReason, cardStates } from "#shared/domain/states.ts";
import type { ProcessRequirements } from "#shared/domain/offer.ts";
import type { ObjectType } from "../store/objects.ts";
import type { Texts } from "../texts/texts.ts";

/**
 * What becomes of the certificates of an object. `hold`: what is valid in the CA is put on hold; `release`: what this object's
 * deactivation put on hold is released, and has in Identity Manager the state that a template setting names; `revoke`:
 * for good; `forget`: Identity Manager drops them, the CA keeps them as they are.
 */
export type CertificateEffect =
  | { readonly kind: "hold" }
  | { readonly kind: "release"; readonly stateSetting: keyof Texts["settings"] }
  | { readonly kind: "revoke"; readonly reason: RevocationReason }
  | { readonly kind: "forget" };

/** What a process does to an object and its certificates. `state` null: the object is deleted. */
export interface Effect {
  readonly state: string | null;
  readonly certificates: CertificateEffect;
}

/** A process as data: nothing else in the engine knows one by name. */
export interface ProcessDefinition extends ProcessRequirements {
  readonly symbolicName: keyof Texts["processes"];
  readonly coreTemplate: ObjectType;
  readonly roles: readonly Role[];
  readonly effect: Effect;
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
      certificates: { kind: "release", stateSetting: "certificateStateAfterReactivation" },
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

/** The processes of a core template, in the order in which they are listed. */
export const processesOf = (coreTemplate: string): ProcessDefinition[] =>
  catalogue.filter((process) => process.coreTemplate === coreTemplate);

/** A process by its symbolic name. */
export const findProcess = (symbolicName: string): ProcessDefinition | undefined =>
  catalogue.find((process) => process.symbolicName === symbolicName);
