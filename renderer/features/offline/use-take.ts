import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { OperatorError } from "#shared/errors.ts";
import type { SearchConfiguration } from "#shared/idm/search.ts";
import { shortestPassphrase, type Take as Wanted } from "#shared/ipc/offline.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { deskStore } from "../../desk/desk-store.ts";

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

interface Download {
  /** Another working set is being chosen while this one is still here. */
  readonly isReplacing: boolean;
  /** Why the last download failed. */
  readonly refused: OperatorError | null;
  readonly replace: (isReplacing: boolean) => void;
  readonly start: (wanted: Wanted) => Promise<void>;
}

/** The download takes long: the operator may see other screens before it fails. */
const download = deskStore<Download>("download", ({ client }) => (set) => ({
  isReplacing: false,
  refused: null,
  replace: (isReplacing) => set({ isReplacing, refused: null }),
  async start(wanted) {
    set({ refused: null });
    const answer = await client.offline.take(wanted);
    set(answer.ok ? { isReplacing: false, refused: null } : { refused: answer.error });
  },
}));

export interface Take extends Pick<Download, "isReplacing" | "replace"> {
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

/** Holds the choice of a working set, for its form and its button, which are apart. */
export function useTake(): Take {
  const desk = useDesk();
  const { client } = desk;
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
  const { isReplacing, refused, replace, start } = useStore(download(desk));
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
    await start(wanted);
  }

  return {
    isReplacing,
    replace,
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
