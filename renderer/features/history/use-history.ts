import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import type { Ref } from "#shared/domain/ref.ts";
import { useDesk } from "../../app/desk.ts";
import { useWords } from "../../app/words.ts";
import { createHistory, type ObjectHistory } from "./history-store.ts";

/** Reads an object's history, and with every new version of it what came since, for then there is an entry more, and with a connection. */
export function useHistory({ type, id }: Ref, version: number): ObjectHistory {
  const { client, core } = useDesk();
  const { locale } = useWords();
  const history = useMemo(() => createHistory(client, { type, id }), [client, type, id]);

  useEffect(() => history.getState().show(), [history]);
  useEffect(() => void history.getState().readFor(version, locale), [history, version, locale]);
  useEffect(
    () =>
      core.subscribe(({ offline: now }, { offline: before }) => {
        if (now.working !== before.working) void history.getState().readFor(version, locale);
      }),
    [core, history, version, locale],
  );
  return useStore(history);
}
