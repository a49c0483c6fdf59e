import { randomUUID } from "node:crypto";
import type { Ref } from "#shared/domain/ref.ts";
import { fail, ok, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { DecidedTask, Decision, Task } from "#shared/idm/task.ts";
import { resultOf, type Gateway } from "../idm/gateway.ts";
import type { Timing } from "../timing.ts";
import { untilDefinite } from "../idm/until-definite.ts";

/** Lists the tasks that wait for a second person, oldest first. */
export async function listTasks(gateway: Gateway): Promise<Result<Task[]>> {
  return resultOf(await gateway.ask(idmApi.tasks));
}

/**
 * Decides a task. After a lost answer it retries with the same idempotency key, so the task is
 * decided once or not at all.
 */
export async function decideTask(
  gateway: Gateway,
  timing: Timing,
  { id, decision, reason }: { readonly id: string; readonly decision: Decision; readonly reason: string },
): Promise<Result<DecidedTask>> {
  const input = { params: { id }, body: { decision, reason }, idempotencyKey: randomUUID() };
  return resultOf(await untilDefinite(timing, () => gateway.ask(idmApi.decideTask, input)));
}

/**
 * Withdraws the operator's own request, once or not at all. `readBack`: the object, read again, no
 * longer has this request.
 */
export async function withdrawRequest(
  gateway: Gateway,
  timing: Timing,
  { instance, object }: { readonly instance: string; readonly object: Ref },
): Promise<Result<{ readBack: boolean }>> {
  const input = { params: { id: instance }, idempotencyKey: randomUUID() };
  const answer = await untilDefinite(timing, () => gateway.tell(idmApi.cancelProcess, input));
  if (answer.kind === "failure") return fail(answer.error);
  const offers = await gateway.ask(idmApi.processes, { params: { type: object.type, id: object.id } });
  const readBack = offers.kind === "answer" && offers.value.every(({ ownRequest }) => ownRequest !== instance);
  return ok({ readBack });
}
