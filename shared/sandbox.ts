import { z } from "zod";
import { idText, instant, label, list, prose, verbatim, word } from "./text.ts";
import { refSchema } from "./domain/ref.ts";
import {
  caCertificateStates,
  cardStates,
  idmCertificateStates,
  revocationReasons,
  userStates,
} from "./domain/states.ts";
import { valuesSchema } from "./idm/instance.ts";
import { taskOutlookSchema } from "./idm/task.ts";

/** The accounts of the sandbox's operators; a setup does not replace them. */
export const sandboxAccounts = ["vscmanager", "helpdesk", "officer", "approver", "admin"] as const;
export type SandboxAccount = (typeof sandboxAccounts)[number];

export const certificatePurposes = ["authentication", "signature", "encryption"] as const;

const version = z.number().int().min(1).max(1_000_000);
/** The process instance of a deactivation, or another cause in words; null: there is no hold. */
const heldBy = label.nullable();

/** `account` and `email` are unique. */
const userSchema = z.strictObject({
  id: idText,
  version,
  state: z.enum(userStates),
  name: label,
  account: word.min(1),
  email: word,
  department: word,
});

/** `heldBy`: Reactivate releases the certificates whose `heldBy` is the same. */
const cardSchema = z.strictObject({
  id: idText,
  version,
  state: z.enum(cardStates),
  user: idText,
  issuedAt: instant,
  heldBy,
});

/**
 * `serial` as the CA has it, lower-case hexadecimal, an even number of digits. The subject is built
 * from the user. `validTo` must be in the past for `expired` in the CA, and in the future for
 * `valid` and `onHold`; to reuse an old setup, shift the times of all objects by the same amount.
 */
const certificateSchema = z.strictObject({
  serial: z.string().regex(/^(?!00)([0-9a-f]{2}){1,19}$/, "a serial number is 2 to 38 hexadecimal digits"),
  version,
  card: idText,
  purpose: z.enum(certificatePurposes),
  validFrom: instant,
  validTo: instant,
  stateInIdm: z.enum(idmCertificateStates),
  heldBy,
  stateInCa: z.enum(caCertificateStates),
  /** The reason of a permanent revocation; null if the certificate is not revoked. */
  reason: z.enum(revocationReasons).exclude(["certificateHold"]).nullable(),
});

/**
 * What an administrator has configured. A state without commands and a setting with its shipped
 * value may be omitted.
 */
const templateSchema = z.strictObject({
  id: z.enum(["virtualSmartCard", "user"]),
  version,
  /** The Additional Commands (symbolic names of processes) by state. */
  commands: z.record(verbatim(200), list(verbatim(200), 200)),
  settings: z.record(verbatim(200), verbatim(200)),
});

/** A process that waits for a second person. */
const taskSchema = z.strictObject({
  id: idText,
  process: verbatim(200),
  object: refSchema,
  requester: z.enum(sandboxAccounts),
  requestedAt: instant,
  /** The values of its form; an omitted field gets the first of its choices. */
  values: valuesSchema,
  /** What the requester saw; null: it is taken from the object as it is now. */
  asked: taskOutlookSchema.nullable(),
  postponed: z.strictObject({ by: label, at: instant, reason: prose }).nullable(),
});

/**
 * Body of `PUT /sandbox/setup`: replaces all data of the sandbox. A template that is omitted gets
 * its shipped state.
 */
export const sandboxSetupSchema = z.strictObject({
  format: z.literal(1),
  users: list(userSchema, 5_000),
  cards: list(cardSchema, 5_000),
  certificates: list(certificateSchema, 20_000),
  templates: list(templateSchema, 2),
  tasks: list(taskSchema, 5_000),
  /** The users that operators are; an operator that is not listed is none of the users. */
  operators: list(z.strictObject({ account: z.enum(sandboxAccounts), user: idText }), sandboxAccounts.length),
});
export type SandboxSetup = z.infer<typeof sandboxSetupSchema>;

/** The scenarios of the sandbox, in the order in which they are listed. */
export const scenarioNames = [
  "slow-back-end",
  "ca-down",
  "restarting",
  "session-expiring",
  "version-conflict",
  "approval-pending",
  "user-locked",
  "many-people",
  "no-pcsc-service",
  "foreign-card",
  "wrong-pin",
  "expired-certificates",
  "clock-off",
  "disk-full",
  "malformed-answers",
] as const;
export type ScenarioName = (typeof scenarioNames)[number];
/**
 * Values of the flag `--scenario`; `none` starts without a scenario and lets one be started later.
 */
export const scenarioFlags = ["none", ...scenarioNames] as const;

/** Body of `PUT /sandbox/scenario`; null ends the running scenario. */
export const scenarioChoiceSchema = z.strictObject({ name: z.enum(scenarioNames).nullable() });

/** Answer of `GET /sandbox/scenarios` and `PUT /sandbox/scenario`. */
export const scenarioStateSchema = z.object({
  /** Null: no scenario runs. */
  current: z.enum(scenarioNames).nullable(),
  /** Percentage of the scenario's data that is ready; null if none is being prepared. */
  preparing: z.number().int().min(0).max(100).nullable(),
});
export type ScenarioState = z.infer<typeof scenarioStateSchema>;
/** The state without a scenario. */
export const noScenario: ScenarioState = { current: null, preparing: null };

/** Answer of `GET /sandbox/reader`: the state that the simulated reader must have. */
export const simulatedReaderSchema = z.object({
  /** Grows with every change; each revision is a newly inserted card, even with the same number. */
  revision: z.number().int(),
  service: z.enum(["running", "stopped"]),
  /** `pin` is the PIN that the card accepts; null: no card is inserted. */
  card: z.object({ number: idText, pin: word }).nullable(),
});
export type SimulatedReader = z.infer<typeof simulatedReaderSchema>;
