import { z } from "zod";
import { personal, plain } from "../personal.ts";
import { instant, list, word } from "../text.ts";

/*
 * The report that `npm run doctor -- --json` prints and the tab Health shows. Scripts outside this
 * project read it: an id and a code must not change. It has no personal data.
 */

/** Version of the report; a change that could break a script must increase it. */
const healthFormat = 1;

/** The checks, in the order in which they are shown. */
export const healthIds = [
  "back-end",
  "proxy",
  "tls",
  "clock",
  "api",
  "crl",
  "ocsp",
  "card-service",
  "readers",
  "card",
  "key-vault",
  "data-directory",
  "disk",
  "log",
  "database",
  "journal",
  "grant",
  "bulk",
  "policy",
  "settings",
] as const;
export type HealthId = (typeof healthIds)[number];

export const goodCodes = [
  "back-end.answers",
  "proxy.none",
  /** `proxy`: its name and port. */
  "proxy.used",
  "tls.valid",
  /** Plain http to a back end on this machine. */
  "tls.on-this-machine",
  "clock.right",
  "api.same",
  "crl.fresh",
  "ocsp.fresh",
  "card-service.running",
  /** There is no PC/SC: the reader is the sandbox's. */
  "card-service.simulated",
  "readers.found",
  "card.none",
  "card.found",
  "key-vault.usable",
  /** There is no key yet: CardDesk has not been started with this data directory. */
  "key-vault.empty",
  "data-directory.writable",
  "disk.enough",
  "log.writable",
  "database.sound",
  "database.none",
  "journal.clear",
  "grant.none",
  "grant.valid",
  "bulk.none",
  "bulk.running",
  "bulk.finished",
  "policy.none",
  "policy.in-force",
  "settings.sound",
] as const;

/** Work goes on, but the finding needs attention. */
export const attentionCodes = [
  "back-end.slow",
  "tls.ends-soon",
  "clock.off",
  "card-service.not-running",
  "readers.none",
  "card.in-use",
  "card.unreadable",
  "card.not-piv",
  "disk.little",
  /** A damaged database was moved aside when the program was started. */
  "database.kept-aside",
  "journal.waiting",
  "journal.undecided",
  "grant.ends-soon",
  "grant.ended",
  "bulk.left",
  /** Keys that this version does not know: `count`. */
  "policy.unknown-keys",
  /** The file could not be read; the program started, or would start, with the defaults. */
  "settings.kept-aside",
  /** A newer version wrote the file; changes last until the program ends. */
  "settings.newer",
] as const;

/** Something does not work. */
export const badCodes = [
  "back-end.unreachable",
  "back-end.late",
  /**
   * The answer does not come from an identity management: an unexpected status, or not the JSON of
   * the API.
   */
  "back-end.other-answer",
  /** `reason`: a code of Node or its status, such as `HTTP 502`. */
  "proxy.unreachable",
  "proxy.wants-log-in",
  "tls.insecure",
  "tls.expired",
  "tls.other-host",
  "tls.not-trusted",
  "clock.wrong",
  "api.other",
  "crl.unreachable",
  "crl.stale",
  "crl.not-trusted",
  "ocsp.unreachable",
  "ocsp.stale",
  "ocsp.not-trusted",
  "card-service.no-bridge",
  "key-vault.unusable",
  "data-directory.missing",
  "data-directory.unwritable",
  "disk.full",
  "log.unwritable",
  "database.damaged",
  "database.newer",
  "database.unusable",
  "journal.broken",
  /** Doctor: the policy contradicts itself, or cannot be read. */
  "policy.unusable",
] as const;

/** The check could not be made, so that no fault is known. */
export const unknownCodes = [
  /** No answer within the time limit of a check: `seconds`. */
  "unknown.late",
  /** A defect of the check itself. */
  "unknown.failed",
  /** Doctor: no `--idm`. */
  "unknown.no-address",
  /** Doctor: no `--data-dir`. */
  "unknown.no-directory",
  "unknown.back-end",
  /** The proxy forwards nothing. */
  "unknown.proxy",
  "unknown.card-service",
  "unknown.no-reader",
  /** Only the operator whom it belongs to may see it, after their log-in. */
  "unknown.log-in",
  "unknown.store",
  /** Doctor: the key store of the operating system opens the keys for CardDesk alone. */
  "unknown.sealed",
  /** Doctor: the file changed while it was read: CardDesk is running. */
  "unknown.in-use",
] as const;

