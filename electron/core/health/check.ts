import {
  healthReason,
  attentionCodes,
  badCodes,
  goodCodes,
  worstLevel,
  type HealthCheck,
  type HealthCode,
  type HealthId,
  type HealthParams,
} from "#shared/ipc/health.ts";

/** The result of a check; its level follows from the code. */
export interface Finding {
  readonly code: HealthCode;
  readonly params: HealthParams;
}

/** Makes a finding. `reason` may be any text: one that is not a code becomes "unknown". */
export function finding(code: HealthCode, params: HealthParams = {}): Finding {
  const { reason } = params;
  return { code, params: reason === undefined ? params : { ...params, reason: healthReason(reason) } };
}

/**
 * One line of the list. `ask` may throw and may never answer; `signal` aborts when its time is
 * over.
 */
export interface Check {
  readonly id: HealthId;
  readonly ask: (signal: AbortSignal) => Promise<Finding> | Finding;
}

/**
 * Runs checks side by side and calls `found` with each as it answers; one that takes longer than
 * `longest` milliseconds is unknown and holds up no other. Resolves when all have answered.
 */
export async function runChecks(
  checks: readonly Check[],
  longest: number,
  found: (check: HealthCheck) => void,
): Promise<void> {
  await Promise.all(checks.map(async (check) => found(checkOf(check.id, await bounded(check, longest)))));
}

async function bounded({ ask }: Check, longest: number): Promise<Finding> {
  const over = new AbortController();
  const late = Promise.withResolvers<Finding>();
  const timer = setTimeout(() => {
    over.abort();
    late.resolve(finding("unknown.late", { seconds: Math.round(longest / 1000) }));
  }, longest);
  try {
    return await Promise.race([late.promise, ask(over.signal)]);
  } catch (fault) {
    return finding("unknown.failed", { reason: fault instanceof Error ? fault.name : "unknown" });
  } finally {
    clearTimeout(timer);
  }
}

function checkOf(id: HealthId, { code, params }: Finding): HealthCheck {
  if (isOneOf(goodCodes, code)) return { id, level: "good", code, params };
  if (isOneOf(attentionCodes, code)) return { id, level: "attention", code, params };
  if (isOneOf(badCodes, code)) return { id, level: "bad", code, params };
  return { id, level: "unknown", code, params };
}

const isOneOf = <const C extends HealthCode>(codes: readonly C[], code: HealthCode): code is C =>
  codes.some((known) => known === code);

/** Combines several checks of one kind into one line of the list, with the worst finding. */
export const worstOf = ([first, ...others]: readonly [Check, ...Check[]]): Check => ({
  id: first.id,
  async ask(signal) {
    const found = await Promise.all([first, ...others].map(async ({ ask }) => ask(signal)));
    const checks = found.map((each) => checkOf(first.id, each));
    const worst = worstLevel(checks);
    return found.find((each) => checkOf(first.id, each).level === worst) ?? finding("unknown.failed");
  },
});

/** Runs `work` at the first call and returns the same promise to every call. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => (result ??= work());
}
