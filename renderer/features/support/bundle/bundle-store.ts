import type { StateCreator } from "zustand";
import type { OperatorError } from "#shared/errors.ts";
import { longestNote, type MadePart, type Preview, type SavedBundle, type View } from "#shared/ipc/bundle.ts";
import { deskStore } from "../../../desk/desk-store.ts";
import type { Desk } from "../../../desk/desk.ts";
import { guardStore } from "../../../desk/unsaved.ts";

type BundleState =
  | { readonly kind: "none" | "making" }
  | { readonly kind: "made" | "saving"; readonly preview: Preview }
  | { readonly kind: "saved"; readonly saved: SavedBundle };

interface BundleStore {
  readonly bundle: BundleState;
  /** Why the last command was refused. */
  readonly refused: OperatorError | null;
  /** The parts that the operator leaves out, of this bundle and the next. */
  readonly leftOut: readonly MadePart[];
  /** What the operator writes to support. */
  readonly note: string;
  readonly make: () => Promise<void>;
  readonly save: () => Promise<void>;
  readonly choose: (part: MadePart) => void;
  readonly write: (note: string) => void;
}

/** The bundle that is made at this desk: its choices and note outlive a change of tabs. */
export const bundleStore = deskStore<BundleStore>("bundle", createBundle, (desk, store) =>
  guardStore(desk, () => store.getState().note.trim() !== ""),
);

function createBundle({ client }: Desk): StateCreator<BundleStore> {
  return (set, get) => ({
    bundle: { kind: "none" },
    refused: null,
    leftOut: [],
    note: "",
    async make() {
      set({ bundle: { kind: "making" }, refused: null });
      const made = await client.bundle.preview(viewOf(window));
      if (made.ok) set({ bundle: { kind: "made", preview: made.value } });
      else set({ bundle: { kind: "none" }, refused: made.error });
    },
    async save() {
      const { bundle, leftOut, note } = get();
      if (bundle.kind !== "made") return;
      const { preview } = bundle;
      set({ bundle: { kind: "saving", preview }, refused: null });
      const parts = preview.parts.map(({ name }) => name).filter((name) => !leftOut.includes(name));
      const saved = await client.bundle.save({ id: preview.id, parts, note: note.toWellFormed() });
      if (saved.ok) set({ bundle: { kind: "saved", saved: saved.value }, note: "" });
      else set({ bundle: { kind: "made", preview }, refused: saved.error });
    },
    choose: (part) =>
      set(({ leftOut }) => ({
        leftOut: leftOut.includes(part) ? leftOut.filter((each) => each !== part) : [...leftOut, part],
      })),
    write: (note) => set({ note: note.slice(0, longestNote) }),
  });
}

function viewOf({ innerWidth, innerHeight, screen, devicePixelRatio }: Window): View {
  return {
    window: { width: Math.round(innerWidth), height: Math.round(innerHeight) },
    screen: { width: Math.round(screen.width), height: Math.round(screen.height) },
    scale: devicePixelRatio,
  };
}
