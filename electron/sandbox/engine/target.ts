import type { WhyNotCode } from "#shared/domain/offer.ts";
import type { Subject } from "#shared/domain/plan.ts";
import type { Ref } from "#shared/domain/ref.ts";
import type { ProblemCode } from "#shared/idm/problem.ts";
import { Refusal } from "../refusal.ts";
import { isObjectType, type StoredRef } from "../store/objects.ts";
import { findProcess, type ProcessDefinition } from "./catalogue.ts";
import { reasonsAgainst, type Asking } from "./offers.ts";
import { readSubject, type Backend } from "./subject.ts";

/** A process and the object that it is to run on, as it is now. */
export interface Target {
  readonly process: ProcessDefinition;
  readonly subject: Subject<StoredRef>;
}

const problemFor: Readonly<Record<WhyNotCode, ProblemCode>> = {
  "wrong-state": "wrong-state",
  "not-enabled": "not-enabled",
  forbidden: "forbidden",
  "waiting-for-approval": "approval-required",
  "own-card": "forbidden",
  "not-allowed-offline": "forbidden",
};

/**
 * Returns the process and the object. Throws Refusal `not-found` if there is no such object, or no
 * such process for it.
 */
export function targetOf(backend: Backend, symbolicName: string, { type, id }: Ref, { texts }: Asking): Target {
  const subject = isObjectType(type) ? readSubject(backend, { type, id }) : undefined;
  if (subject === undefined) throw new Refusal("not-found", texts.details.noObject(type, id));
  const process = findProcess(symbolicName);
  if (process?.coreTemplate !== type) throw new Refusal("not-found", texts.details.noProcess(symbolicName, type));
  return { process, subject };
}

/**
 * Throws Refusal if the process may not run. `forbidden` comes first, then a changed version: an
 * operator who saw another version must look again, whatever other reasons there are.
 */
export function checkTarget({ db }: Backend, { process, subject }: Target, expected: number, asking: Asking): void {
  const reasons = reasonsAgainst(db, process, subject, asking);
  const refusals = reasons.map(({ code, detail }) => new Refusal(problemFor[code], detail));
  const forbidden = refusals.find(({ code }) => code === "forbidden");
  if (forbidden !== undefined) throw forbidden;
  if (subject.version !== expected) {
    const detail = asking.texts.details.versionChanged(subject.label, expected, subject.version);
    throw new Refusal("version-conflict", detail);
  }
  const [first] = refusals;
  if (first !== undefined) throw first;
}
