import type { DatabaseSync } from "node:sqlite";
import { assertNever } from "#shared/domain/assert-never.ts";
import { whyNot, type Reason, type WhyNotCode } from "#shared/domain/offer.ts";
import type { Operator } from "#shared/idm/session.ts";
import { enabledIn, findTemplate } from "../store/templates.ts";
import { word, type Texts } from "../texts/texts.ts";
import { findTemplateDefinition, type ProcessDefinition } from "./catalogue.ts";

/** Which operator asks, and in which words the answer is. */
export interface Asking {
  readonly operator: Operator;
  readonly texts: Texts;
}

/** What is said of one process: `code` is of the rule, `detail` says what is needed and what is there. */
interface SaidReason extends Reason {
  readonly code: WhyNotCode;
}

/** Why a process cannot be started on an object in this state; an empty list is a yes. */
export function reasonsAgainst(
  db: DatabaseSync,
  process: ProcessDefinition,
  object: { readonly label: string; readonly state: string },
  { operator, texts }: Asking,
): SaidReason[] {
  const template = findTemplate(db, process.coreTemplate);
  const codes = whyNot(process, {
    type: process.coreTemplate,
    state: object.state,
    enabled: template === undefined ? new Set() : enabledIn(template),
    operatorRoles: operator.roles,
  });
  return codes.map((code) => ({ code, detail: sentence(code, process, object, texts) }));
}

function sentence(
  code: WhyNotCode,
  process: ProcessDefinition,
  object: { readonly label: string; readonly state: string },
  texts: Texts,
): string {
  const { reasons, roles, templates, cardStates, categories } = texts;
  const state = (each: string): string => word(cardStates, each);
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
    case "own-card":
    case "not-allowed-offline":
      throw new Error(`No rule of the sandbox gives the reason ${code}.`);
    default:
      return assertNever(code);
  }
}
