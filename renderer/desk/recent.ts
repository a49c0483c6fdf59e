import { useEffect } from "react";
import type { StateCreator } from "zustand";
import { sameRef, type Ref } from "#shared/domain/ref.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import { deskStore } from "./desk-store.ts";
import { useDesk } from "./desk.ts";

/** A search is faster than a longer list. */
const mostRecent = 8;

/** An object that the operator has opened, as last read. */
interface RecentObject {
  readonly ref: Ref;
  readonly label: string;
  readonly person: string | null;
  readonly department: string | null;
  /** Null once the core has reported that the object may have changed. */
  readonly state: string | null;
}

interface Recent {
  /** Newest first. */
  readonly list: readonly RecentObject[];
  readonly add: (object: IdmObject) => void;
}

/** The objects that this operator opened in this window: in memory only, gone with the desk. */
export const recentObjects = deskStore("recent objects", createRecent, ({ client }, store) => {
  const forget = (isMeant: (ref: Ref) => boolean): void =>
    store.setState(({ list }) => ({ list: list.map((each) => (isMeant(each.ref) ? { ...each, state: null } : each)) }));
  client.objects.onChanged(({ ref }) => forget((each) => sameRef(each, ref)));
  client.objects.onAllChanged(() => forget(() => true));
});

function createRecent(): StateCreator<Recent> {
  return (set, get) => ({
    list: [],
    add({ ref, label, state, about }) {
      const others = get().list.filter((each) => !sameRef(each.ref, ref));
      const opened = { ref, label, state, person: about?.person ?? null, department: about?.department ?? null };
      set({ list: [opened, ...others].slice(0, mostRecent) });
    },
  });
}

/**
 * Remembers the object on screen; null while it is only a preview, which the operator has not
 * opened.
 */
export function useRemembered(object: IdmObject | null): void {
  const recent = recentObjects(useDesk());
  useEffect(() => {
    if (object !== null) recent.getState().add(object);
  }, [recent, object]);
}
