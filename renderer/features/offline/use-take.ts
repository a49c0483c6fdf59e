import { useEffect, useState } from "react";
import type { OperatorError } from "#shared/errors.ts";
import type { SearchConfiguration } from "#shared/idm/search.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { useCommand } from "../../desk/use-command.ts";

/** What is typed and chosen; kept while a working set is being taken. */
interface TakeEntries {
  readonly configuration: string;
  readonly q: string;
  readonly state: string;
  readonly hours: string;
}

export interface Take {
  readonly entries: TakeEntries;
  readonly change: (part: Partial<TakeEntries>) => void;
  readonly configurations: readonly SearchConfiguration[];
  readonly chosen: SearchConfiguration | undefined;
  /** Null for what is no number of hours that may be asked for. */
  readonly hours: number | null;
  readonly error: OperatorError | null;
  /** Without a connection nothing can be taken. */
  readonly isPossible: boolean;
  readonly submit: () => Promise<void>;
}

/** The choice of a working set, whose form and whose button stand apart. */
export function useTake(): Take {
  const { client } = useDesk();
  const isPossible = useCore((core) => core.connection.kind === "online");
  const [entries, setEntries] = useState<TakeEntries>({ configuration: "", q: "", state: "", hours: "8" });
  const [configurations, setConfigurations] = useState<readonly SearchConfiguration[]>([]);
  const [unread, setUnread] = useState<OperatorError | null>(null);
  const { run, refused } = useCommand();
  const chosen = configurations.find(({ id }) => id === entries.configuration) ?? configurations[0];
  const hours = hoursOf(entries.hours);

  useEffect(() => {
    let isHere = true;
    async function read(): Promise<void> {
      const answer = await client.search.configurations();
      if (!isHere) return;
      if (answer.ok) setConfigurations(answer.value);
      setUnread(answer.ok ? null : answer.error);
    }
    if (!isPossible) return undefined;
    void read();
    const end = client.objects.onAllChanged(() => void read());
    return () => {
      isHere = false;
      end();
    };
  }, [client, isPossible]);

  async function submit(): Promise<void> {
    if (chosen === undefined || hours === null) return;
    const { q, state } = entries;
    await run(() =>
      client.offline.take({ configuration: chosen.id, q: q.trim(), state: state === "" ? null : state, hours }),
    );
  }

  return {
    entries,
    change: (part) => setEntries((now) => ({ ...now, ...part })),
    configurations,
    chosen,
    hours,
    error: refused ?? unread,
    isPossible,
    submit,
  };
}

/** Hours that a working set may be asked for, null for anything else. */
function hoursOf(text: string): number | null {
  const hours = Number(text);
  return /^\d+$/.test(text) && hours >= 1 && hours <= 12 ? hours : null;
}
