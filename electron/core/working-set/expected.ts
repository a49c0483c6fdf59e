import type { Change } from "#shared/domain/change.ts";
import { sameRef } from "#shared/domain/ref.ts";
import type { Subject } from "#shared/domain/plan.ts";
import type { Certificate, IdmObject } from "#shared/idm/object.ts";

/** An object with the deactivation that it is under. */
export interface Held {
  readonly object: IdmObject;
  readonly heldBy: string | null;
}

/** What an operation will change. */
interface Expected {
  readonly operation: string;
  readonly changes: readonly Change[];
}

/** The object as it will be when the operations are carried out, one after the other; null where one of them takes it away. */
export function expectedAfter(now: Held, operations: readonly Expected[]): Held | null {
  return operations.reduce<Held | null>((held, operation) => (held === null ? null : after(held, operation)), now);
}

function after({ object, heldBy }: Held, { operation, changes }: Expected): Held | null {
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

/** An object as a plan looks at it. */
export const subjectOf = ({ object, heldBy }: Held): Subject => ({
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
