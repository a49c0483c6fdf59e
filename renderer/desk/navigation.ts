import { createStore, type StoreApi } from "zustand";
import { z } from "zod";
import { assertNever } from "#shared/domain/assert-never.ts";
import { refSchema } from "#shared/domain/ref.ts";
import { errorCodes } from "#shared/errors.ts";
import { searchSortSchema } from "#shared/idm/search.ts";
import type { Place } from "#shared/ipc/place.ts";
import type { Client } from "#shared/ipc/types.ts";
import { placeHandedOver } from "./window-storage.ts";

/** The tabs of the support screen, in their order. */
export const supportTabs = ["health", "bundle", "scenarios", "errors"] as const;
export type SupportTab = (typeof supportTabs)[number];

const routeSchema = z.discriminatedUnion("screen", [
  /** The screen where the operator's work starts, by their roles. */
  z.object({ screen: z.literal("start") }),
  z.object({ screen: z.literal("search") }),
  z.object({ screen: z.literal("object"), ref: refSchema }),
  /** The list, or one of its tasks by id. */
  z.object({ screen: z.literal("tasks"), task: z.string().nullable() }),
  z.object({ screen: z.literal("offline") }),
  z.object({ screen: z.literal("bulk") }),
  /** Home > (category) > (template); null means the list above it. */
  z.object({ screen: z.literal("admin"), category: z.string().nullable(), template: z.string().nullable() }),
  /** A tab, or an entry of the catalogue of errors. */
  z.object({ screen: z.literal("support"), tab: z.enum(supportTabs), code: z.enum(errorCodes).optional() }),
  z.object({ screen: z.literal("settings") }),
]);
export type Route = z.infer<typeof routeSchema>;
/** Reads a route from outside; null if it is not one. */
export const readRoute = (route: unknown): Route | null => routeSchema.safeParse(route).data ?? null;
/** A route that names the screen itself. */
export type ScreenRoute = Exclude<Route, { screen: "start" }>;
export type SupportRoute = Extract<Route, { screen: "support" }>;

const start: Route = { screen: "start" };
/** The first route of support, from the rail and from the log-in. */
export const supportStart = { screen: "support", tab: "health" } as const satisfies Route;

/**
 * State of an entry in the browser's history. Never in the address: addresses are visible and
 * logged.
 */
const entrySchema = z.object({
  /** Id of the operator of this entry; null for a link that was opened before the log-in. */
  operator: z.string().nullable().default(null),
  route: routeSchema,
  /** The search of this operator at this place. */
  search: z
    .object({
      chosen: z.string().nullable(),
      text: z.string(),
      state: z.string().nullable().default(null),
      sort: searchSortSchema.nullable().default(null),
      active: z.number().int(),
    })
    .nullable()
    .default(null),
});
type Entry = z.infer<typeof entrySchema>;
export type KeptSearch = NonNullable<Entry["search"]>;

/** Changes that would be lost by leaving the screen. */
export interface Unsaved {
  readonly isThere: () => boolean;
  readonly discard: () => void;
}

/** A destination: a route, and the search there. */
type Target = Pick<Entry, "route" | "search">;

export interface Navigation extends Entry {
  /** The destination that waits while the operator is asked about unsaved changes. */
  readonly asked: Target | null;
  readonly go: (route: Route) => void;
  /** The destination of a link from outside, until no hold is left. */
  readonly awaited: Target | null;
  /** Delays links from outside until the returned function is called. */
  readonly hold: () => () => void;
  /** Keeps the search in the current entry, for Back and for a reload. */
  readonly keepSearch: (search: KeptSearch) => void;
  readonly stay: () => void;
  readonly leave: () => void;
  /**
   * Sets the operator of the page. The entry of another operator is replaced by the start, even
   * with unsaved changes, and the link that waited for them is dropped.
   */
  readonly handTo: (operator: string | null) => void;
  /** Asks before leaving while there are unsaved changes. Returns the function that ends it. */
  readonly guard: (unsaved: Unsaved) => () => void;
  /** Asks before the page is closed or reloaded while `isThere` reports data that would be lost. */
  readonly guardPage: (isThere: () => boolean) => () => void;
  /** Reloads the page without asking, because the state it showed is gone. */
  readonly reload: () => void;
}

