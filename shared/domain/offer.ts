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
 * No process of the state graph takes it back, or a certificate is revoked by it. A back end that
 * does not say it is taken to mean so: the number is typed once too often rather than too seldom.
 */
export const irreversibleSchema = z.boolean().default(true);

/** What the rule asks of a process. `requiredStates: "any"` fits every state. */
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
  /** The same process was asked for on this object, and nobody has decided yet. */
  readonly waiting: boolean;
  /** It would change the operator's own card, and the card's core template forbids that. */
  readonly ownCard: boolean;
}

/**
 * May this process be started on this object now, and if not, why? An empty list is a yes. Every
 * reason is named, not the first alone, so that an operator does not clear one obstacle to meet the
 * next.
 *
 * A command on any state tab enables the process for the template; where it is offered is decided
 * by the state that the process itself requires.
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
