import { useStore } from "zustand";
import type { CardReader } from "#shared/ipc/cards.ts";
import { deskStore, follow } from "../../desk/desk-store.ts";
import { useDesk, type Desk } from "../../desk/desk.ts";

const withoutReader: ReadonlySet<CardReader["kind"]> = new Set([
  "starting",
  "unavailable",
  "service-not-running",
  "no-reader",
]);

/** Whether this operator has a card reader or has asked for it: most machines have none. */
const readerSeen = deskStore<{ readonly isSeen: boolean }>(
  "reader seen",
  ({ core }) =>
    () => ({ isSeen: !withoutReader.has(core.getState().reader.kind) }),
  (desk, store) =>
    follow(desk, desk.core, ({ reader }) => {
      if (!withoutReader.has(reader.kind)) store.setState({ isSeen: true });
    }),
);

export const useReaderSeen = (): boolean => useStore(readerSeen(useDesk()), ({ isSeen }) => isSeen);

/** Makes the pages show the reader's state from now on, even if there is no reader. */
export const askForReader = (desk: Desk): void => readerSeen(desk).setState({ isSeen: true });
