import type { ProcessRequirements } from "#shared/domain/offer.ts";
import type { CertificateEffect, Effect } from "#shared/domain/plan.ts";
import type { Role } from "#shared/domain/roles.ts";
import type { Texts } from "../texts/texts.ts";
import type { TemplateId } from "./core-templates.ts";

/**
 * An effect as declared in the catalogue; a value that a template setting decides is given by the
 * name of the setting.
 */
interface DeclaredEffect extends Omit<Effect, "certificates"> {
  readonly certificates:
    | Exclude<CertificateEffect, { readonly kind: "release" }>
    | { readonly kind: "release"; readonly stateInIdm: { readonly setting: keyof Texts["settings"] } };
}

/** A field of a process's form: one of these values has to be chosen. */
export interface FieldDefinition {
  readonly name: keyof Texts["formFields"];
  readonly type: "CHOICE";
  readonly choices: readonly (keyof Texts["choices"])[];
}

type ProcessName = keyof Texts["processes"];

/**
 * A process as data: nothing else in the engine knows one by name.
 *
 * `approval` names the setting of its core template that makes it wait for a second person. `calls`
 * are the processes that run automatically, enabled or not, on every object that belongs to its
 * own: each in turn if it accepts the state that the object then has. If several run on one object,
 * only the last one decides on the certificates, so that the CA never publishes a status that the
 * next process takes back.
 */
export interface ProcessDefinition extends ProcessRequirements {
  readonly symbolicName: ProcessName;
  readonly coreTemplate: TemplateId;
  readonly roles: readonly Role[];
  readonly effect: DeclaredEffect;
  readonly fields: readonly FieldDefinition[];
  readonly approval: keyof Texts["settings"] | null;
  readonly calls: readonly ProcessName[];
  /**
   * The digit key that starts it, unique in its core template; null for a process that cannot be
   * undone.
   */
  readonly key: number | null;
}

const cardProcess = {
  coreTemplate: "virtualSmartCard",
  roles: ["virtualSmartCardManager", "registrationOfficer"],
  fields: [],
  approval: null,
  calls: [],
} as const;

/** The reasons an operator can choose, by type of process. */
const reasons = {
  deactivation: ["longAbsence", "underInvestigation", "contractPaused"],
  activation: ["returned", "investigationClosed", "deactivatedByMistake"],
  locking: ["leftOrganisation", "misuse", "identityNotConfirmed"],
} as const satisfies Record<string, readonly (keyof Texts["choices"])[]>;

const reason = (type: keyof typeof reasons): FieldDefinition => ({
  name: "reason",
  type: "CHOICE",
  choices: reasons[type],
});

export const catalogue: readonly ProcessDefinition[] = [
  {
    ...cardProcess,
    symbolicName: "VirtualSmartCardProcReactivate",
    key: 1,
    requiredStates: ["inactive"],
    approval: "reactivationApproval",
    effect: {
      state: "active",
      certificates: { kind: "release", stateInIdm: { setting: "certificateStateAfterReactivation" } },
    },
  },
  {
    ...cardProcess,
    symbolicName: "VirtualSmartCardProcDeactivate",
    key: 2,
    requiredStates: ["active"],
    effect: { state: "inactive", certificates: { kind: "hold" } },
  },
  {
    ...cardProcess,
    symbolicName: "VirtualSmartCardProcLockForOperator",
    key: null,
    requiredStates: ["active"],
    effect: { state: "locked", certificates: { kind: "revoke", reason: "unspecified" } },
  },
  {
    ...cardProcess,
    symbolicName: "VirtualSmartCardProcDelete",
    key: null,
    requiredStates: "any",
    effect: { state: null, certificates: { kind: "forget" } },
  },
  {
    symbolicName: "UsersProcDeactivate",
    key: 2,
    coreTemplate: "user",
    requiredStates: ["active"],
    roles: ["helpdeskOfficer", "registrationOfficer"],
    effect: { state: "inactive", certificates: { kind: "keep" } },
    fields: [reason("deactivation")],
    approval: "UsersDeactivationApproval",
    calls: ["VirtualSmartCardProcDeactivate"],
  },
  {
    symbolicName: "UsersProcReactivate",
    key: 1,
    coreTemplate: "user",
    requiredStates: ["inactive"],
    roles: ["helpdeskOfficer", "registrationOfficer"],
    effect: { state: "active", certificates: { kind: "keep" } },
    fields: [reason("activation")],
    approval: "UsersReactivationApproval",
    calls: ["VirtualSmartCardProcReactivate"],
  },
  {
    symbolicName: "UsersProcLock",
    key: null,
    coreTemplate: "user",
    requiredStates: ["active", "inactive"],
    roles: ["registrationOfficer"],
    effect: { state: "locked", certificates: { kind: "keep" } },
    fields: [reason("locking")],
    approval: "UsersLockingApproval",
    // Locking takes an active card: an inactive one is reactivated first.
    calls: ["VirtualSmartCardProcReactivate", "VirtualSmartCardProcLockForOperator"],
  },
];

/** The processes of a core template, in the order in which they are listed. */
export const processesOf = (coreTemplate: string): ProcessDefinition[] =>
  catalogue.filter((process) => process.coreTemplate === coreTemplate);

/** A process by its symbolic name. */
export const findProcess = (symbolicName: string): ProcessDefinition | undefined =>
  catalogue.find((process) => process.symbolicName === symbolicName);

/** Returns a process that must exist; throws Error otherwise. */
export function processNamed(symbolicName: string): ProcessDefinition {
  const process = findProcess(symbolicName);
  if (process === undefined) throw new Error(`The catalogue has no ${symbolicName}.`);
  return process;
}

/** Whether a process accepts objects in this state. */
export const takes = ({ requiredStates }: ProcessRequirements, state: string): boolean =>
  requiredStates === "any" || requiredStates.includes(state);

/** Returns the effect of a process under the settings of its core template. */
export function effectOf({ effect }: ProcessDefinition, settings: Readonly<Record<string, string>>): Effect {
  const { state, certificates } = effect;
  if (certificates.kind !== "release") return { state, certificates };
  const { setting } = certificates.stateInIdm;
  const stateInIdm = settings[setting];
  if (stateInIdm === undefined) throw new Error(`The core template has no setting ${setting}.`);
  return { state, certificates: { kind: "release", stateInIdm } };
}
