import { z } from "zod";
import { prose, word } from "../text.ts";

/**
 * Why a process that exists is not available on this object now. Unknown codes are shown with their
 * detail.
 */
const whyNotCodes = [
  "wrong-state",
  "not-enabled",
  "forbidden",
  "waiting-for-approval",
  "own-card",
  "not-allowed-offline",
] as const;
export type WhyNotCode = (typeof whyNotCodes)[number];

/** A reason: its code and a sentence of the back end in the operator's language. */
export const reasonSchema = z.object({ code: word, detail: prose });
export type Reason = z.infer<typeof reasonSchema>;

/**
 * Whether a process cannot be undone: no process of the state graph leads back, or it revokes or
 * drops certificates. True if the back end does not say: the operator then types the number once
 * too often rather than too seldom.
 */
export const irreversibleSchema = z.boolean().default(true);

/** The properties of a process that `whyNot` needs. `requiredStates: "any"` fits every state. */
export interface ProcessRequirements {
  readonly symbolicName: string;
  readonly coreTemplate: string;
  readonly requiredStates: readonly string[] | "any";
  readonly roles: readonly string[];
}

/** The object and the operator that a process would run for. */
export interface Situation {
  readonly type: string;
  readonly state: string;
  /** Symbolic names in the Additional Commands of any state tab of the object's core template. */
  readonly enabled: ReadonlySet<string>;
  readonly operatorRoles: readonly string[];
  /** The same process was requested on this object and is not decided yet. */
  readonly waiting: boolean;
  /** It would change the operator's own card, and the card's core template forbids that. */
  readonly ownCard: boolean;
}

/**
 * Returns why a process cannot be started on an object now; an empty list means that it can. All
 * reasons are returned, so that the operator does not clear one obstacle only to meet the next.
 *
 * A command on any state tab enables the process for the template; the states that the process
 * itself requires decide when it is offered.
 */
export function whyNot(process: ProcessRequirements, situation: Situation): WhyNotCode[] {
  const codes: WhyNotCode[] = [];
  if (!process.roles.some((role) => situation.operatorRoles.includes(role))) codes.push("forbidden");
  if (process.requiredStates !== "any" && !process.requiredStates.includes(situation.state)) codes.push("wrong-state");
  if (!situation.enabled.has(process.symbolicName)) codes.push("not-enabled");
  if (situation.waiting) codes.push("waiting-for-approval");
  if (situation.ownCard) codes.push("own-card");
  return codes;
}
