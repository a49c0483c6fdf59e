import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import type { Ref } from "#shared/domain/ref.ts";
import { useDesk } from "../../../desk/desk.ts";
import { useWords } from "../../../desk/words.ts";
import { createHistory, type ObjectHistory } from "./history-store.ts";

/**
 * Reads an object's history; reads newer entries after each reading of the object (its version does
 * not change with a rejected request) and after each switch between online and offline.
 */
export function useHistory({ type, id }: Ref, reading: object): ObjectHistory {
  const { client, core } = useDesk();
  const { locale } = useWords();
  const history = useMemo(() => createHistory(client, { type, id }), [client, type, id]);

  useEffect(() => history.getState().activate(), [history]);
  useEffect(() => void history.getState().readFor(reading, locale), [history, reading, locale]);
  useEffect(
    () =>
      core.subscribe(({ offline: now }, { offline: before }) => {
        if (now.working !== before.working) void history.getState().readFor(reading, locale);
      }),
    [core, history, reading, locale],
  );
  return useStore(history);
}
