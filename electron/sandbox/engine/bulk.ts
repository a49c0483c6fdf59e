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
 * Returns the processes of a core template with the fields that are entered once for all objects,
 * and why this operator cannot run them on any object.
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

/** The verdict on one wanted object; `matches` are ids. */
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
 * Judges whether a process can be run on a wanted object now. A number that finds several objects,
 * or is only a part of what finds one, is never resolved to one of them. Throws CaUnavailable:
 * without the CA the changes cannot be planned.
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
 * Returns what Quick search finds by the number. Even a single match is ambiguous: the number is
 * only a part of it.
 */
function similar(search: SearchIndex, type: TemplateId, number: string): Verdict {
  if (number.trim() === "") return { kind: "notFound" };
  const { ids, total } = search.find(type, { q: number, limit: shownMatches });
  return total === 0 ? { kind: "notFound" } : { kind: "ambiguous", matches: ids, total };
}
