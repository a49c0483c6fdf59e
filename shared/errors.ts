import { z } from "zod";

/**
 * The catalogue of operator errors. A code is stable: support looks it up, tests and scripts compare it. The words (what
 * happened, what it means, what to do next) are in the languages of the renderer, one set for every code here.
 */
export const errorCodes = [
  // Said by the back end (problem+json of the IDM API).
  "not-authenticated",
  "wrong-credentials",
  "account-locked",
  "forbidden",
  "not-found",
  "invalid-input",
  "wrong-state",
  "version-conflict",
  "not-enabled",
  "approval-required",
  /** Nobody decides a request of their own. */
  "own-request",
  /** Nobody decides a request that would change their own user or card. */
  "own-card",
  /** Somebody else has decided the task. */
  "already-decided",
  /** The second person said no; why is in `params.detail`. */
  "request-rejected",
  /** Its requester took it back. */
  "request-withdrawn",
  "idempotency-mismatch",
  "ca-unavailable",
  /** A code of the back end that this version does not know: `params.backendCode`; its own words are in `params.detail`. */
  "backend-refused",
  /** 5xx: the back end failed at the request. */
  "backend-failed",
  // Found on the way to the back end.
  /** Nobody answered at the address: name not found, connection refused, no route. */
  "backend-unreachable",
  /** No answer in time to a request that only reads. */
  "backend-timeout",
  /** The server's certificate is not trusted: expired, self-signed, other host. `params.reason` has OpenSSL's name. */
  "backend-untrusted",
  /** Plain http to another machine. */
  "backend-insecure",
  /** Not the JSON that the API promises: HTML, half a document, other fields. */
  "backend-unreadable",
  /** The process stands at a kind of step that this version does not know. */
  "step-unknown",
  // Said by the back end of work without a connection.
  /** The grant has ended, or the clock says that an entry lies outside of it. */
  "grant-expired",
  /** The journal is not the one that the back end knows: `params.fault` says how, `params.seq` from where on. */
  "journal-broken",
  /** An entry before it on the same object was not carried out. */
  "previous-not-applied",
  // Found in the client while it works without a connection.
  /** The grant does not name this process, or nothing can be done with this part of the program. */
  "not-allowed-offline",
  /** The object is not in the working set. */
  "not-in-working-set",
  /** The grant's signature is not the back end's, or it is for another device or operator. */
  "grant-untrusted",
  /** As many entries were made as the grant allows. */
  "grant-used-up",
  /** Five wrong passwords: `params.seconds` until the next try. */
  "unlock-wait",
  /** Entries wait; they are synced before a new working set is taken. */
  "sync-first",
  // Said by bulk.
  /** More objects than Admin allows in one bulk: `params.count`, `params.limit`. */
  "bulk-too-many",
  /** A bulk is not finished, or its result was not closed. */
  "bulk-open",
  /** The program was ended before the back end had answered: what became of this object is found out by Resume. */
  "bulk-interrupted",
  // The store on this machine.
  "disk-full",
  /** The data directory or a file in it cannot be written. */
  "store-unwritable",
  /** The database is damaged. */
  "store-damaged",
  /** The database, or a value in it, was written by a newer version of the program; it was left untouched. */
  "store-newer",
  /** An error that another version of the program stored: its code is `params.code`, and in the details. */
  "code-unknown",
  /** The key vault does not give the keys of the store. */
  "vault-unavailable",
  // Said by the card bridge.
  /** The PC/SC service does not run, or its library is not installed. */
  "service-not-running",
  "no-reader",
  "no-card",
  /** Another program has the card for itself. */
  "card-in-use",
  /** The card was pulled out, or lost contact, in the middle. */
  "card-removed",
  /** A card is there and does not answer. */
  "card-silent",
  /** Not a PIV card. */
  "card-unknown",
  /** What the card said breaks its standard. */
  "card-malformed",
  /** The card refused a command. */
  "card-refused",
  /** The bridge is not there, or went away before it answered. */
  "bridge-lost",
  /** The bridge did not answer in time. */
  "bridge-timeout",
  /** The bridge has a defect, or is of another version. */
  "bridge-fault",
  // Found in the client itself.
  /** A search text longer than any field. */
  "query-too-long",
  /** The page and the core do not agree on a message: a defect. */
  "bad-call",
  /** The page has lost its core (browser shell: the program was ended). */
  "core-lost",
  /** A defect of the client; the details name it. */
  "client-fault",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/**
 * An error as the operator meets it. `params` fill the words (`seconds`, `detail`, `address`, …); `details` are for support
 * to copy: never a stack, token, password, name or serial.
 */
export const operatorErrorSchema = z.object({
  code: z.enum(errorCodes),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  details: z.string(),
});
export type OperatorError = z.infer<typeof operatorErrorSchema>;

/** Makes an operator error. */
export function operatorError(code: ErrorCode, params: OperatorError["params"] = {}, details = ""): OperatorError {
  return { code, params, details };
}

/** A value, or the operator error that stands in its place. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: OperatorError };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const fail = (error: OperatorError): Result<never> => ({ ok: false, error });
