import type { DatabaseSync } from "node:sqlite";
import { assertNever } from "#shared/domain/assert-never.ts";
import { whyNot, type Reason, type WhyNotCode } from "#shared/domain/offer.ts";
import type { Operator } from "#shared/idm/session.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { userOfOperator } from "../store/accounts.ts";
import { isObjectType, ownerOf } from "../store/objects.ts";
import { findWaiting } from "../store/tasks.ts";
import { enabledIn, findTemplate } from "../store/templates.ts";
import { word, type Texts } from "../texts/texts.ts";
import { processNamed, type ProcessDefinition } from "./catalogue.ts";
import { allowOwnCard, findTemplateDefinition } from "./core-templates.ts";

/** The operator who asks, and the texts in the language of the answer. */
export interface Asking {
  readonly operator: Operator;
  readonly texts: Texts;
}

/** An object that a process may be started on. */
interface Candidate {
  readonly ref: Ref;
  readonly label: string;
  readonly state: string;
}

/**
 * A reason against one process: `code` is that of the rule, `detail` says what is required and what
 * is the case.
 */
interface SaidReason extends Reason {
  readonly code: WhyNotCode;
}

/**
 * Returns why a process cannot be started on an object in this state; an empty list means that it
 * can.
 */
export function reasonsAgainst(
  db: DatabaseSync,
  process: ProcessDefinition,
  object: Candidate,
  { operator, texts }: Asking,
): SaidReason[] {
  const codes = whyNot(process, {
    type: process.coreTemplate,
    state: object.state,
    enabled: enabledFor(db, process),
    operatorRoles: operator.roles,
    waiting: findWaiting(db, process.symbolicName, object.ref) !== undefined,
    ownCard: !mayChangeOwnCard(db, process) && belongsTo(db, object.ref, operator),
  });
  return codes.map((code) => ({ code, detail: sentence(code, process, object, texts) }));
}

/**
 * Returns why a process cannot be started on any object at all. Reasons that depend on the single
 * object, or its state, are left out.
 */
export function reasonsAgainstAll(
  db: DatabaseSync,
  process: ProcessDefinition,
  { operator, texts }: Asking,
): SaidReason[] {
  const none = { ref: { type: process.coreTemplate, id: "" }, label: "", state: "" };
  const codes = whyNot(
    { ...process, requiredStates: "any" },
    {
      type: process.coreTemplate,
      state: none.state,
      enabled: enabledFor(db, process),
      operatorRoles: operator.roles,
      waiting: false,
      ownCard: false,
    },
  );
  return codes.map((code) => ({ code, detail: sentence(code, process, none, texts) }));
}

function enabledFor(db: DatabaseSync, { coreTemplate }: ProcessDefinition): ReadonlySet<string> {
  const template = findTemplate(db, coreTemplate);
  return template === undefined ? new Set() : enabledIn(template);
}

/**
 * Whether operators may change their own card with a process. The core templates of its calls must
 * allow it too: a call would change the card as well.
 */
function mayChangeOwnCard(db: DatabaseSync, process: ProcessDefinition): boolean {
  const touched = [process, ...process.calls.map(processNamed)];
  return touched.every(({ coreTemplate }) => findTemplate(db, coreTemplate)?.settings[allowOwnCard] !== "false");
}

/** Whether an object is the operator's own user or one of their cards. */
export function belongsTo(db: DatabaseSync, { type, id }: Ref, operator: Operator): boolean {
  const owner = isObjectType(type) ? ownerOf(db, { type, id })?.id : undefined;
  return userOfOperator(db, operator.id) === (owner ?? id);
}

function sentence(code: WhyNotCode, process: ProcessDefinition, object: Candidate, texts: Texts): string {
  const { reasons, roles, templates, states, categories } = texts;
  const state = (each: string): string => word(states[process.coreTemplate], each);
  switch (code) {
    case "wrong-state": {
      const required = process.requiredStates === "any" ? [] : process.requiredStates;
      return reasons.wrongState(object.label, state(object.state), required.map(state).join(", "));
    }
    case "not-enabled": {
      const category = findTemplateDefinition(process.coreTemplate)?.category;
      return reasons.notEnabled(templates[process.coreTemplate], category === undefined ? "" : categories[category]);
    }
    case "forbidden":
      return reasons.forbidden(process.roles.map((role) => roles[role]).join(", "));
    case "waiting-for-approval":
      return reasons.waitingForApproval(texts.processes[process.symbolicName].name);
    case "own-card":
      return reasons.ownCard;
    case "not-allowed-offline":
      throw new Error(`No rule of the sandbox gives the reason ${code}.`);
    default:
      return assertNever(code);
  }
}
