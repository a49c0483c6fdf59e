import { z } from "zod";
import { dictionary, prose, word } from "./text.ts";
import { bridgeCodes } from "./bridge/error.ts";
import { plain, plainAt } from "./personal.ts";
import { traceId } from "./trace.ts";
import { refusalCodes } from "./idm/problem.ts";

/**
 * Errors that the client itself detects: on the way to the back end, in its store, in its own
 * state.
 */
const clientCodes = [
  /**
   * The back end refused with a code that this version does not know: `params.backendCode` is the
   * code, `params.detail` its text.
   */
  "backend-refused",
  /** 5xx: the back end failed to process the request. */
  "backend-failed",
  /** No connection to the address: name not found, connection refused, no route. */
  "backend-unreachable",
  /** A read request was not answered in time. */
  "backend-timeout",
  /**
   * The proxy `params.proxy` forwards nothing; `params.reason` is Node's error code or the proxy's
   * status.
   */
  "proxy-unreachable",
  /** The proxy requires a log-in (407). */
  "proxy-auth-required",
  /**
   * The server's certificate is expired, self-signed or for another host. `params.reason` is
   * OpenSSL's name of the error.
   */
  "backend-untrusted",
  /** Plain http to another machine. */
  "backend-insecure",
  /** The answer is not the JSON that the API promises: HTML, a truncated document, other fields. */
  "backend-unreadable",
  /** The process is at a kind of step that this version does not know. */
  "step-unknown",

  /** The OpenID Connect provider at `params.address` does not answer. */
  "provider-unreachable",
  /** The provider answered the log-in with an error: `params.reason` is its code. */
  "provider-refused",
  /** The answer of the provider, or a token in it, fails a check: `params.reason` says which. */
  "provider-untrusted",
  /** The log-in in the browser was cancelled, or took too long. */
  "log-in-cancelled",
  /** The system has no browser that could be opened. */
  "no-browser",

  /**
   * The local journal is broken, or differs from the back end's: `params.fault` is the fault,
   * `params.seq` the first entry that it affects.
   */
  "journal-broken",
  /** The object is not in the working set. */
  "not-in-working-set",
  /** Too many wrong passwords (five): `params.seconds` until the next try. */
  "unlock-wait",
  /** Queued entries must be synced before a new working set is taken. */
  "sync-first",
  /** Another working set is being downloaded. */
  "take-running",
  /** The download was cancelled, or its session ended. */
  "take-cancelled",
  /** The entry of the journal is already settled, or its state needs no decision. */
  "nothing-to-decide",

  /** More objects than Admin allows in one bulk: `params.count`, `params.limit`. */
  "bulk-too-many",
  /** Another bulk is unfinished, or its result was not closed. */
  "bulk-open",
  /** The bulk still runs: it cannot be closed or retried, nor resumed while it is stopping. */
  "bulk-running",
  /**
   * The program ended before the back end answered; Resume finds out the outcome for this object.
   */
  "bulk-interrupted",
  /** Another wizard is open; the program has one wizard, shared by all windows. */
  "wizard-busy",
  /** The wizard was closed, or is at another process instance: another window was quicker. */
  "wizard-gone",
  /** Next was sent and is not answered: the wizard cannot be closed. */
  "wizard-waiting",

  "disk-full",
  /** The data directory or a file in it cannot be written. */
  "store-unwritable",
  /** The database is damaged. */
  "store-damaged",
  /**
   * The database, or a value in it, was written by a newer version of the program; it was left
   * untouched.
   */
  "store-newer",
  /**
   * An error that another version of the program stored, with a code that this version does not
   * know: the code is in `params.code` and in the details.
   */
  "code-unknown",
  /** The key vault does not release the keys of the store. */
  "vault-unavailable",

  /**
   * The file is not a support bundle, or is damaged or was changed: `params.reason` is a fault of
   * `shared/ipc/bundle.ts`.
   */
  "bundle-unreadable",
  /** The support bundle was made by a newer version of the program. */
  "bundle-newer",
  /** The file, or a part of it, is larger than any support bundle. */
  "bundle-too-large",
  /** The preview was already saved, replaced by a newer one, or dropped with its session. */
  "bundle-gone",
  /** The support bundle has no recording: there is nothing to play. */
  "bundle-unplayable",
  /** The recording that is played has no answer to this call of the page. */
  "not-recorded",

  /**
   * The file is not PKCS#12, is damaged or too large, or uses an encryption that is not accepted.
   */
  "certificate-unreadable",
  "certificate-passphrase",
  /** The file has no private key, or none that belongs to its certificate. */
  "certificate-no-key",
  /** The certificate is not yet or no longer valid: `params.from`, `params.until`. */
  "certificate-expired",
  /** The certificate is not issued for logging in (extended key usage). */
  "certificate-purpose",

  /** The policy of the site sets this value: `params.organisation` is who set it. */
  "managed",
  /** Another environment has this name. */
  "environment-name-taken",

  /** A search text longer than any field. */
  "query-too-long",
  /** Page and core disagree on a message: a defect. */
  "bad-call",
  /** The page has lost the connection to its core (browser shell: the program ended). */
  "core-lost",
  /** Browser shell: the page does not have the current secret, or a newer address was opened. */
  "page-not-admitted",
  /** Browser shell: the address was opened a second time, perhaps by another person. */
  "address-used-twice",
  /** A defect of the client; the details name it. */
  "client-fault",
] as const;

/**
 * The catalogue of operator errors. A code is stable: support looks it up, tests and scripts
 * compare it. Each has a number (`error-numbers.ts`), and four texts in every language of the
 * renderer: what happened, what it means, what the operator does next, what support does.
 */
export const errorCodes = [...refusalCodes, ...bridgeCodes, ...clientCodes] as const;
export type ErrorCode = (typeof errorCodes)[number];

/**
 * Parameters whose values are terms of the program, of Node or of OpenSSL. `address` is not one:
 * the address of a back end identifies its owner.
 */
const plainParams = ["backendCode", "code", "fault", "kind", "reason"];

/**
 * An error as the operator sees it. `params` fill the placeholders of its texts (`seconds`,
 * `detail`, `address`, …); `details` are for support to copy: they must never hold a stack, token,
 * password, name or serial.
 */
export const operatorErrorSchema = z.object({
  code: z.enum(errorCodes),
  params: plainAt(dictionary(word, z.union([prose, z.number()]), 50), plainParams),
  details: plain(prose),
  /** The trace of the operation in which the error occurred. */
  trace: traceId.optional(),
});
export type OperatorError = z.infer<typeof operatorErrorSchema>;

/** Makes an operator error. */
export function operatorError(code: ErrorCode, params: OperatorError["params"] = {}, details = ""): OperatorError {
  return { code, params, details: details.slice(0, 2_000) };
}

/** A value, or an operator error if there is none. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: OperatorError };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const fail = (error: OperatorError): Result<never> => ({ ok: false, error });

/** Returns the schema of a result whose value has the given schema; unknown fields are dropped. */
export function resultSchema(value: z.ZodType): z.ZodType<Result<unknown>> {
  return z.discriminatedUnion("ok", [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), error: operatorErrorSchema }),
  ]);
}
