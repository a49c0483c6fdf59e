import { emptyHead } from "#shared/domain/journal.ts";
import { operatorError, type OperatorError } from "#shared/errors.ts";
import { grantRequestSchema, offlineCalls, type Grant, type WorkingSetPage } from "#shared/idm/offline.ts";
import type { Operator } from "#shared/idm/session.ts";
import type { Take } from "#shared/ipc/offline.ts";
import type { Failure } from "../idm/failure.ts";
import type { Answer, Gateway } from "../idm/gateway.ts";
import type { KeyVault } from "../ports.ts";
import { deviceOf, type Device } from "./device.ts";
import { verifyGrant } from "./grant.ts";
import { deviceKey, makeDevice } from "./keys.ts";
import { headOf, type Queue } from "./queue.ts";
import type { StoreThread } from "./store-messages.ts";
import { anchorAt, type Clock } from "./trusted-time.ts";

export interface TakeSurroundings {
  readonly gateway: Gateway;
  readonly vault: KeyVault;
  readonly store: StoreThread;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly progress: (done: number, total: number | null) => void;
  readonly signal: AbortSignal;
}

/** Null: the working set is on this machine, whole and unlocked. */
export type NotTaken = OperatorError | "cancelled" | null;

/** Takes a grant and its working set. The one before stays until the new one is whole. Throws StoreFault. */
export async function takeWorkingSet(around: TakeSurroundings, operator: Operator, take: Take): Promise<NotTaken> {
  const { gateway, store, queue, clock, progress, signal } = around;
  progress(0, null);
  const { device, pkcs8 } = await deviceFor(around, operator);
  const request = grantRequestSchema.parse({
    device: device.publicKey,
    configuration: take.configuration,
    q: take.q,
    state: take.state,
    lifetime: Math.round(take.hours * 3600),
  });
  const keys = await gateway.ask(offlineCalls.offlineKeys, { signal });
  if (keys.kind === "failure") return signal.aborted ? "cancelled" : keys.error;
  const given = await gateway.ask(offlineCalls.takeGrant, { body: request, signal });
  if (given.kind === "failure") return signal.aborted ? "cancelled" : given.error;
  const verified = await verifyGrant(given.value.grant, keys.value, operator.id, device.publicKey);
  if (verified.kind === "untrusted") return verified.error;
  const { grant } = verified;
  const journal = queue.journals().find((each) => each.device === device.id);
  const head = journal === undefined ? emptyHead : headOf(journal);
  if (grant.firstSeq !== head.seq + 1 || grant.previous !== head.hash) {
    // The next working set is taken with a new device, whose journal begins anew.
    if (journal !== undefined) await queue.breakOff(journal, head.seq + 1, "restored-copy", "journal-broken");
    return operatorError("journal-broken", { fault: "restored-copy", seq: head.seq + 1 });
  }
  const total = given.value.objects;
  const { q, state } = take;
  const known = {
    operator,
    device: device.id,
    grant: given.value.grant,
    claims: grant,
    q,
    state,
    objects: total,
    anchor: anchorAt(grant.iat * 1000, clock),
  };
  let done = 0;
  progress(done, total);
  let cursor: string | undefined;
  do {
    const query = { grant: grant.jti, cursor };
    const page: Answer<WorkingSetPage> | Failure = await gateway.ask(offlineCalls.workingSet, { query, signal });
    if (signal.aborted || page.kind === "failure") {
      await store.abandon();
      return signal.aborted || page.kind === "answer" ? "cancelled" : page.error;
    }
    if (cursor === undefined) await store.begin({ ...known, ...headerOf(page.value) });
    await store.add(page.value.items);
    done += page.value.items.length;
    progress(done, total);
    cursor = page.value.next ?? undefined;
  } while (cursor !== undefined);
  await keepGrant(queue, device, operator, grant, given.value.grant);
  await store.finish();
  await store.useDevice(pkcs8);
  return null;
}

const headerOf = ({ asOf, configuration, processes, purposes }: WorkingSetPage) => ({
  asOf,
  configuration,
  processes,
  purposes,
});

/** The device of this operator on this machine; a new one where there is none, its journal was refused, or its key is lost. */
async function deviceFor(
  { vault, queue }: TakeSurroundings,
  operator: Operator,
): Promise<{ readonly device: Device; readonly pkcs8: Uint8Array }> {
  const current = queue.current(operator.id);
  const kept = current === undefined ? null : await deviceKey(vault, current.device);
  return kept === null ? makeDevice(vault) : { device: deviceOf(kept), pkcs8: kept };
}

/** The grants of a device that its entries name are kept: they are sent with them. */
async function keepGrant(queue: Queue, device: Device, operator: Operator, grant: Grant, jws: string): Promise<void> {
  const grants = queue.journals().find((journal) => journal.device === device.id)?.record?.grants ?? {};
  await queue.saveDevice(device.id, {
    operator,
    publicKey: device.publicKey,
    grants: { ...grants, [grant.jti]: jws },
    broken: null,
  });
}

/** Why no working set can be taken now; null where one can. */
export function whyNotTake(operator: Operator | null, waiting: number): OperatorError | null {
  if (operator === null) return operatorError("not-authenticated");
  return waiting > 0 ? operatorError("sync-first", { entries: waiting }) : null;
}
