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

/** The operators of the sandbox; what is set up leaves them as they are. */
export const sandboxAccounts = ["vscmanager", "helpdesk", "officer", "approver", "admin"] as const;
export type SandboxAccount = (typeof sandboxAccounts)[number];

export const certificatePurposes = ["authentication", "signature", "encryption"] as const;

const version = z.number().int().min(1).max(1_000_000);
/** The process instance of a deactivation, or another cause in words; null: nothing holds it. */
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

/** `heldBy`: Reactivate releases the certificates that have the same. */
const cardSchema = z.strictObject({
  id: idText,
  version,
  state: z.enum(cardStates),
  user: idText,
  issuedAt: instant,
  heldBy,
});

/**
 * `serial` as the CA has it, lower-case hexadecimal, an even number of digits. The subject is made
 * of the person. `validTo` must be past for `expired` in the CA, and to come for `valid` and
 * `onHold`: after a long time, move the times of all objects by the same.
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
  /** Of a revocation for good. */
  reason: z.enum(revocationReasons).exclude(["certificateHold"]).nullable(),
});

/**
 * What an administrator has set. A state without commands and a setting as shipped may be left out.
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
  /** A field that is not named gets the first of its choices. */
  values: valuesSchema,
  /** As the task has it; null: as the object is now. */
  asked: taskOutlookSchema.nullable(),
  postponed: z.strictObject({ by: label, at: instant, reason: prose }).nullable(),
});

/**
 * All that the sandbox is to have, in place of what it has: `PUT /sandbox/setup`. A template that
 * is not named is as shipped.
 */
export const sandboxSetupSchema = z.strictObject({
  format: z.literal(1),
  users: list(userSchema, 5_000),
  cards: list(cardSchema, 5_000),
  certificates: list(certificateSchema, 20_000),
  templates: list(templateSchema, 2),
  tasks: list(taskSchema, 5_000),
  /** Which of the users an operator is; who is not named is none of them. */
  operators: list(z.strictObject({ account: z.enum(sandboxAccounts), user: idText }), sandboxAccounts.length),
});
export type SandboxSetup = z.infer<typeof sandboxSetupSchema>;

/** What can be tried in the sandbox, in the order in which it is listed. */
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
/** What `--scenario` takes; `none` begins with none, and lets one be started. */
export const scenarioFlags = ["none", ...scenarioNames] as const;

/** Body of `PUT /sandbox/scenario`; null ends the one that runs. */
export const scenarioChoiceSchema = z.strictObject({ name: z.enum(scenarioNames).nullable() });

/** Answer of `GET /sandbox/scenarios` and `PUT /sandbox/scenario`. */
export const scenarioStateSchema = z.object({
  /** Null: all is well. */
  current: z.enum(scenarioNames).nullable(),
  /** Percent of the data that it needs; null once all of it is there. */
  preparing: z.number().int().min(0).max(100).nullable(),
});
export type ScenarioState = z.infer<typeof scenarioStateSchema>;
/** All is well. */
export const noScenario: ScenarioState = { current: null, preparing: null };

/** What the simulated reader has to show: `GET /sandbox/reader`. */
export const simulatedReaderSchema = z.object({
  /** Grows with every change; then the card is another one, even with the same number. */
  revision: z.number().int(),
  service: z.enum(["running", "stopped"]),
  /** `pin` is what the card takes; null: there is no card. */
  card: z.object({ number: idText, pin: word }).nullable(),
});
export type SimulatedReader = z.infer<typeof simulatedReaderSchema>;
