import type { DatabaseSync } from "node:sqlite";
import { idmApi } from "#shared/idm/api.ts";
import type { HistoryEntry, IdmObject, ProcessOffer } from "#shared/idm/object.ts";
import { findProcess, processesOf } from "../engine/catalogue.ts";
import { findTemplateDefinition } from "../engine/core-templates.ts";
import { enteredValues } from "../engine/form.ts";
import { isIrreversible } from "../engine/irreversible.ts";
import { reasonsAgainst, type Asking } from "../engine/offers.ts";
import { stateGraph } from "../engine/state-graph.ts";
import { Refusal } from "../refusal.ts";
import { findFingerprint } from "../store/fingerprints.ts";
import { readHistory } from "../store/history.ts";
import { findCertificate, findStanding, isObjectType, type ObjectType, type StoredRef } from "../store/objects.ts";
import { findWaiting } from "../store/tasks.ts";
import { word, type Texts } from "../texts/texts.ts";
import { objectView } from "./object-view.ts";
import type { Routes } from "./route.ts";
import type { Service } from "./service.ts";

/**
 * Registers the calls for objects: views, processes, state graph, history, and the card that holds
 * a certificate.
 */
export function objectRoutes({ read }: Routes, service: Service): void {
  read(idmApi.object, "search", ({ params }, { texts }) => {
    const { store, now } = service;
    const view = objectView(storedRef(params, texts), { store, texts, now: now() });
    if (view === undefined) throw notFound(params, texts);
    return view;
  });

  read(idmApi.processes, "search", ({ params }, asking) => {
    const { texts } = asking;
    const { db } = service.store;
    const ref = storedRef(params, texts);
    const view = objectView(ref, { store: service.store, texts, now: service.now() });
    if (view === undefined) throw notFound(params, texts);
    return offersFor(db, ref.type, view, asking);
  });

  read(idmApi.stateGraph, "search", ({ params: { id } }, { texts }) => {
    const definition = findTemplateDefinition(id);
    if (definition === undefined) throw new Refusal("not-found");
    return stateGraph(definition, texts);
  });

  read(idmApi.history, "search", ({ params, query }, { texts }) => {
    const { db } = service.store;
    const ref = storedRef(params, texts);
    // One more than the page: it shows whether there is another page.
    const found = readHistory(db, ref, seqBefore(query.cursor), query.limit + 1);
    // A deleted object still has its history; one that never existed has none.
    if (found.length === 0 && query.cursor === undefined && findStanding(db, ref) === undefined) {
      throw notFound(params, texts);
    }
    const items = found.slice(0, query.limit);
    const last = items.at(-1);
    return {
      items: items.map(({ values, ...entry }) => ({
        ...entry,
        event: eventName(entry, texts),
        entered: enteredValues(values, texts),
      })),
      next: found.length > items.length && last !== undefined ? String(last.seq) : null,
    };
  });

  read(idmApi.identify, "search", ({ body: { certificateSha256 } }) => {
    const { db } = service.store;
    const serial = findFingerprint(db, certificateSha256.toLowerCase());
    const certificate = serial === undefined ? undefined : findCertificate(db, serial);
    if (certificate === undefined) throw new Refusal("not-found");
    return { ref: { type: "virtualSmartCard", id: certificate.card } };
  });
}

/** Returns the processes of an object's core template: offered, or with the reasons why not. */
export function offersFor(
  db: DatabaseSync,
  type: ObjectType,
  object: Pick<IdmObject, "ref" | "label" | "state">,
  asking: Asking,
): ProcessOffer[] {
  return processesOf(type).map((process) => {
    const { symbolicName, coreTemplate, key } = process;
    const why = reasonsAgainst(db, process, object, asking);
    const { name } = asking.texts.processes[symbolicName];
    const waiting = findWaiting(db, symbolicName, object.ref);
    const own = waiting?.operator === asking.operator.id ? { ownRequest: waiting.instance } : {};
    const irreversible = isIrreversible(process);
    return { symbolicName, name, coreTemplate, key, irreversible, offered: why.length === 0, why, ...own };
  });
}

function storedRef({ type, id }: { readonly type: string; readonly id: string }, texts: Texts): StoredRef {
  if (!isObjectType(type)) throw notFound({ type, id }, texts);
  return { type, id };
}

const notFound = ({ type, id }: { readonly type: string; readonly id: string }, texts: Texts): Refusal =>
  new Refusal("not-found", texts.details.noObject(type, id));

function seqBefore(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  if (!/^\d{1,15}$/.test(cursor)) throw new Refusal("invalid-input", "The cursor is none of this API.");
  return Number(cursor);
}

/** Returns the event in words: the name of its process, the text of another event, or both. */
function eventName({ process, event }: Pick<HistoryEntry, "process" | "event">, texts: Texts): string {
  const definition = process === null ? undefined : findProcess(process);
  const name = definition === undefined ? process : texts.processes[definition.symbolicName].name;
  if (name === null) return word(texts.events, event);
  return event === "process" ? name : `${word(texts.events, event)}: ${name}`;
}
