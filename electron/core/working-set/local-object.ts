import type { ProcessOffer } from "#shared/idm/object.ts";
import { operatorError, type OperatorError } from "#shared/errors.ts";
import type { Ref } from "#shared/domain/ref.ts";
import type { OfflineProcess, WorkingObject } from "#shared/idm/offline.ts";
import type { ObjectView } from "#shared/ipc/object-view.ts";
import type { Access, QueueEntry, WorkingSetState } from "#shared/ipc/offline.ts";
import { expectedAfter, type ObjectWithHold } from "./expected.ts";
import type { WorkingSetHeader } from "../store/stored.ts";

/**
 * An object of the working set as downloaded, its pending entries, and the object after them (null:
 * deleted).
 */
export interface LocalObject {
  readonly working: WorkingObject;
  readonly pending: readonly QueueEntry[];
  readonly expected: ObjectWithHold | null;
}

export function localObject(working: WorkingObject, pending: readonly QueueEntry[]): LocalObject {
  return { working, pending, expected: expectedAfter(working, pending) };
}

/** Makes the object view without a connection: the same shape, with its age and pending entries. */
export function offlineView(local: LocalObject, header: WorkingSetHeader, noEntry: OperatorError | null): ObjectView {
  const { working, pending, expected } = local;
  return {
    object: working.object,
    processes: working.processes.map((offer) => offerNow(offer, local, header, noEntry)),
    local: {
      asOf: header.asOf,
      pending: [...pending],
      expected: pending.length === 0 ? null : (expected?.object ?? null),
      outdated: false,
    },
  };
}

/**
 * Decides whether a process is offered without a connection: the grant must name it, be valid and
 * have entries left, and the process must fit the state after the pending entries. Every other
 * reason comes from the back end and is as old as the working set.
 */
function offerNow(
  offer: ProcessOffer,
  { pending, expected }: LocalObject,
  header: WorkingSetHeader,
  noEntry: OperatorError | null,
): ProcessOffer {
  const { symbolicName, name, coreTemplate, key, irreversible } = offer;
  // `ownRequest` is left out: withdrawing a request needs a connection.
  const listed = { symbolicName, name, coreTemplate, key, irreversible };
  const process = allowedProcess(header, symbolicName);
  const notOffline = { code: "not-allowed-offline", detail: "" };
  if (process === undefined) return { ...listed, offered: false, why: [notOffline, ...offer.why] };
  const reasons =
    pending.length === 0
      ? offer.why
      : [
          ...offer.why.filter(({ code }) => code !== "wrong-state"),
          ...(fits(process, expected) ? [] : [{ code: "wrong-state", detail: "" }]),
        ];
  const why = noEntry === null ? reasons : [{ ...notOffline, detail: noEntry.code }, ...reasons];
  return { ...listed, offered: why.length === 0, why };
}

const fits = ({ requiredStates }: OfflineProcess, expected: ObjectWithHold | null): boolean =>
  expected !== null && (requiredStates === "any" || requiredStates.includes(expected.object.state));

/** Returns a process that the grant of the working set allows; undefined for any other. */
export const allowedProcess = ({ processes, claims }: WorkingSetHeader, name: string): OfflineProcess | undefined =>
  claims.processes.includes(name) ? processes.find(({ symbolicName }) => symbolicName === name) : undefined;

export const notInWorkingSet = (ref: Ref): OperatorError => operatorError("not-in-working-set", {}, `type ${ref.type}`);

/** Returns the working set as the screen Offline shows it; `made`: entries made under its grant. */
export function takenState(header: WorkingSetHeader, access: Access, made: number): WorkingSetState {
  const { claims, operator, configuration, processes, q, state, objects, asOf } = header;
  const allowed = processes.filter(({ symbolicName }) => claims.processes.includes(symbolicName));
  return {
    kind: "taken",
    operator,
    access,
    configuration: configuration.id,
    configurationName: configuration.name,
    q,
    state,
    objects,
    asOf,
    grant: {
      id: claims.jti,
      processes: allowed.map(({ symbolicName, name }) => ({ symbolicName, name })),
      notBefore: new Date(claims.nbf * 1000).toISOString(),
      notAfter: new Date(claims.exp * 1000).toISOString(),
      maxEntries: claims.maxEntries,
      entriesLeft: Math.max(0, claims.maxEntries - made),
    },
  };
}
