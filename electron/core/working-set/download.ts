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

/** Null: the working set is on this machine, whole and unlocked. `cancelled`: `signal` has ended it; what was begun is still there. */
export type NotDownloaded = OperatorError | "cancelled" | null;

/**
 * Takes a grant and its working set. The one before stays until the new one is whole; one that is interrupted stays too, see
 * `resumeDownload`. Throws StoreFault.
 */
export async function downloadWorkingSet(deps: DownloadDeps, operator: Operator, take: Take): Promise<NotDownloaded> {
  const { gateway, queue, clock, progress, signal } = deps;
  progress(0, null);
  const owned = await deviceFor(deps, operator);
  const { device } = owned;
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
  if (!goesOnFrom(grant, journal)) {
    const { seq } = journal === undefined ? emptyHead : headOf(journal);
    // The next working set is taken with a new device, whose journal begins anew.
    if (journal !== undefined) await queue.breakOff(journal, seq + 1, "restored-copy", "journal-broken");
    return operatorError("journal-broken", { fault: "restored-copy", seq: seq + 1 });
  }
  const total = given.value.objects;
  progress(0, total);
  const page = await askPage(deps, grant.jti, undefined);
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
  await deps.store.startDraft(header, items);
  return fetchRest(deps, { header, stored: items.length }, owned);
}

/**
 * Goes on with a working set that was begun before the program ended or the operator logged out: what is stored of it is not asked for
 * again, and it is as old as its first page. Throws StoreFault.
 */
export async function resumeDownload(deps: DownloadDeps, begun: WorkingSetDraft): Promise<NotDownloaded> {
  const { store, vault, queue } = deps;
  const { header } = begun;
  const pkcs8 = await deviceKey(vault, header.device);
  // What was decided since then with the working set before it is not what its grant goes on from.
  if (pkcs8 === null || !goesOnFrom(header.claims, journalOf(queue, header.device))) {
    await store.discardDraft();
    return "cancelled";
  }
  return fetchRest(deps, begun, { device: deviceOf(pkcs8), pkcs8 });
}

async function fetchRest(deps: DownloadDeps, begun: WorkingSetDraft, { device, pkcs8 }: Owned): Promise<NotDownloaded> {
  const { store, queue, progress, signal } = deps;
  const { operator, claims, grant, objects } = begun.header;
  let { stored } = begun;
  progress(stored, objects);
  for (let { next } = begun.header; next !== null;) {
    const page = await askPage(deps, claims.jti, next);
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
  await keepGrant(queue, device, operator, claims, grant);
  if (signal.aborted) return "cancelled";
  await store.commitDraft();
  await store.useDevice(pkcs8);
  return null;
}

const askPage = (
  { gateway, signal }: DownloadDeps,
  grant: string,
  cursor: string | undefined,
): Promise<Answer<WorkingSetPage> | Failure> =>
  gateway.ask(offlineCalls.workingSet, { query: { grant, cursor }, signal });

const journalOf = (queue: Queue, device: string): Journal | undefined =>
  queue.journals().find((each) => each.device === device);

/** Whether a grant was given for this journal as it ends now. */
function goesOnFrom({ firstSeq, previous }: Grant, journal: Journal | undefined): boolean {
  const head = journal === undefined ? emptyHead : headOf(journal);
  return (journal?.record?.broken ?? null) === null && firstSeq === head.seq + 1 && previous === head.hash;
}

/** A device with its private key, PKCS #8 DER. */
interface Owned {
  readonly device: Device;
  readonly pkcs8: Uint8Array;
}

/** The device of this operator on this machine; a new one where there is none, its journal was refused, or its key is lost. */
async function deviceFor({ vault, queue }: DownloadDeps, operator: Operator): Promise<Owned> {
  const current = queue.current(operator.id);
  const kept = current === undefined ? null : await deviceKey(vault, current.device);
  return kept === null ? makeDevice(vault) : { device: deviceOf(kept), pkcs8: kept };
}

/** The grants of a device that its entries name are kept: they are sent with them. */
async function keepGrant(queue: Queue, device: Device, operator: Operator, grant: Grant, jws: string): Promise<void> {
  const grants = journalOf(queue, device.id)?.record?.grants ?? {};
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
