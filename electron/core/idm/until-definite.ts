import { setTimeout as sleep } from "node:timers/promises";
import type { ErrorCode } from "#shared/errors.ts";
import { limits } from "../limits.ts";
import { outcomeWait, type Timing } from "../timing.ts";
import type { Failure } from "./failure.ts";
import type { Answer } from "./gateway.ts";

/**
 * Refusals that leave the outcome of an earlier request with the same idempotency key open: the
 * back end may answer them before it looks up the key (shared/idm/README.md).
 */
export const inconclusiveCodes: ReadonlySet<ErrorCode> = new Set([
  "not-authenticated",
  "certificate-refused",
  "forbidden",
  "idempotency-mismatch",
]);

/**
 * Makes a request that can be sent again with its idempotency key. Once its outcome is unknown, it
 * stays unknown until an answer is about the key.
 */
export function keyedRequest<T>(ask: () => Promise<Answer<T> | Failure>): () => Promise<Answer<T> | Failure> {
  let doubt: Failure | null = null;
  return async () => {
    const result = await ask();
    if (isUnknown(result)) doubt = result;
    else if (isAboutKey(result)) doubt = null;
    return doubt ?? result;
  };
}

const isAboutKey = (result: Answer<unknown> | Failure): boolean =>
  result.kind === "answer" || (result.certainty === "refused" && !inconclusiveCodes.has(result.error.code));

/**
 * Retries a call while its outcome is unknown, `saveAttempts` times at most. Only for calls with an
 * idempotency key: the back end answers the same key with its first answer and does nothing twice.
 */
export async function untilDefinite<T>(
  timing: Timing,
  ask: () => Promise<Answer<T> | Failure>,
): Promise<Answer<T> | Failure> {
  const request = keyedRequest(ask);
  let result = await request();
  for (let attempt = 1; attempt < limits.saveAttempts && isUnknown(result); attempt += 1) {
    await sleep(outcomeWait(timing, attempt));
    result = await request();
  }
  return result;
}

/** Whether the call may or may not have been carried out. */
const isUnknown = (result: Answer<unknown> | Failure): result is Failure & { readonly certainty: "unknown" } =>
  result.kind === "failure" && result.certainty === "unknown";
