import { errorCodes, type ErrorCode } from "./errors.ts";

/** The groups of the catalogue, in its order. */
export const errorGroups = ["backEnd", "refusal", "card", "offline", "store", "wizard", "page", "support"] as const;
export type ErrorGroup = (typeof errorGroups)[number];

/**
 * The number of every error, by group. A number never changes: support, tickets and other programs
 * identify an error by it. A new code gets the number after the last one of its group. The number
 * of a removed code is never used again (`ERRORS.md` lists it).
 */
const numbersOf = {
  backEnd: {
    "backend-unreachable": 1001,
    "backend-timeout": 1002,
    "backend-failed": 1003,
    "backend-refused": 1004,
    "backend-unreadable": 1005,
    "backend-untrusted": 1006,
    "backend-insecure": 1007,
    "ca-unavailable": 1008,
    "proxy-unreachable": 1009,
    "proxy-auth-required": 1010,
  },
  refusal: {
    "not-authenticated": 1101,
    "wrong-credentials": 1102,
    "account-locked": 1103,
    forbidden: 1104,
    "not-found": 1105,
    "invalid-input": 1106,
    "wrong-state": 1107,
    "version-conflict": 1108,
    "not-enabled": 1109,
    "approval-required": 1110,
    "own-request": 1111,
    "own-card": 1112,
    "already-decided": 1113,
    "request-rejected": 1114,
    "request-withdrawn": 1115,
    "idempotency-mismatch": 1116,
    "certificate-refused": 1130,
    "certificate-unreadable": 1131,
    "certificate-passphrase": 1132,
    "certificate-no-key": 1133,
    "certificate-expired": 1134,
    "certificate-purpose": 1135,
    "step-up-required": 1117,
    "provider-unreachable": 1118,
    "provider-refused": 1119,
    "provider-untrusted": 1120,
    "log-in-cancelled": 1121,
    "no-browser": 1122,
  },
  card: {
    "service-not-running": 1201,
    "no-reader": 1202,
    "no-card": 1203,
    "card-in-use": 1204,
    "card-removed": 1205,
    "card-silent": 1206,
    "card-unknown": 1207,
    "card-malformed": 1208,
    "card-refused": 1209,
    "key-missing": 1210,
    "pin-required": 1211,
    "pin-wrong": 1212,
    "pin-blocked": 1213,
    "bridge-lost": 1214,
    "bridge-timeout": 1215,
    "bridge-fault": 1216,
  },
  offline: {
    "grant-expired": 1301,
    "grant-untrusted": 1302,
    "grant-used-up": 1303,
    "not-allowed-offline": 1304,
    "not-in-working-set": 1305,
    "previous-not-applied": 1306,
    "journal-broken": 1307,
    "nothing-to-decide": 1308,
    "sync-first": 1309,
    "take-running": 1310,
    "take-cancelled": 1311,
    "unlock-wait": 1312,
  },
  store: {
    "disk-full": 1401,
    "store-unwritable": 1402,
    "store-damaged": 1403,
    "store-newer": 1404,
    "vault-unavailable": 1405,
    "code-unknown": 1406,
  },
  wizard: {
    "wizard-busy": 1501,
    "wizard-gone": 1502,
    "wizard-waiting": 1503,
    "step-unknown": 1504,
    "bulk-too-many": 1505,
    "bulk-open": 1506,
    "bulk-running": 1507,
    "bulk-interrupted": 1508,
  },
  page: {
    "query-too-long": 1601,
    "core-lost": 1602,
    "page-not-admitted": 1603,
    "address-used-twice": 1604,
    "bad-call": 1605,
    "client-fault": 1606,
    managed: 1607,
    "environment-name-taken": 1608,
  },
  support: {
    "bundle-unreadable": 1701,
    "bundle-newer": 1702,
    "bundle-too-large": 1703,
    "bundle-gone": 1704,
    "bundle-unplayable": 1705,
    "not-recorded": 1706,
  },
} as const satisfies Readonly<Record<ErrorGroup, Partial<Record<ErrorCode, number>>>>;

/** Does not compile while a code has no number. */
const numbers: Readonly<Record<ErrorCode, number>> = {
  ...numbersOf.backEnd,
  ...numbersOf.refusal,
  ...numbersOf.card,
  ...numbersOf.offline,
  ...numbersOf.store,
  ...numbersOf.wizard,
  ...numbersOf.page,
  ...numbersOf.support,
};

/** Returns the number by which support and tickets name an error: `CD-1001`. */
export const errorNumber = (code: ErrorCode): string => `CD-${numbers[code]}`;

/** Returns the codes of a group in the order of their numbers. */
export const codesOf = (group: ErrorGroup): readonly ErrorCode[] =>
  errorCodes
    .filter((code) => Object.hasOwn(numbersOf[group], code))
    .toSorted((one, other) => numbers[one] - numbers[other]);
