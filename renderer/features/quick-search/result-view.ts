import type { StateCreator } from "zustand";
import { deskStore } from "../../desk/desk-store.ts";

/** How the operator wants results to be shown. It ends with the desk, like all of their state. */
interface ResultView {
  /**
   * A table of all columns instead of a list with the object beside it, if there is room for both.
   */
  readonly isTable: boolean;
  /** Names of the columns that are not shown, by the id of their configuration. */
  readonly hidden: Readonly<Record<string, readonly string[]>>;
  readonly showTable: (isTable: boolean) => void;
  readonly toggleColumn: (configuration: string, column: string) => void;
}

export const resultView = deskStore("result view", createView);

function createView(): StateCreator<ResultView> {
  return (set, get) => ({
    isTable: false,
    hidden: {},
    showTable: (isTable) => set({ isTable }),
    toggleColumn(configuration, column) {
      const before = get().hidden[configuration] ?? [];
      const now = before.includes(column) ? before.filter((each) => each !== column) : [...before, column];
      set({ hidden: { ...get().hidden, [configuration]: now } });
    },
  });
}
