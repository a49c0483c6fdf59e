import { z } from "zod";
import { errorCodes } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import { contract } from "#shared/ipc/contract.ts";
import { placeOf } from "#shared/ipc/entries.ts";
import { bulkCountsSchema, bulkSchema } from "#shared/ipc/bulk.ts";
import { sessionStateSchema } from "#shared/ipc/session.ts";
import { currentTrace } from "./trace.ts";
import { overruledFlags } from "./shell/overrule.ts";
import { eventsCall } from "./idm/gateway.ts";

/** The messages of the log. */
const messages = [
  "session",
  "bulk",
  "wizard",
  "offline",
  "events",
  "call failed",
  "defect between core and page",
  "the page dropped an event",
  "the settings could not be read; the program goes on with those it ships with",
  "The card bridge ended and is started again.",
  "the process of the page ended",
  "the page does not respond",
  "a process of the runtime ended",
  "client of carddesk:",
  "the place of the window could not be kept",
  "uncaught fault",
  "the address of the page was used twice",
  "a flag does not count: the policy sets it",
  "the policy has keys that this version does not know",
] as const;

/** Why a process of Chromium ended, in Electron's words (`RenderProcessGoneDetails`). */
const endings = [
  "clean-exit",
  "abnormal-exit",
  "killed",
  "crashed",
  "oom",
  "launch-failed",
  "integrity-failure",
  "memory-eviction",
] as const;
/** The kinds of processes of Chromium, in Electron's words (`child-process-gone`). */
const processTypes = ["Utility", "Zygote", "Sandbox helper", "GPU", "Pepper Plugin", "Pepper Plugin Broker"] as const;
export type LogMessage = (typeof messages)[number];

const calls = [...Object.values(idmApi), eventsCall].map(({ method, path }) => `${method} ${path}`);
const places = Object.entries(contract).flatMap(([area, entries]) =>
  Object.keys(entries).map((name) => placeOf(area, name)),
);

/** One of the words; "unknown" for anything else. */
const oneOf = <const W extends readonly string[]>(words: W) => z.enum([...words, "unknown"]).catch("unknown");
/** A text of this form; "unknown" for anything else. */
const ofForm = (form: RegExp) => z.string().regex(form).catch("unknown");
const count = z.number().catch(-1);

/** Names of classes, codes of Node and places in the program's files: words of the program. */
const faultSchema = z.object({
  kind: ofForm(/^\w{1,60}$/),
  code: z.union([z.enum(errorCodes), ofForm(/^[A-Z][A-Z0-9_]{0,60}$/)]).optional(),
  stack: z.array(ofForm(/^[\w.-]{1,60}:\d{1,7}:\d{1,7}$/)).max(20),
});

/**
 * The fields of the log. Whatever value a field is given, only words of the program and numbers are
 * written: no text of a back end, a card or an operator, and no line of unbounded length.
 */
export const logWordsSchema = z.object({
  session: oneOf(sessionStateSchema.options.map(({ shape }) => shape.kind.value)).optional(),
  bulk: oneOf(bulkSchema.options.map(({ shape }) => shape.kind.value)).optional(),
  counts: bulkCountsSchema.optional().catch(undefined),
  code: oneOf(errorCodes).optional(),
  certainty: oneOf(["refused", "not-sent", "unknown"]).optional(),
  call: oneOf(calls).optional(),
  status: count.optional(),
  place: oneOf(places).optional(),
  fault: z.unknown().transform(faultWords).pipe(faultSchema).optional(),
  /** How a process ended. */
  how: ofForm(/^(exit code -?\d{1,10}|SIG[A-Z0-9]{1,10})$/).optional(),
  reason: oneOf(endings).optional(),
  /**
   * The kind of a process of Chromium (`GPU`), and its service (`network.mojom.NetworkService`).
   */
  type: oneOf(processTypes).optional(),
  service: ofForm(/^[a-z_]{1,30}(\.[a-z_]{1,30}){0,4}\.[A-Za-z]{1,40}$/).optional(),
  pid: count.optional(),
  wait: count.optional(),
  exitCode: count.optional(),
  reloads: count.optional(),
  flag: oneOf(overruledFlags).optional(),
  keys: count.optional(),
  links: z.boolean().optional().catch(undefined),
  trace: ofForm(/^[0-9a-f]{32}$/).optional(),
});

/**
 * A line of the log file, limited to the same words: another version may have written the file, or
 * a user may have edited it.
 */
export const logLineSchema = logWordsSchema.extend({
  level: count,
  time: ofForm(/^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/),
  msg: oneOf(messages),
  fault: faultSchema.optional().catch(undefined),
});
export type LogFields = Partial<Record<keyof z.input<typeof logWordsSchema>, unknown>>;

/** Whether the log can be written; `code` is Node's: `ENOSPC`, `EACCES`. */
export type LogState = { readonly kind: "writing" } | { readonly kind: "failing"; readonly code: string };

/** The log of the program. */
export interface Log {
  /** Whether the last line could be written. */
  state(): LogState;
  info(fields: LogFields, message: LogMessage): void;
  warn(fields: LogFields, message: LogMessage): void;
  error(fields: LogFields, message: LogMessage): void;
}

/** Returns the fields as they are written, with the trace of the present work. */
export function logWords(fields: LogFields): object {
  const trace = currentTrace();
  return logWordsSchema.parse(trace === undefined ? fields : { ...fields, trace });
}

/**
 * Returns the parts of a fault that may be written. Its message may quote an operator's input and
 * is left out.
 */
function faultWords(fault: unknown): object {
  if (!(fault instanceof Error)) return { kind: typeof fault, stack: [] };
  return { kind: fault.constructor.name, code: "code" in fault ? fault.code : undefined, stack: framesOf(fault) };
}

/** Returns file, line and column of each frame. */
function framesOf({ stack = "", message }: Error): string[] {
  // The message precedes the frames and could look like one.
  const at = stack.indexOf(message);
  if (at === -1) return [];
  const frames = stack.slice(at + message.length).matchAll(/^\s+at .*?([\w.-]+:\d+:\d+)\)?$/gm);
  return [...frames].slice(0, 20).map(([, place = ""]) => place);
}
