import type { AboutProgram, Licence } from "#shared/ipc/about.ts";
import { healthReportOf, type HealthReport } from "#shared/ipc/health.ts";
import type { KeyRef } from "#shared/bridge/messages.ts";
import type { About } from "#shared/domain/about.ts";
import type { Change } from "#shared/domain/change.ts";
import type { WhyNotCode } from "#shared/domain/offer.ts";
import type { CaCertificateState } from "#shared/domain/states.ts";
import type { FormStep } from "#shared/idm/instance.ts";
import type { Certificate, HistoryEntry, IdmObject, ProcessOffer } from "#shared/idm/object.ts";
import type { StateGraph } from "#shared/idm/state-graph.ts";
import type { SearchConfiguration, SearchItem } from "#shared/idm/search.ts";
import type { Operator } from "#shared/idm/session.ts";
import type { Task } from "#shared/idm/task.ts";
import type { Environment, EnvironmentTest } from "#shared/ipc/environments.ts";
import type { CardCheck, CardCheckRow } from "#shared/ipc/card-check.ts";
import type { Template } from "#shared/idm/template.ts";

export const manager: Operator = {
  id: "OP-1",
  name: "Vera Manager",
  account: "vscmanager",
  roles: ["virtualSmartCardManager"],
};
export const administrator: Operator = {
  id: "OP-9",
  name: "Ada Admin",
  account: "admin",
  roles: ["policyAdministrator"],
};
export const approver: Operator = { id: "OP-4", name: "Aprilia Provera", account: "approver", roles: ["approver"] };
export const helpdesk: Operator = { id: "OP-2", name: "Hedvig Pesk", account: "helpdesk", roles: ["helpdeskOfficer"] };
/** May run processes on single objects and in bulk. */
export const bulkOperator: Operator = {
  id: "OP-3",
  name: "Oskar Fichet",
  account: "officer",
  roles: ["registrationOfficer", "bulkOperator"],
};

export const configurations: SearchConfiguration[] = [
  {
    id: "virtualSmartCard",
    name: "Virtual smart card",
    objectType: "virtualSmartCard",
    fields: [{ name: "label", label: "Number" }],
    columns: [
      { name: "number", label: "Number" },
      { name: "state", label: "State" },
      { name: "holder", label: "Holder" },
      { name: "account", label: "Account" },
    ],
  },
  {
    id: "user",
    name: "User",
    objectType: "user",
    fields: [{ name: "label", label: "Name" }],
    columns: [
      { name: "name", label: "Name" },
      { name: "account", label: "Account" },
    ],
  },
];

const states = ["active", "inactive", "active", "locked", "active", "registered"];
const holders = ["Anna Lindqvist", "Jürgen Weiß", "Élodie Dupré", "Björn Åkesson", "Mary O’Neill"];

/** Returns the search result for the card of this number. */
export function cardItem(number: number, state = states[number % states.length] ?? "active"): SearchItem {
  const label = `VSC-${String(number).padStart(6, "0")}`;
  const holder = holders[number % holders.length] ?? "";
  return {
    ref: { type: "virtualSmartCard", id: label },
    label,
    state,
    columns: { number: label, holder, account: holder.toLowerCase().replaceAll(/[^a-z]+/g, "."), state },
  };
}

function certificate(
  purpose: string,
  serial: string,
  stateInIdm: string,
  stateInCa: Partial<Certificate["stateInCa"]>,
): Certificate {
  return {
    serial,
    purpose,
    subject: "CN=Anna Lindqvist",
    validFrom: "2025-03-01T08:00:00Z",
    validTo: "2028-03-01T08:00:00Z",
    stateInIdm,
    heldBy: stateInIdm === "onHold" && stateInCa.status === "onHold" ? "PI-1" : null,
    stateInCa: { status: "valid", reason: null, asOf: "2026-11-22T09:30:00Z", ...stateInCa },
  };
}

const held = { status: "onHold", reason: "certificateHold" };
const revoked = { status: "revoked", reason: "keyCompromise" };
const authentication = "4f0a1c22d97be3015a6c";
const signature = "4f0a1c22d97be3015a6d";
const encryption = "4f0a1c22d97be3015a6e";

export const anna: About = {
  label: "VSC-000002",
  person: "Anna Lindqvist",
  personState: "active",
  department: "Sales",
};

/** The inactive card of the tests, as in the back end before it is reactivated. */
export const inactiveCard: IdmObject = {
  ref: { type: "virtualSmartCard", id: "VSC-000002" },
  label: "VSC-000002",
  state: "inactive",
  version: 4,
  about: anna,
  fields: [
    { name: "number", label: "Number", type: "STRING", value: "VSC-000002" },
    { name: "holder", label: "Holder", type: "STRING", value: "Anna Lindqvist" },
    { name: "issued", label: "Issued", type: "DATE", value: "2025-03-01" },
    { name: "device", label: "Device", type: "STRING", value: null },
  ],
  related: [{ ref: { type: "user", id: "U-000002" }, relation: "Holder", label: "Anna Lindqvist", state: "active" }],
  certificates: [
    certificate("authentication", authentication, "onHold", held),
    certificate("signature", signature, "onHold", held),
    certificate("encryption", encryption, "revoked", revoked),
  ],
};

