/** Every word that the sandbox says to an operator, in English; the other languages have the same shape. */
export const en = {
  templates: { virtualSmartCard: "Virtual smart card", user: "User", certificate: "Certificate" },
  categories: { cards: "Cards" },
  roles: {
    virtualSmartCardManager: "Virtual smart card manager",
    helpdeskOfficer: "Helpdesk officer",
    registrationOfficer: "Registration officer",
    approver: "Approver",
    policyAdministrator: "Policy administrator",
  },
  cardStates: {
    registered: "Registered",
    active: "Active",
    inactive: "Inactive",
    locked: "Locked",
  },
  certificateStates: { valid: "Valid", onHold: "On hold" },
  purposes: { authentication: "Authentication", signature: "Signature", encryption: "Encryption" },
  fields: {
    number: "Number",
    name: "Name",
    person: "Person",
    account: "User account",
    email: "E-mail",
    department: "Department",
    issued: "Issued on",
    card: "Virtual smart card",
    serial: "Certificate serial number",
    purpose: "Purpose",
    subject: "Subject",
    validFrom: "Valid from",
    validTo: "Valid to",
  },
  processes: {
    VirtualSmartCardProcReactivate: {
      name: "Reactivate virtual smart card",
      text: "The virtual smart card becomes active. The certificates that its deactivation put on hold are released in the CA; others stay as they are.",
    },
    VirtualSmartCardProcDeactivate: {
      name: "Deactivate virtual smart card",
      text: "The virtual smart card becomes inactive and its valid certificates are put on hold. It can be reactivated later.",
    },
    VirtualSmartCardProcLockForOperator: {
      name: "Lock virtual smart card",
      text: "The virtual smart card is locked and its certificates are revoked. This cannot be undone.",
    },
    VirtualSmartCardProcDelete: {
      name: "Delete virtual smart card",
      text: "Really delete this virtual smart card? It is removed from Identity Manager; its history stays. The CA keeps the certificates as they are: one that is valid there stays valid.",
    },
  },
  events: {
    issued: "Issued",
    certificateHeld: "Certificate put on hold",
    certificateRevoked: "Certificate revoked",
  },
  settings: { certificateStateAfterReactivation: "State of the certificates in Identity Manager after reactivation" },
  reasons: {
    wrongState: (label: string, actual: string, required: string) =>
      `Needs the state ${required}; ${label} is ${actual}.`,
    notEnabled: (template: string, category: string) =>
      `No state tab of the core template ${template} has this command. An administrator adds it under Home > ${category} > ${template} > a state tab > Additional Commands.`,
    forbidden: (roles: string) => `Needs one of these roles: ${roles}.`,
  },
  problems: {
    "not-authenticated": "Not logged in, or the session has ended",
    "wrong-credentials": "User account or password is wrong",
    "account-locked": "Too many failed attempts; the account is locked for a while",
    forbidden: "Not allowed for this operator",
    "not-found": "Not found",
    "invalid-input": "The request is not as it must be",
    "wrong-state": "Not possible in the present state",
    "version-conflict": "Changed by someone else in the meantime",
    "not-enabled": "The process is not enabled",
    "approval-required": "Needs an approval",
    "idempotency-mismatch": "The Idempotency-Key was used for another request",
    "ca-unavailable": "The CA does not answer; nothing was changed",
    "grant-expired": "The grant has ended",
    "grant-untrusted": "This is not a grant of this back end for this device",
    "grant-used-up": "The grant allows no further entry",
    "not-allowed-offline": "The grant does not allow this process",
    "previous-not-applied": "The entry before it on the same object was not carried out",
    internal: "The back end failed",
  },
  details: {
    versionChanged: (label: string, expected: number, actual: number) =>
      `${label} is at version ${actual}; the request was made for version ${expected}.`,
    noObject: (type: string, id: string) => `There is no object ${type} ${id}.`,
    noProcess: (process: string, type: string) => `There is no process ${process} for ${type}.`,
    noInstance: "There is no such process instance of this operator.",
    alreadyDone: "The process is done; it cannot be cancelled.",
    unknownField: (name: string) => `The form has no field ${name}.`,
    unknownStateTab: (id: string) => `The core template has no state ${id}.`,
    missingStateTab: (id: string) => `The state ${id} is missing or named twice.`,
    unknownCommand: (process: string) => `The core template has no process ${process}.`,
    repeatedCommand: (process: string) => `${process} is there twice in one state.`,
    unknownSetting: (name: string) => `The core template has no setting ${name}.`,
    settingValue: (name: string) => `The setting ${name} is missing or has a value that it cannot have.`,
    needsIfMatch: 'The header If-Match is needed: the version that was read, in quotes, such as "3".',
    tooManyObjects: (found: number, most: number) =>
      `The search finds ${found} objects; a working set has at most ${most}. Refine the search.`,
    noGrant: "There is no such grant of this operator.",
    caTryAgain: "Try again when the CA answers.",
  },
  journalFaults: {
    "other-device": (seq: number) => `Entry ${seq} was made on another device.`,
    gap: (seq: number) => `Before entry ${seq} entries are missing.`,
    forked: (seq: number) =>
      `Another entry ${seq} is known already: the journal went on from a copy that was put back, or its end was removed.`,
    changed: (seq: number) => `Entry ${seq} does not follow the entry before it: one of the two was changed.`,
    "bad-signature": (seq: number) => `The signature of entry ${seq} is not the device’s.`,
    "clock-set-back": (seq: number) =>
      `Entry ${seq} is said to be older than the entry before it: a clock was set back.`,
    "outside-grant": (seq: number) => `Entry ${seq} is said to have been made outside of the time of its grant.`,
  },
};

export type Texts = typeof en;
