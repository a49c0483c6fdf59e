import type { Change } from "#shared/domain/change.ts";
import type { Reason } from "#shared/domain/offer.ts";
import type { BulkProcess, Wanted } from "#shared/idm/bulk.ts";
import { idsByNumber } from "../store/numbers.ts";
import type { StoredRef } from "../store/objects.ts";
import type { SearchIndex } from "../store/search.ts";
import { processesOf, type ProcessDefinition } from "./catalogue.ts";
import type { TemplateId } from "./core-templates.ts";
import { formFields } from "./form.ts";
import { isIrreversible } from "./irreversible.ts";
import { reasonsAgainst, reasonsAgainstAll, type Asking } from "./offers.ts";
import { changesIn, planProcess } from "./plans.ts";
import { readSubject, type Backend } from "./subject.ts";

/**
 * The processes of a core template with what is entered once for all objects, and why this operator
 * cannot run them on any.
 */
export function bulkProcesses({ db }: Backend, coreTemplate: TemplateId, asking: Asking): BulkProcess[] {
  return processesOf(coreTemplate).map((process) => ({
    symbolicName: process.symbolicName,
    ...asking.texts.processes[process.symbolicName],
    irreversible: isIrreversible(process),
    fields: formFields(process, {}, asking.texts),
    why: reasonsAgainstAll(db, process, asking),
  }));
}

/** What is said of one wanted object; `matches` are ids. */
export type Verdict =
  | {
      readonly kind: "candidate";
      readonly ref: StoredRef;
      readonly version: number;
      readonly changes: readonly Change[];
    }
  | { readonly kind: "notCandidate"; readonly ref: StoredRef; readonly why: readonly Reason[] }
  | { readonly kind: "ambiguous"; readonly matches: readonly string[]; readonly total: number }
  | { readonly kind: "notFound" };

const shownMatches = 5;

/**
 * Whether a process can be run on a wanted object now. What finds several objects, or is only a
 * part of what one is found by, is never taken for one of them. Throws CaUnavailable, for without
 * the CA nobody can say what will change.
 */
export function judge(
  backend: Backend,
  search: SearchIndex,
  process: ProcessDefinition,
  wanted: Wanted,
  asking: Asking,
): Verdict {
  const type = process.coreTemplate;
  if ("ref" in wanted)
    return wanted.ref.type === type ? judgeObject(backend, process, wanted.ref.id, asking) : { kind: "notFound" };
  const ids = idsByNumber(backend.db, type, wanted.number);
  const [id] = ids;
  if (id === undefined) return similar(search, type, wanted.number);
  if (ids.length > 1) return { kind: "ambiguous", matches: ids.slice(0, shownMatches), total: ids.length };
  return judgeObject(backend, process, id, asking);
}

function judgeObject(backend: Backend, process: ProcessDefinition, id: string, asking: Asking): Verdict {
  const ref = { type: process.coreTemplate, id };
  const subject = readSubject(backend, ref);
  if (subject === undefined) return { kind: "notFound" };
  const why = reasonsAgainst(backend.db, process, subject, asking);
  if (why.length > 0) return { kind: "notCandidate", ref, why };
  const changes = changesIn(planProcess(backend, process, subject), asking.texts);
  return { kind: "candidate", ref, version: subject.version, changes };
}

/**
 * What Quick search finds by it; one alone is not taken either, for it is a part of something else.
 */
function similar(search: SearchIndex, type: TemplateId, number: string): Verdict {
  if (number.trim() === "") return { kind: "notFound" };
  const { ids, total } = search.find(type, { q: number, limit: shownMatches });
  return total === 0 ? { kind: "notFound" } : { kind: "ambiguous", matches: ids, total };
}