/**
 * The same card after reactivation: active, its held certificates on hold in Identity Manager and
 * valid in the CA.
 */
export const activeCard: IdmObject = {
  ...inactiveCard,
  state: "active",
  version: 5,
  certificates: [
    certificate("authentication", authentication, "onHold", {}),
    certificate("signature", signature, "onHold", {}),
    certificate("encryption", encryption, "revoked", revoked),
  ],
};

const reactivate = "VirtualSmartCardProcReactivate";

function offer(key: number | null, symbolicName: string, name: string, code?: WhyNotCode, detail = ""): ProcessOffer {
  const why = code === undefined ? [] : [{ code, detail }];
  const coreTemplate = "virtualSmartCard";
  return { symbolicName, name, coreTemplate, key, irreversible: key === null, offered: code === undefined, why };
}

const deleteNotEnabled = offer(
  null,
  "VirtualSmartCardProcDelete",
  "Delete virtual smart card",
  "not-enabled",
  "An administrator can enable it.",
);
export const offersWhileInactive: ProcessOffer[] = [
  offer(1, reactivate, "Reactivate virtual smart card"),
  offer(
    null,
    "VirtualSmartCardProcLockForOperator",
    "Lock virtual smart card",
    "wrong-state",
    "The card must be Active.",
  ),
  deleteNotEnabled,
];
export const offersWhileActive: ProcessOffer[] = [
  offer(null, "VirtualSmartCardProcLockForOperator", "Lock virtual smart card"),
  offer(1, reactivate, "Reactivate virtual smart card", "wrong-state", "The card must be Inactive."),
  deleteNotEnabled,
];

const card = { ...inactiveCard.ref, label: "VSC-000002" };
const ofCertificate = (id: string, label: string) => ({ type: "certificate", id, label });

export const changes: Change[] = [
  { subject: card, what: "state", before: "inactive", after: "active" },
  ...[ofCertificate(authentication, "authentication"), ofCertificate(signature, "signature")].flatMap((subject) => [
    { subject, what: "stateInIdm", before: "onHold", after: "onHold" },
    { subject, what: "stateInCa", before: "onHold", after: "valid" },
  ]),
  {
    subject: ofCertificate(encryption, "encryption"),
    what: "stateInCa",
    before: "revoked",
    after: "revoked",
    note: "already-revoked",
  },
];

export const reactivateForm: FormStep = {
  kind: "form",
  title: "Reactivate the card",
  text: "The card becomes active, and the hold on its certificates is released in the CA.",
  irreversible: false,
  action: "Reactivate card",
  about: anna,
  fields: [],
  changes,
  canGoBack: false,
};

export const history: HistoryEntry[] = [
  {
    seq: 3,
    at: "2026-11-20T13:05:00Z",
    operator: "Vera Manager",
    approvedBy: null,
    process: "VirtualSmartCardProcDeactivate",
    event: "Deactivate virtual smart card",
    before: {
      state: "active",
      certificates: [{ serial: authentication, purpose: "authentication", stateInIdm: "valid", stateInCa: "valid" }],
    },
    after: {
      state: "inactive",
      certificates: [{ serial: authentication, purpose: "authentication", stateInIdm: "onHold", stateInCa: "onHold" }],
    },
    entered: [],
    instance: "PI-1",
    device: null,
    journalSeq: null,
  },
];

const asked: Task["asked"] = {
  version: 1,
  state: "active",
  changes: [
    {
      subject: { type: "user", id: "U-000002", label: "Anna Lindqvist" },
      what: "state",
      before: "active",
      after: "inactive",
    },
    {
      subject: { type: "virtualSmartCard", id: "VSC-000002", label: "VSC-000002" },
      what: "state",
      before: "active",
      after: "inactive",
    },
  ],
};

/** A request that the approver of the tests can decide. */
export const task: Task = {
  id: "T-1",
  process: "UsersProcDeactivate",
  processName: "Deactivate user",
  object: { type: "user", id: "U-000002" },
  label: "Anna Lindqvist",
  about: { ...anna, label: "anna.lindqvist" },
  irreversible: false,
  action: "Deactivate user",
  requester: "Hedvig Pesk",
  requestedAt: "2026-11-20T13:05:00Z",
  entered: [{ name: "reason", label: "Reason", value: "Long absence" }],
  asked,
  now: asked,
  obstacles: [],
  postponed: null,
};

