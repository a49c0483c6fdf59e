import type { Change } from "#shared/domain/change.ts";
import { sameRef } from "#shared/domain/ref.ts";
import type { Subject } from "#shared/domain/plan.ts";
import type { Certificate, IdmObject } from "#shared/idm/object.ts";

/** An object and the operation that put it on hold; null when it is not on hold. */
export interface ObjectWithHold {
  readonly object: IdmObject;
  readonly heldBy: string | null;
}

/** The planned changes of an operation. */
interface Expected {
  readonly operation: string;
  readonly changes: readonly Change[];
}

/** Applies the operations to the object in order; null if one of them deletes it. */
export function expectedAfter(now: ObjectWithHold, operations: readonly Expected[]): ObjectWithHold | null {
  return operations.reduce<ObjectWithHold | null>(
    (held, operation) => (held === null ? null : after(held, operation)),
    now,
  );
}

function after({ object, heldBy }: ObjectWithHold, { operation, changes }: Expected): ObjectWithHold | null {
  const value = (what: string, matches: (change: Change) => boolean): string | null | undefined =>
    changes.find((change) => change.what === what && matches(change))?.after;
  const state = value("state", ({ subject }) => sameRef(subject, object.ref));
  if (state === null) return null;
  const certificates = object.certificates.flatMap((certificate): Certificate[] => {
    const about = ({ subject }: Change): boolean => subject.type === "certificate" && subject.id === certificate.serial;
    const inIdm = value("stateInIdm", about);
    if (inIdm === null) return [];
    const inCa = value("stateInCa", about) ?? certificate.stateInCa.status;
    const changed = inCa !== certificate.stateInCa.status;
    return [
      {
        ...certificate,
        stateInIdm: inIdm ?? certificate.stateInIdm,
        heldBy: changed ? (inCa === "onHold" ? operation : null) : certificate.heldBy,
        stateInCa: changed
          ? { ...certificate.stateInCa, status: inCa, reason: inCa === "onHold" ? "certificateHold" : null }
          : certificate.stateInCa,
      },
    ];
  });
  const heldNow = certificates.some((certificate) => certificate.heldBy === operation);
  return {
    object: { ...object, state: state ?? object.state, certificates },
    heldBy: heldNow ? operation : state === undefined || state === object.state ? heldBy : null,
  };
}

/** Returns the part of an object that a plan is made from. */
export const subjectOf = ({ object, heldBy }: ObjectWithHold): Subject => ({
  ref: object.ref,
  label: object.label,
  state: object.state,
  version: object.version,
  heldBy,
  certificates: object.certificates.map(({ serial, purpose, stateInIdm, stateInCa, heldBy: by }) => ({
    serial,
    purpose,
    stateInIdm,
    stateInCa: stateInCa.status,
    heldBy: by,
  })),
});
