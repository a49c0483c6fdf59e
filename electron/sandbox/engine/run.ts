import { assertNever } from "#shared/domain/assert-never.ts";
import type { Change } from "#shared/domain/change.ts";
import type { IdmEvent } from "#shared/idm/event.ts";
import type { CertificatePlan } from "#shared/domain/plan.ts";
import type { Values } from "#shared/idm/instance.ts";
import { historyWriter, type JournalOrigin } from "../store/history.ts";
import {
  findStanding,
  isObjectType,
  ownerOf,
  removeObject,
  setState,
  touch,
  type StoredRef,
} from "../store/objects.ts";
import type { Call } from "./plans.ts";
import { readSubject, snapshotOf, type Backend } from "./subject.ts";

/** One run of a process: requester, approver, entered values, instance, and time (ISO 8601 UTC). */
export interface Run {
  readonly operator: string;
  readonly approvedBy: string | null;
  readonly values: Values;
  readonly instance: string;
  readonly at: string;
  /** The journal entry of the decision if it was made offline. */
  readonly origin: JournalOrigin | null;
}

/**
 * Carries out plans that were made in this same transaction: database, CA and history together. If
 * it throws, the transaction must be rolled back. Returns the events to publish after the commit.
 */
export function carryOut(backend: Backend, calls: readonly Call[], run: Run): IdmEvent[] {
  return calls.flatMap((call) => carryOutOne(backend, call, run));
}

function carryOutOne(backend: Backend, { process, plan }: Call, run: Run): IdmEvent[] {
  const { db } = backend;
  const { subject, effect, certificates } = plan;
  const touched = certificates.filter(changes).map(({ now }) => certificateRef(now.serial));
  const before = [subject.ref, ...touched].map((ref) => ({ ref, subject: readSubject(backend, ref) }));
  const owner = ownerOf(db, subject.ref);

  for (const plan of certificates) carryOutCertificate(backend, plan, run.instance);
  if (effect.state === null) removeObject(db, subject.ref);
  else setState(db, subject.ref, effect.state, effect.certificates.kind === "hold" ? run.instance : null);

  const writeHistory = historyWriter(db);
  const events = before.map(({ ref, subject: was }): IdmEvent => {
    const is = readSubject(backend, ref);
    writeHistory({
      ...run,
      ref,
      process: process.symbolicName,
      event: "process",
      before: was === undefined ? null : snapshotOf(was),
      after: is === undefined ? null : snapshotOf(is),
    });
    return { kind: "objectChanged", ref, version: is?.version ?? (was?.version ?? 0) + 1 };
  });
  // The owner's view includes their cards, and a decision on the owner was based on these.
  if (owner !== undefined) events.push({ kind: "objectChanged", ref: owner, version: touch(db, owner) });
  return events;
}

const certificateRef = (serial: string): StoredRef => ({ type: "certificate", id: serial });

const changes = ({ now, stateInIdm, stateInCa }: CertificatePlan): boolean =>
  now.stateInIdm !== stateInIdm || now.stateInCa !== stateInCa;

function carryOutCertificate({ db, ca }: Backend, plan: CertificatePlan, instance: string): void {
  const { now, request, stateInIdm } = plan;
  switch (request.kind) {
    case "hold":
      ca.hold(now.serial);
      break;
    case "release":
      ca.release(now.serial);
      break;
    case "revoke":
      ca.revoke(now.serial, request.reason);
      break;
    case "none":
      break;
    default:
      assertNever(request);
  }
  const ref = certificateRef(now.serial);
  if (stateInIdm === null) removeObject(db, ref);
  else if (changes(plan)) setState(db, ref, stateInIdm, request.kind === "hold" ? instance : null);
}

/** Returns the changes with `after` as read now from database and CA, instead of as planned. */
export function readBack({ db, ca }: Backend, planned: readonly Change[]): Change[] {
  return planned.map((change) => {
    const { type, id } = change.subject;
    if (!isObjectType(type)) throw new Error(`There are no objects of type ${type}.`);
    const after = change.what === "stateInCa" ? ca.status(id).status : (findStanding(db, { type, id })?.state ?? null);
    return { ...change, after };
  });
}
