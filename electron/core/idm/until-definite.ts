import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "../limits.ts";
import { outcomeWait, type Timing } from "../timing.ts";
import type { Failure } from "./failure.ts";
import type { Answer } from "./gateway.ts";

/**
 * Retries a call while its outcome is unknown, `saveAttempts` times at most. Only for calls with an
 * idempotency key: the back end answers the same key with its first answer and does nothing twice.
 */
export async function untilDefinite<T>(
  timing: Timing,
  ask: () => Promise<Answer<T> | Failure>,
): Promise<Answer<T> | Failure> {
  let result = await ask();
  for (let attempt = 1; attempt < limits.saveAttempts && isUnknown(result); attempt += 1) {
    await sleep(outcomeWait(timing, attempt));
    const again = await ask();
    // A retry that was not sent leaves the first attempt's outcome open.
    if (again.kind === "answer" || again.certainty !== "not-sent") result = again;
  }
  return result;
}

/** Whether the call may or may not have been carried out. */
const isUnknown = (result: Answer<unknown> | Failure): boolean =>
  result.kind === "failure" && result.certainty === "unknown";
