import { createStore, type StoreApi } from "zustand";
import { z } from "zod";
import { refSchema } from "#shared/domain/ref.ts";
import type { Client } from "#shared/ipc/types.ts";

const routeSchema = z.discriminatedUnion("screen", [
  /** Where the operator's work starts: their roles say which screen that is. */
  z.object({ screen: z.literal("start") }),
  z.object({ screen: z.literal("search") }),
  z.object({ screen: z.literal("object"), ref: refSchema }),
  /** The list, or one of its tasks by its id. */
  z.object({ screen: z.literal("tasks"), task: z.string().nullable() }),
  z.object({ screen: z.literal("offline") }),
  z.object({ screen: z.literal("bulk") }),
  /** Home > (category) > (template); null stands for the list above it. */
  z.object({ screen: z.literal("admin"), category: z.string().nullable(), template: z.string().nullable() }),
  z.object({ screen: z.literal("settings") }),
]);
export type Route = z.infer<typeof routeSchema>;
/** A route that names the screen itself. */
export type ScreenRoute = Exclude<Route, { screen: "start" }>;

const start: Route = { screen: "start" };

/** What is kept in the entries of the browser's history. Never in the address: that is seen, logged and synchronised. */
const entrySchema = z.object({
  route: routeSchema,
  /** What was searched, and by whom: after another operator has logged in it is nobody's. */
  search: z
    .object({ operator: z.string(), chosen: z.string().nullable(), text: z.string(), active: z.number().int() })
    .nullable()
    .default(null),
});
type Entry = z.infer<typeof entrySchema>;
export type KeptSearch = NonNullable<Entry["search"]>;

/** What would be lost by going elsewhere. */
export interface Unsaved {
  readonly isThere: () => boolean;
  readonly discard: () => void;
}

export interface Navigation {
  readonly route: Route;
  /** What was searched when one was here last, where that was kept. */
  readonly search: KeptSearch | null;
  /** Where the operator wants to go while something here would be lost; the question is on screen. */
  readonly asked: Route | null;
  readonly go: (route: Route) => void;
  /** Keeps what is searched here, for Back and for a reload. */
  readonly keepSearch: (search: KeptSearch) => void;
  readonly stay: () => void;
  readonly leave: () => void;
  /** Stands at the start again, whatever was not saved. */
  readonly restart: () => void;
  /** From now on leaving is asked first while there is something unsaved. Returns its own end. */
  readonly guard: (unsaved: Unsaved) => () => void;
}

/**
 * Screens over the browser's own history, so that its Back and Forward, and a reload, work as everywhere. A link from outside
 * leads to its object; make this before the core is asked for anything, so that none is missed.
 */
export function createNavigation(page: Window, client: Client): StoreApi<Navigation> {
  const guards = new Set<Unsaved>();
  const hasUnsaved = (): boolean => [...guards].some((guard) => guard.isThere());
  const readEntry = (state: unknown): Entry => {
    const entry = entrySchema.safeParse(state);
    return entry.success ? entry.data : at(start);
  };
  const at = (route: Route): Entry => ({ route, search: null });
  const push = (entry: Entry): Entry => {
    page.history.pushState(entry, "");
    return entry;
  };

  const store = createStore<Navigation>((set, get) => ({
    ...readEntry(page.history.state),
    asked: null,
    go(route) {
      if (hasUnsaved()) return set({ asked: route });
      set(push(at(route)));
    },
    keepSearch(search) {
      page.history.replaceState({ route: get().route, search } satisfies Entry, "");
      set({ search });
    },
    stay: () => set({ asked: null }),
    leave() {
      const { asked } = get();
      if (asked === null) return;
      for (const guard of guards) guard.discard();
      set({ ...push(at(asked)), asked: null });
    },
    restart() {
      set({ ...push(at(start)), asked: null });
    },
    guard(unsaved) {
      guards.add(unsaved);
      return () => void guards.delete(unsaved);
    },
  }));

  page.addEventListener("popstate", (event) => {
    const wanted = readEntry(event.state);
    if (!hasUnsaved()) return store.setState(wanted);
    // The browser has moved already: stand again where the operator is, and ask.
    const { route, search } = store.getState();
    push({ route, search });
    store.setState({ asked: wanted.route });
  });
  client.app.onOpenObject((ref) => store.getState().go({ screen: "object", ref }));
  return store;
}
