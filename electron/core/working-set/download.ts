import { emptyHead } from "#shared/domain/journal.ts";
import { operatorError, type OperatorError } from "#shared/errors.ts";
import { grantRequestSchema, offlineCalls, type Grant, type WorkingSetPage } from "#shared/idm/offline.ts";
import type { Operator } from "#shared/idm/session.ts";
import type { Take } from "#shared/ipc/offline.ts";
import type { Failure } from "../idm/failure.ts";
import type { Answer, Gateway } from "../idm/gateway.ts";
import type { KeyVault } from "../ports.ts";
import { deviceOf, type Device } from "../store/device.ts";
import { verifyGrant } from "./grant.ts";
import { deviceKey, makeDevice } from "../store/keys.ts";
import { headOf, type Journal, type Queue } from "../journal/queue.ts";
import type { StoreThread } from "../store/store-messages.ts";
import type { Clock } from "../clock.ts";
import { anchorAt } from "./trusted-time.ts";
import type { WorkingSetHeader } from "../store/stored.ts";
import type { WorkingSetDraft } from "../store/working-set-table.ts";

export interface DownloadDeps {
  readonly gateway: Gateway;
  readonly vault: KeyVault;
  readonly store: StoreThread;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly progress: (done: number, total: number | null) => void;
  readonly signal: AbortSignal;
}

/**
 * How a download ended. `complete`: the working set is on this machine and unlocked. `cancelled`:
 * `signal` ended it and its draft stays in the store.
 */
export type DownloadOutcome = "complete" | "cancelled" | OperatorError;

/**
 * Requests a grant and downloads its working set. The previous working set stays until the new one
 * is complete; an interrupted draft stays for `resumeDownload`. Throws StoreFault.
 */
export async function downloadWorkingSet(deps: DownloadDeps, operator: Operator, take: Take): Promise<DownloadOutcome> {
  const { gateway, store, queue, clock, progress, signal } = deps;
  progress(0, null);
  // The passphrase opens the working set instead of the password of the log-in.
  if (take.passphrase !== null) await store.remember(operator.account, take.passphrase);
  const deviceWithKey = await deviceFor(deps, operator);
  const { device } = deviceWithKey;
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
  const journal = journalOf(queue, device.id);
  if (!matchesHead(grant, journal)) {
    const { seq } = journal === undefined ? emptyHead : headOf(journal);
    // The next download makes a new device with an empty journal.
    if (journal !== undefined) await queue.refuseFrom(journal, seq + 1, "restored-copy", "journal-broken");
    return operatorError("journal-broken", { fault: "restored-copy", seq: seq + 1 });
  }
  const total = given.value.objects;
  progress(0, total);
  const page = await fetchPage(deps, grant.jti, undefined);
  if (signal.aborted) return "cancelled";
  if (page.kind === "failure") return page.error;
  const { asOf, configuration, processes, purposes, next, items } = page.value;
  const { q, state } = take;
  const header: WorkingSetHeader = {
    operator,
    device: device.id,
    grant: given.value.grant,
    claims: grant,
    configuration,
    processes,
    purposes,
    q,
    state,
    asOf,
    objects: total,
    anchor: anchorAt(grant.iat * 1000, clock),
    next,
  };
  await store.startDraft(header, items);
  return fetchRest(deps, { header, stored: items.length }, deviceWithKey);
}

/**
 * Continues a download that a restart or a log-out interrupted. Stored pages are not fetched again,
 * and `asOf` stays the time of the first page. If the grant can no longer be used, another one is
 * requested for the same search and lifetime. Throws StoreFault.
 */
export async function resumeDownload(deps: DownloadDeps, draft: WorkingSetDraft): Promise<DownloadOutcome> {
  const { vault, queue } = deps;
  const { operator, device, claims, configuration, q, state } = draft.header;
  const pkcs8 = await deviceKey(vault, device);
  // The grant does not match if entries were made under the old working set after it was issued.
  if (pkcs8 !== null && matchesHead(claims, journalOf(queue, device)))
    return fetchRest(deps, draft, { device: deviceOf(pkcs8), pkcs8 });
  const take = { configuration: configuration.id, q, state, hours: (claims.exp - claims.iat) / 3600, passphrase: null };
  const outcome = await downloadWorkingSet(deps, operator, take);
  if (typeof outcome !== "string") await deps.store.discardDraft();
  return outcome;
}

async function fetchRest(
  deps: DownloadDeps,
  draft: WorkingSetDraft,
  { device, pkcs8 }: DeviceWithKey,
): Promise<DownloadOutcome> {
  const { store, queue, progress, signal } = deps;
  const { operator, claims, grant, objects } = draft.header;
  let { stored } = draft;
  progress(stored, objects);
  for (let { next } = draft.header; next !== null;) {
    const page = await fetchPage(deps, claims.jti, next);
    if (signal.aborted) return "cancelled";
    if (page.kind === "failure") {
      await store.discardDraft();
      return page.error;
    }
    await store.appendPage(page.value.items, page.value.next);
    ({ next } = page.value);
    stored += page.value.items.length;
    progress(stored, objects);
  }
  await saveGrant(queue, device, operator, claims, grant);
  if (signal.aborted) return "cancelled";
  await store.commitDraft();
  await store.useDevice(pkcs8);
  return "complete";
}

const fetchPage = (
  { gateway, signal }: DownloadDeps,
  grant: string,
  cursor: string | undefined,
): Promise<Answer<WorkingSetPage> | Failure> =>
  gateway.ask(offlineCalls.workingSet, { query: { grant, cursor }, signal });

const journalOf = (queue: Queue, device: string): Journal | undefined =>
  queue.journals().find((each) => each.device === device);

/** Whether the grant was issued for this journal with its present head. */
function matchesHead({ firstSeq, previous }: Grant, journal: Journal | undefined): boolean {
  const head = journal === undefined ? emptyHead : headOf(journal);
  return (journal?.record?.broken ?? null) === null && firstSeq === head.seq + 1 && previous === head.hash;
}

/** A device with its private key, PKCS #8 DER. */
interface DeviceWithKey {
  readonly device: Device;
  readonly pkcs8: Uint8Array;
}

/**
 * Returns the operator's device on this machine; a new one if there is none, its journal was
 * refused, or its key is lost.
 */
async function deviceFor({ vault, queue }: DownloadDeps, operator: Operator): Promise<DeviceWithKey> {
  const current = queue.current(operator.id);
  const kept = current === undefined ? null : await deviceKey(vault, current.device);
  return kept === null ? makeDevice(vault) : { device: deviceOf(kept), pkcs8: kept };
}

/** Saves the grant with the device, since entries are sent together with their grant. */
async function saveGrant(queue: Queue, device: Device, operator: Operator, grant: Grant, jws: string): Promise<void> {
  const grants = journalOf(queue, device.id)?.record?.grants ?? {};
  await queue.saveDevice(device.id, {
    operator,
    publicKey: device.publicKey,
    grants: { ...grants, [grant.jti]: jws },
    broken: null,
  });
}

/** Returns why no working set can be downloaded now; null if one can. */
export function whyNotTake(operator: Operator | null, waiting: number): OperatorError | null {
  if (operator === null) return operatorError("not-authenticated");
  return waiting > 0 ? operatorError("sync-first", { entries: waiting }) : null;
}
