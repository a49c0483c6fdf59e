import type { Ref } from "#shared/domain/ref.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import { findProcess } from "../engine/catalogue.ts";
import { isIrreversible } from "../engine/irreversible.ts";
import { giveGrant, offlineProcesses, readGrant, workingSetOf } from "../offline/grants.ts";
import { grantSigner } from "../offline/grant-token.ts";
import { outcomeNow } from "../offline/decided.ts";
import { endOf, entriesFrom, ownerOf } from "../offline/journals.ts";
import { takeEntries } from "../offline/take-entries.ts";
import { Refusal } from "../refusal.ts";
import { findCard, isObjectType } from "../store/objects.ts";
import type { Texts } from "../texts/texts.ts";
import { offersFor } from "./objects.ts";
import { objectView } from "./object-view.ts";
import type { Caller, Routes } from "./route.ts";
import { searchConfiguration, searchItem } from "./search.ts";
import type { Service } from "./service.ts";

/** Number of objects per page of a working set. */
const pageSize = 100;

/**
 * Registers the calls for offline work: grants, working sets, and the journals that devices send.
 */
export function offlineRoutes({ read, write }: Routes, service: Service, stepUpSeconds: number | undefined): void {
  const view = (ref: Ref, texts: Texts): IdmObject | undefined =>
    isObjectType(ref.type)
      ? objectView({ type: ref.type, id: ref.id }, { store: service.store, texts, now: service.now() })
      : undefined;
  const viewFor =
    ({ texts }: Caller) =>
    (ref: Ref): IdmObject | null =>
      view(ref, texts) ?? null;

  read(idmApi.offlineKeys, "search", () => grantSigner(service.store.db).keys());

  write(idmApi.takeGrant, "search", ({ body }, asking) => ({
    answer: giveGrant(service.store, body, asking, service.now()),
    events: [],
  }));

  read(idmApi.workingSet, "search", ({ query }, asking) => {
    const { db } = service.store;
    const { texts } = asking;
    const { type, ids, grant } = workingSetOf(db, query.grant, asking, service.now());
    const from = cursorOf(query.cursor);
    const page = ids.slice(from, from + pageSize);
    return {
      asOf: service.now().toISOString(),
      configuration: searchConfiguration(type, texts),
      processes: offlineProcesses(db, grant, asking),
      purposes: texts.purposes,
      items: page.flatMap((id) => {
        const item = searchItem(db, type, id, texts);
        const object = view({ type, id }, texts);
        if (item === undefined || object === undefined) return [];
        const heldBy = type === "virtualSmartCard" ? (findCard(db, id)?.heldBy ?? null) : null;
        return [{ item, object, heldBy, processes: offersFor(db, type, object, asking) }];
      }),
      next: from + pageSize < ids.length ? String(from + pageSize) : null,
    };
  });

  write(idmApi.postJournal, "search", ({ body }, asking) => {
    const { db, ca } = service.store;
    const grant = readGrant(db, body.grant, asking);
    return takeEntries(
      {
        engine: { db, ca, now: service.now },
        asking,
        grant,
        view: viewFor(asking),
        demandFresh: (process) => {
          const known = findProcess(process);
          if (stepUpSeconds !== undefined && known !== undefined && isIrreversible(known))
            asking.demandFresh(stepUpSeconds);
        },
      },
      body.entries,
    );
  });

  read(idmApi.deviceHead, "search", ({ params: { id }, query: { from } }, asking) => {
    const { db } = service.store;
    refuseOthers(ownerOf(db, id), asking);
    const looking = { engine: { db }, asking, view: viewFor(asking) };
    const results = entriesFrom(db, id, from).map(({ seq, operation, outcome }) => ({
      seq,
      operation,
      outcome: outcomeNow(looking, outcome),
    }));
    return { head: endOf(db, id).head, results };
  });
}

function refuseOthers(owner: string | undefined, { operator }: Caller): void {
  if (owner !== undefined && owner !== operator.id) throw new Refusal("forbidden");
}

function cursorOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,9}$/.test(cursor)) throw new Refusal("invalid-input", "The cursor is none of this API.");
  return Number(cursor);
}