export const stateGraph: StateGraph = {
  coreTemplate: "virtualSmartCard",
  name: "Virtual smart card",
  states: [
    { id: "registered", name: "Registered", final: false },
    { id: "active", name: "Active", final: false },
    { id: "inactive", name: "Inactive", final: false },
    { id: "locked", name: "Locked", final: true },
  ],
  transitions: [
    {
      process: "VirtualSmartCardProcReactivate",
      processName: "Reactivate virtual smart card",
      from: "inactive",
      to: "active",
    },
    {
      process: "VirtualSmartCardProcLockForOperator",
      processName: "Lock virtual smart card",
      from: "active",
      to: "locked",
    },
  ],
};

export const template: Template = {
  id: "virtualSmartCard",
  name: "Virtual smart card",
  category: { id: "cards", name: "Cards" },
  version: 7,
  states: [
    { id: "registered", name: "Registered", additionalCommands: [] },
    { id: "active", name: "Active", additionalCommands: [{ process: "VirtualSmartCardProcLockForOperator" }] },
    { id: "inactive", name: "Inactive", additionalCommands: [] },
    { id: "locked", name: "Locked", additionalCommands: [] },
  ],
  settings: { certificateStateAfterReactivation: "onHold" },
  availableProcesses: [
    { symbolicName: reactivate, name: "Reactivate virtual smart card" },
    { symbolicName: "VirtualSmartCardProcDeactivate", name: "Deactivate virtual smart card" },
    { symbolicName: "VirtualSmartCardProcLockForOperator", name: "Lock virtual smart card" },
  ],
  settingChoices: [
    {
      name: "certificateStateAfterReactivation",
      label: "Certificate state after reactivation",
      choices: [
        { value: "onHold", label: "On hold" },
        { value: "valid", label: "Valid" },
      ],
    },
  ],
};

/** Returns a checked certificate of the card: on the card, in Identity Manager, and in the CA. */
export function checkedRow(key: KeyRef, purpose: string, serial: string, status: CaCertificateState): CardCheckRow {
  const at = { asOf: "2026-11-22T09:00:00Z", nextUpdate: "2026-11-22T10:00:00Z" };
  const reason = status === "revoked" ? "keyCompromise" : null;
  return {
    key,
    serialOnCard: serial,
    inIdm: { serial, purpose, stateInIdm: status === "valid" ? "onHold" : status, stateInCa: status },
    ca: { kind: "verified", by: "ocsp", status, reason, ...at },
    verdict: "agrees",
  };
}

/** The check of the reactivated card. */
export const goodCheck: CardCheck = {
  summary: "confirmed",
  rows: [
    checkedRow("9A", "authentication", authentication, "valid"),
    checkedRow("9C", "signature", signature, "valid"),
    checkedRow("9D", "encryption", encryption, "revoked"),
  ],
  possession: { kind: "not-asked" },
  pin: { kind: "tries", left: 3 },
  checkedAt: "2026-11-22T09:30:00Z",
};

/** A report in which the back end answers and the PC/SC service does not run. */
export const goodHealth: HealthReport = healthReportOf("2026-05-06T12:00:00.000Z", [
  { id: "back-end", level: "good", code: "back-end.answers", params: { milliseconds: 12 } },
  { id: "card-service", level: "attention", code: "card-service.not-running", params: {} },
  { id: "readers", level: "unknown", code: "unknown.card-service", params: {} },
]);

/** The environment in use. */
export const testEnvironment: Environment = {
  id: "production",
  name: "Production",
  colour: "red",
  url: "https://idm.example.org",
  ca: null,
  bridge: null,
  ways: null,
  proxy: "system",
};

/** A test without findings. */
export const goodTest: EnvironmentTest = {
  checks: [
    { id: "back-end", level: "good", code: "back-end.answers", params: { milliseconds: 12 } },
    { id: "tls", level: "good", code: "tls.valid", params: { until: "2027-03-01T12:00:00Z", days: 120 } },
    { id: "clock", level: "good", code: "clock.right", params: { seconds: 0, direction: "ahead" } },
    { id: "api", level: "good", code: "api.same", params: { found: "v1", wanted: "v1" } },
  ],
  chain: [{ subject: "idm.example.org", issuer: "Example Root CA", until: "2027-03-01T12:00:00Z" }],
  product: "Example IDM 8",
};

export const aboutProgram: AboutProgram = {
  build: { commit: "0123456789ab", date: "2026-05-04T10:00:00.000Z" },
  runtime: [
    { name: "Node.js", version: "24.21.0" },
    { name: "Linux", version: "6.1.0 x64" },
  ],
  api: "1",
};

export const licences: Licence[] = [
  { name: "react", version: "19.3.1", license: "MIT", text: "MIT License\n\nCopyright (c) Meta Platforms, Inc." },
  { name: "zod", version: "4.6.7", license: "MIT", text: "Permission is hereby granted" },
];
