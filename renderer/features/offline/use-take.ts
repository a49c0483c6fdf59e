import { useEffect, useState } from "react";
import type { OperatorError } from "#shared/errors.ts";
import type { SearchConfiguration } from "#shared/idm/search.ts";
import { shortestPassphrase } from "#shared/ipc/offline.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { useCommand } from "../../desk/use-command.ts";

/**
 * The typed and chosen values; all but the passphrase are kept while a working set is being taken.
 */
interface TakeEntries {
  readonly configuration: string;
  readonly q: string;
  readonly state: string;
  readonly hours: string;
  readonly passphrase: string;
  /** The passphrase once more: a typing error could not be corrected later. */
  readonly repeated: string;
}

export interface Take {
  readonly entries: TakeEntries;
  readonly change: (part: Partial<TakeEntries>) => void;
  readonly configurations: readonly SearchConfiguration[];
  readonly chosen: SearchConfiguration | undefined;
  /** Null if the text is not a number of hours that may be requested. */
  readonly hours: number | null;
  /** The log-in had no password that could open the working set without a connection. */
  readonly needsPassphrase: boolean;
  /** Fault of the passphrase, once the form was submitted. */
  readonly passphraseFault: "short" | "differs" | null;
  readonly error: OperatorError | null;
  /** Without a connection nothing can be taken. */
  readonly isPossible: boolean;
  /** Downloads what was chosen, unless it is invalid. */
  readonly submit: () => Promise<void>;
}

/**
 * Holds the choice of a working set, for its form and its button, which are apart. `onTaken`: the
 * working set is here.
 */
export function useTake(onTaken: () => void): Take {
  const { client } = useDesk();
  const isPossible = useCore((core) => core.connection.kind === "online");
  const [entries, setEntries] = useState<TakeEntries>({
    configuration: "",
    q: "",
    state: "",
    hours: "8",
    passphrase: "",
    repeated: "",
  });
  const [configurations, setConfigurations] = useState<readonly SearchConfiguration[]>([]);
  const [unread, setUnread] = useState<OperatorError | null>(null);
  const { run, refused } = useCommand();
  const chosen = configurations.find(({ id }) => id === entries.configuration) ?? configurations[0];
  const hours = hoursOf(entries.hours);
  const needsPassphrase = useCore(({ session }) => "way" in session && session.way !== "password");
  const [isSent, setSent] = useState(false);
  const fault = needsPassphrase ? faultOf(entries) : null;

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
    setSent(true);
    if (chosen === undefined || hours === null || fault !== null) return;
    const { q, state } = entries;
    const passphrase = needsPassphrase ? entries.passphrase : null;
    const wanted = { configuration: chosen.id, q: q.trim(), state: state === "" ? null : state, hours, passphrase };
    setEntries((now) => ({ ...now, passphrase: "", repeated: "" }));
    setSent(false);
    if (await run(() => client.offline.take(wanted))) onTaken();
  }

  return {
    entries,
    change: (part) => setEntries((now) => ({ ...now, ...part })),
    configurations,
    chosen,
    hours,
    needsPassphrase,
    passphraseFault: isSent ? fault : null,
    error: refused ?? unread,
    isPossible,
    submit,
  };
}

function faultOf({ passphrase, repeated }: TakeEntries): Take["passphraseFault"] {
  if (passphrase.length < shortestPassphrase) return "short";
  return passphrase === repeated ? null : "differs";
}

/** Returns the hours that a working set may be requested for (1 to 12), null for anything else. */
function hoursOf(text: string): number | null {
  const hours = Number(text);
  return /^\d+$/.test(text) && hours >= 1 && hours <= 12 ? hours : null;
}
