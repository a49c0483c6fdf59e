import { assertNever } from "#shared/domain/assert-never.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { Judged } from "#shared/idm/bulk.ts";
import { aboutOf } from "../engine/about.ts";
import { bulkProcesses, judge, type Verdict } from "../engine/bulk.ts";
import { findProcess } from "../engine/catalogue.ts";
import { bulkLimitOf, findTemplateDefinition } from "../engine/core-templates.ts";
import { Refusal } from "../refusal.ts";
import type { StoredRef } from "../store/objects.ts";
import { findTemplate } from "../store/templates.ts";
import type { Texts } from "../texts/texts.ts";
import type { Routes } from "./route.ts";
import { searchItem } from "./search.ts";
import type { Service } from "./service.ts";

/**
 * Registers the bulk calls: the processes for many objects, and the objects they can run on. The
 * processes themselves run object by object.
 */
export function bulkRoutes({ read }: Routes, service: Service): void {
  read(idmApi.bulkOptions, "bulk", ({ params: { id } }, asking) => {
    const { store } = service;
    const definition = findTemplateDefinition(id);
    const template = findTemplate(store.db, id);
    if (definition === undefined || template === undefined) throw new Refusal("not-found");
    return { limit: bulkLimitOf(template.settings), processes: bulkProcesses(store, definition.id, asking) };
  });

  read(idmApi.judge, "bulk", ({ body }, asking) => {
    const { store } = service;
    const process = findProcess(body.process);
    if (process === undefined) throw new Refusal("not-found");
    return body.wanted.map((wanted) => toWire(judge(store, store.search, process, wanted, asking), asking.texts));
  });

  function toWire(verdict: Verdict, texts: Texts): Judged {
    switch (verdict.kind) {
      case "candidate": {
        const { kind, ref, version, changes } = verdict;
        return {
          kind,
          item: itemOf(ref, texts),
          about: aboutOf(service.store.db, ref),
          version,
          changes: [...changes],
        };
      }
      case "notCandidate":
        const { kind, ref, why } = verdict;
        return { kind, item: itemOf(ref, texts), about: aboutOf(service.store.db, ref), why: [...why] };
      case "ambiguous":
        return { kind: verdict.kind, matches: [...verdict.matches], total: verdict.total };
      case "notFound":
        return verdict;
      default:
        return assertNever(verdict);
    }
  }

  function itemOf({ type, id }: StoredRef, texts: Texts) {
    const item = searchItem(service.store.db, type, id, texts);
    if (item === undefined) throw new Error(`${type} was judged and is not there.`);
    return item;
  }
}