/**
 * Creates the navigation over the browser's own history, so that Back, Forward and reload work as
 * usual; entries of another operator lead to the start. A link from outside leads to its place:
 * create this before the first call to the core, or such a link may be missed.
 */
export function createNavigation(page: Window, client: Client): StoreApi<Navigation> {
  const guards = new Set<Unsaved>();
  const pageGuards = new Set<() => boolean>();
  const holds = new Set<object>();
  const hasUnsaved = (): boolean => [...guards].some((guard) => guard.isThere());
  const readEntry = (state: unknown): Entry => {
    const entry = entrySchema.safeParse(state);
    return entry.success ? entry.data : at(start, null);
  };
  const at = (route: Route, operator: string | null): Entry => ({ operator, route, search: null });
  const to = (target: Target): void => {
    if (hasUnsaved()) return store.setState({ asked: target });
    store.setState(push({ ...target, operator: store.getState().operator }));
  };
  const push = (entry: Entry): Entry => {
    page.history.pushState(entry, "");
    return entry;
  };

  const handed = placeHandedOver(page);
  const first = handed === null ? readEntry(page.history.state) : { ...targetOf(handed), operator: null };

  const store = createStore<Navigation>((set, get) => ({
    ...first,
    asked: null,
    awaited: null,
    go: (route) => to({ route, search: null }),
    hold() {
      const mine = {};
      holds.add(mine);
      return () => {
        if (!holds.delete(mine) || holds.size > 0) return;
        const { awaited } = get();
        set({ awaited: null });
        if (awaited !== null) to(awaited);
      };
    },
    keepSearch(search) {
      const { operator, route } = get();
      page.history.replaceState({ operator, route, search } satisfies Entry, "");
      set({ search });
    },
    stay: () => set({ asked: null }),
    leave() {
      const { asked, operator } = get();
      if (asked === null) return;
      for (const guard of guards) guard.discard();
      set({ ...push({ ...asked, operator }), asked: null });
    },
    handTo(operator) {
      const { operator: before, route, search } = get();
      if (before === operator) return;
      if (before !== null) return set({ ...push(at(start, operator)), asked: null, awaited: null });
      page.history.replaceState({ operator, route, search } satisfies Entry, "");
      set({ operator });
    },
    guard(unsaved) {
      guards.add(unsaved);
      return () => void guards.delete(unsaved);
    },
    guardPage(isThere) {
      pageGuards.add(isThere);
      return () => void pageGuards.delete(isThere);
    },
    reload() {
      guards.clear();
      pageGuards.clear();
      page.location.reload();
    },
  }));

  page.addEventListener("popstate", (event) => {
    const { operator, route, search } = store.getState();
    const entry = readEntry(event.state);
    const wanted = entry.operator === operator ? entry : at(start, operator);
    if (!hasUnsaved()) return store.setState(wanted);
    // The browser has moved already: push the current place again, then ask.
    push({ operator, route, search });
    store.setState({ asked: { route: wanted.route, search: wanted.search } });
  });
  page.addEventListener("beforeunload", (event) => {
    if (hasUnsaved() || [...pageGuards].some((isThere) => isThere())) event.preventDefault();
  });
  client.app.onOpenPlace((place) => {
    const target = targetOf(place);
    if (holds.size === 0) to(target);
    else store.setState({ awaited: target });
  });
  return store;
}

function targetOf(place: Place): Target {
  switch (place.kind) {
    case "object":
      return { route: { screen: "object", ref: place.ref }, search: null };
    case "search":
      return {
        route: { screen: "search" },
        search: { chosen: null, text: place.text, state: null, sort: null, active: 0 },
      };
    case "task":
      return { route: { screen: "tasks", task: place.id }, search: null };
    case "tasks":
      return { route: { screen: "tasks", task: null }, search: null };
    case "offline":
      return { route: { screen: "offline" }, search: null };
    default:
      return assertNever(place);
  }
}
