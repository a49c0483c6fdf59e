import { z } from "zod";
import { label, verbatim, word } from "../text.ts";
import { personal, plain } from "../personal.ts";
import { cardType, type Ref } from "./ref.ts";

/**
 * Whom a change of an object concerns, for the head of everything that changes it. `label` names
 * the object among all others and is what is typed to confirm: the number of a card, the account of
 * a user. `personState` is the state of the person's user object. Null is what the back end does
 * not know.
 */
export const aboutSchema = z.object({
  label,
  person: label.nullable(),
  personState: word.nullable(),
  department: label.nullable(),
});
export type About = z.infer<typeof aboutSchema>;

/**
 * The state of the user of a card that is not active; null otherwise, and where it is not known.
 */
export function inactiveUserState({ type }: Ref, about: About | null): string | null {
  const state = about?.personState ?? null;
  return type !== cardType || state === "active" ? null : state;
}

/** Without the state of the person, which may have changed since it was read. */
export const withoutPersonState = (about: About | null): About | null => about && { ...about, personState: null };

/** Null where a back end, or a value on disk of an earlier version, does not say it. */
export const aboutOrNull = aboutSchema.nullable().default(null);

/** As it is signed: to the last character. */
export const signedAboutSchema = z.strictObject({
  label: personal(verbatim(500)),
  person: personal(verbatim(500)).nullable(),
  personState: plain(verbatim(200)).nullable(),
  department: personal(verbatim(500)).nullable(),
});
