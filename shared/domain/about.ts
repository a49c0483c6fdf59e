import { z } from "zod";
import { label, verbatim, word } from "../text.ts";
import { personal, plain } from "../personal.ts";
import { cardType, type Ref } from "./ref.ts";

/**
 * The object and the person that a change concerns, shown at the head of everything that changes
 * the object. `label` is unique among all objects and is what the operator types to confirm: the
 * number of a card, the account of a user. `personState` is the state of the person's user object.
 * Null: the back end does not know it.
 */
export const aboutSchema = z.object({
  label,
  person: label.nullable(),
  personState: word.nullable(),
  department: label.nullable(),
});
export type About = z.infer<typeof aboutSchema>;

/**
 * Returns the state of a card's user if it is not `active`; null otherwise, and if it is unknown.
 */
export function inactiveUserState({ type }: Ref, about: About | null): string | null {
  const state = about?.personState ?? null;
  return type !== cardType || state === "active" ? null : state;
}

/** Leaves out the state of the person, which may have changed since it was read. */
export const withoutPersonState = (about: About | null): About | null => about && { ...about, personState: null };

/** Null if a back end, or a value on disk of an earlier version, has none. */
export const aboutOrNull = aboutSchema.nullable().default(null);

/** As it is signed in a journal entry: it keeps every character. */
export const signedAboutSchema = z.strictObject({
  label: personal(verbatim(500)),
  person: personal(verbatim(500)).nullable(),
  personState: plain(verbatim(200)).nullable(),
  department: personal(verbatim(500)).nullable(),
});