export type HealthCode =
  | (typeof goodCodes)[number]
  | (typeof attentionCodes)[number]
  | (typeof badCodes)[number]
  | (typeof unknownCodes)[number];
export type HealthLevel = "good" | "attention" | "bad" | "unknown";

const count = z.number().int();
/** A code of Node, OpenSSL, SQLite, HTTP or of this program: `ECONNREFUSED`, `HTTP 503`. */
const reasonForm = /^[A-Za-z][\w. -]{0,79}$/;
const reason = plain(z.string().max(80).regex(reasonForm));

/** Returns a reason from outside if it has the form of a code, otherwise "unknown". */
export const healthReason = (said: string): string => (reasonForm.test(said) ? said : "unknown");

/** The parameters of a finding. */
const paramsSchema = z
  .object({
    milliseconds: count,
    seconds: count,
    minutes: count,
    days: count,
    megabytes: count,
    count,
    waiting: count,
    undecided: count,
    left: count,
    /** The direction in which this machine's clock differs from the back end's. */
    direction: z.enum(["ahead", "behind"]),
    until: instant,
    /** Versions of the API. */
    found: reason,
    wanted: reason,
    reason,
    proxy: personal(word),
  })
  .partial();
export type HealthParams = z.infer<typeof paramsSchema>;

const common = { id: z.enum(healthIds), params: paramsSchema };
export const healthCheckSchema = z.discriminatedUnion("level", [
  z.object({ ...common, level: z.literal("good"), code: z.enum(goodCodes) }),
  z.object({ ...common, level: z.literal("attention"), code: z.enum(attentionCodes) }),
  z.object({ ...common, level: z.literal("bad"), code: z.enum(badCodes) }),
  z.object({ ...common, level: z.literal("unknown"), code: z.enum(unknownCodes) }),
]);
/** The answer of one check. */
export type HealthCheck = z.infer<typeof healthCheckSchema>;

/** Each check once, in the order of `healthIds`. */
export const healthReportSchema = z.object({
  format: z.literal(healthFormat),
  /** When the checks began. */
  readAt: instant,
  checks: list(healthCheckSchema, healthIds.length),
});
export type HealthReport = z.infer<typeof healthReportSchema>;

/**
 * The newest report, complete or not; null: nothing was checked yet. `asking`: the checks that have
 * no answer yet.
 */
export const healthSchema = z.object({
  report: healthReportSchema.nullable(),
  asking: list(z.enum(healthIds), healthIds.length),
});
export type Health = z.infer<typeof healthSchema>;

/** Makes a report of these checks, in the order of `healthIds`. */
export function healthReportOf(readAt: string, checks: readonly HealthCheck[]): HealthReport {
  const sorted = healthIds.flatMap((id) => checks.filter((check) => check.id === id));
  return { format: healthFormat, readAt, checks: sorted };
}

/** Returns the parameters of a finding as values of its sentence; `time` formats a time. */
export function healthValues(params: HealthParams, time: (iso: string) => string): Record<string, string | number> {
  const values = Object.entries(params).flatMap(([name, value]): [string, string | number][] =>
    value === undefined ? [] : [[name, name === "until" ? time(String(value)) : value]],
  );
  return Object.fromEntries(values);
}

const levels = ["bad", "attention", "unknown", "good"] as const;

/** Counts the checks of each level. */
export const countLevels = (checks: readonly HealthCheck[]): Readonly<Record<HealthLevel, number>> => ({
  good: checks.filter(({ level }) => level === "good").length,
  attention: checks.filter(({ level }) => level === "attention").length,
  bad: checks.filter(({ level }) => level === "bad").length,
  unknown: checks.filter(({ level }) => level === "unknown").length,
});

/**
 * Returns the level of a report as a whole: that of its worst check. `unknown` ranks below
 * `attention`: a check that could not be made is no fault.
 */
export const worstLevel = (checks: readonly HealthCheck[]): HealthLevel =>
  levels.find((level) => checks.some((check) => check.level === level)) ?? "unknown";
