import type { StateCreator } from "zustand";
import type { Candidate } from "#shared/idm/bulk.ts";
import type { FieldValue, Values } from "#shared/idm/instance.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { deskStore } from "../../desk/desk-store.ts";
import { guardStore } from "../../desk/unsaved.ts";

/** The steps of the preparation, in order; going back to one loses nothing. */
export type PrepareStep = "process" | "objects" | "check";

export const sources = ["search", "list"] as const;
type Source = (typeof sources)[number];

/** A search for objects: any part of a word, and a state (empty: any state). */
export interface Search {
  readonly q: string;
  readonly state: string;
}

/** The bulk that the operator prepares. It stays while they look at other screens. */
export interface BulkChoice {
  readonly step: PrepareStep;
  /**
   * Core template of the objects; null, before the operator chooses: the first that can be
   * searched.
   */
  readonly coreTemplate: string | null;
  /**
   * Symbolic name of the process. It is chosen before the objects because it decides which are
   * possible.
   */
  readonly process: string | null;
  /** The objects, in the order in which they were added. */
  readonly basket: ReadonlyMap<string, Candidate>;
  /** Values that are entered once for all objects. */
  readonly values: Values;
  /** Where objects are taken from. */
  readonly source: Source;
  /** The last search, null before the first. */
  readonly search: Search | null;
  /** The list as it was pasted or read from a file. */
  readonly listText: string;
  readonly goTo: (step: PrepareStep) => void;
  readonly chooseTemplate: (coreTemplate: string) => void;
  readonly chooseProcess: (process: string | null) => void;
  readonly put: (candidates: readonly Candidate[]) => void;
  readonly takeOut: (refs: readonly Ref[]) => void;
  /** Replaces the whole basket with a newer reading. */
  readonly replace: (candidates: readonly Candidate[]) => void;
  readonly enter: (name: string, value: FieldValue) => void;
  readonly chooseSource: (source: Source) => void;
  readonly keepSearch: (search: Search) => void;
  readonly writeList: (text: string) => void;
  readonly clear: () => void;
}

const nothing = {
  step: "process",
  process: null,
  basket: new Map<string, Candidate>(),
  values: {},
  source: "search",
  search: null,
  listText: "",
} as const;

/** Returns the key of an object in the basket. */
export const keyOf = ({ type, id }: Ref): string => `${type} ${id}`;

export const bulkChoice = deskStore<BulkChoice>("bulk choice", createChoice, (desk, store) =>
  guardStore(desk, () => {
    const { basket, listText } = store.getState();
    return basket.size > 0 || listText.trim() !== "";
  }),
);

function createChoice(): StateCreator<BulkChoice> {
  return (set, get) => ({
    coreTemplate: null,
    ...nothing,
    goTo: (step) => set({ step }),
    chooseTemplate: (coreTemplate) => set({ ...nothing, coreTemplate }),
    // Another process accepts other objects and has other fields.
    chooseProcess: (process) => set({ process, basket: nothing.basket, values: {} }),
    put: (candidates) => set({ basket: new Map([...get().basket, ...entriesOf(candidates)]) }),
    takeOut(refs) {
      const gone = new Set(refs.map(keyOf));
      set({ basket: new Map([...get().basket].filter(([key]) => !gone.has(key))) });
    },
    replace: (candidates) => set({ basket: new Map(entriesOf(candidates)) }),
    enter: (name, value) => set({ values: { ...get().values, [name]: value } }),
    chooseSource: (source) => set({ source }),
    keepSearch: (search) => set({ search }),
    writeList: (listText) => set({ listText }),
    clear: () => set({ coreTemplate: null, ...nothing }),
  });
}

const entriesOf = (candidates: readonly Candidate[]): [string, Candidate][] =>
  candidates.map((candidate) => [keyOf(candidate.item.ref), candidate]);
