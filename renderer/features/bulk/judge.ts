import { ok, type Result } from "#shared/errors.ts";
import { longestBulkCall, type Judged, type Wanted } from "#shared/idm/bulk.ts";
import type { Client } from "#shared/ipc/types.ts";

/**
 * Asks the back end which of the wanted objects the process accepts, in several calls if need be;
 * returns the verdicts in the order asked.
 */
export async function judgeAll(client: Client, process: string, wanted: readonly Wanted[]): Promise<Result<Judged[]>> {
  const judged: Judged[] = [];
  for (let from = 0; from < wanted.length; from += longestBulkCall) {
    const answer = await client.bulk.judge({ process, wanted: wanted.slice(from, from + longestBulkCall) });
    if (!answer.ok) return answer;
    judged.push(...answer.value);
  }
  return ok(judged);
}

export const isCandidate = (judged: Judged): judged is Extract<Judged, { kind: "candidate" }> =>
  judged.kind === "candidate";
