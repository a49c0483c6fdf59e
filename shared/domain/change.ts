import { z } from "zod";
import { label, list, prose, verbatim, word } from "../text.ts";
import { personal, plain, value } from "../personal.ts";
import { refSchema, sameRef, type Ref } from "./ref.ts";

/**
 * One value of one object that a process changes, or would change. If `before` equals `after`, it
 * was left alone and `note` says why: `held-for-another-cause`, `already-revoked`, `expired`, or
 * `other-state` (a card was skipped because no called process accepts its state).
 */
export const changeSchema = changeOf(word, label, value(prose));
export type Change = z.infer<typeof changeSchema>;

const mostChanges = 1_000;
export const changesSchema = list(changeSchema, mostChanges);

/** Changes in an entry of the journal, which is signed: they keep every character. */
export const signedChangesSchema = list(
  changeOf(plain(verbatim(200)), personal(verbatim(500)), value(verbatim(10_000))).strict(),
  mostChanges,
);

/** Reported values that an object does not have. */
export const differencesSchema = list(z.object({ change: changeSchema, found: value(prose).nullable() }), mostChanges);

function changeOf(name: z.ZodString, label: z.ZodString, found: z.ZodString) {
  return z.object({
    subject: refSchema.extend({ label }),
    what: name,
    before: found.nullable(),
    after: found.nullable(),
    note: name.optional(),
  });
}

/**
 * The values that a change can name: `state` of an object, the other two of a certificate. A back
 * end may name others.
 */
export const changedValues = ["state", "stateInIdm", "stateInCa"] as const;

/** The part of an object that can be compared with the changes that a process reported. */
export interface ReadBackObject {
  readonly state: string;
  readonly certificates: readonly {
    readonly serial: string;
    readonly stateInIdm: string;
    readonly stateInCa: { readonly status: string };
  }[];
}

/** A reported value that the object does not have when it is read back. */
export interface Difference {
  readonly change: Change;
  readonly found: string | null;
}

/**
 * Compares the changes that a process reported with the object as it was read afterwards, null if
 * it is gone. Ignores changes of other objects (a user's other cards): they are read back when
 * those objects are opened.
 */
export function differences(changes: readonly Change[], ref: Ref, object: ReadBackObject | null): Difference[] {
  return changes.flatMap((change) => {
    const found = valueNow(change, ref, object);
    return found === undefined || found === change.after ? [] : [{ change, found }];
  });
}

function valueNow(change: Change, ref: Ref, object: ReadBackObject | null): string | null | undefined {
  if (sameRef(change.subject, ref)) return change.what === "state" ? (object?.state ?? null) : undefined;
  if (change.subject.type !== "certificate" || object === null) return undefined;
  const certificate = object.certificates.find((candidate) => candidate.serial === change.subject.id);
  if (change.what === "stateInIdm") return certificate?.stateInIdm ?? null;
  if (change.what === "stateInCa") return certificate?.stateInCa.status ?? null;
  return undefined;
}
