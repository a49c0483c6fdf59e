import { useStore } from "zustand";
import { deskStore } from "../desk/desk-store.ts";
import { useDesk } from "../desk/desk.ts";

/** Names in the current language, by process and by configuration of the quick search. */
interface BackEndNames {
  readonly processes: ReadonlyMap<string, string>;
  readonly configurations: ReadonlyMap<string, string>;
}

/**
 * The back end's current names of processes and configurations. This machine keeps names beside ids
 * (working set, queue, bulk) in the language in which they were received; these names replace them.
 */
const backEndNames = deskStore<BackEndNames>(
  "back end names",
  () => () => ({ processes: new Map(), configurations: new Map() }),
  ({ client }, store) => {
    async function read(): Promise<void> {
      const list = await client.search.configurations();
      if (!list.ok) return;
      store.setState({ configurations: new Map(list.value.map(({ id, name }) => [id, name])) });
      for (const coreTemplate of new Set(list.value.map(({ objectType }) => objectType))) {
        const graph = await client.objects.stateGraph({ coreTemplate });
        const named = graph.ok ? graph.value.transitions : [];
        store.setState(({ processes }) => ({
          processes: new Map([
            ...processes,
            ...named.map(({ process, processName }) => [process, processName] as const),
          ]),
        }));
      }
    }
    client.objects.onAllChanged(() => void read());
    void read();
  },
);

interface Names {
  /** Returns `known` if the back end has not named the process yet. */
  readonly process: (symbolicName: string, known: string) => string;
  readonly configuration: (id: string, known: string) => string;
}

/**
 * Returns the names of processes and configurations kept on this machine, in the current language.
 */
export function useNames(): Names {
  const { processes, configurations } = useStore(backEndNames(useDesk()));
  return {
    process: (symbolicName, known) => processes.get(symbolicName) ?? known,
    configuration: (id, known) => configurations.get(id) ?? known,
  };
}
