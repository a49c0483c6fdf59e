import { useEffect, useState, type FormEvent, type ReactNode } from "react";
import type { OperatorError } from "#shared/errors.ts";
import type { SearchConfiguration } from "#shared/idm/search.ts";
import { mostObjects } from "#shared/idm/offline.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { StateField } from "../../parts/state-field.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { TextField } from "../../components/text-field.tsx";

/** Entries of the form; kept while a working set is being taken. */
export interface TakeEntries {
  readonly configuration: string;
  readonly q: string;
  readonly state: string;
  readonly hours: string;
}

export const nothingEntered: TakeEntries = { configuration: "", q: "", state: "", hours: "8" };

interface TakeFormProps {
  readonly entries: TakeEntries;
  readonly onChange: (entries: TakeEntries) => void;
}

/** Which objects are taken, and for how long. */
export function TakeForm({ entries, onChange }: TakeFormProps): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const isOnline = useCore((core) => core.connection.kind === "online");
  const [configurations, setConfigurations] = useState<readonly SearchConfiguration[]>([]);
  const [unread, setUnread] = useState<OperatorError | null>(null);
  const { run, refused } = useCommand();
  const error = refused ?? unread;
  const chosen = configurations.find(({ id }) => id === entries.configuration) ?? configurations[0];
  const hours = hoursOf(entries.hours);
  const change = (part: Partial<TakeEntries>): void => onChange({ ...entries, ...part });

  useEffect(() => {
    let isHere = true;
    async function read(): Promise<void> {
      const answer = await client.search.configurations();
      if (!isHere) return;
      if (answer.ok) setConfigurations(answer.value);
      setUnread(answer.ok ? null : answer.error);
    }
    if (isOnline) void read();
    return () => void (isHere = false);
  }, [client, isOnline]);

  async function take(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (chosen === undefined || hours === null) return;
    const { q, state } = entries;
    await run(() =>
      client.offline.take({ configuration: chosen.id, q: q.trim(), state: state === "" ? null : state, hours }),
    );
  }

  if (!isOnline) return <p className="quiet">{say("take.needsConnection")}</p>;
  return (
    <form className="stack" noValidate onSubmit={(event) => void take(event)}>
      <div className="take-fields">
        <SelectField
          label={say("take.configuration")}
          value={chosen?.id ?? ""}
          choices={configurations.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(configuration) => change({ configuration, state: "" })}
        />
        <TextField label={say("take.q")} value={entries.q} onChange={(q) => change({ q })} hint={say("take.qHint")} />
        <StateField objectType={chosen?.objectType} value={entries.state} onChange={(state) => change({ state })} />
        <TextField
          label={say("take.hours")}
          type="number"
          value={entries.hours}
          onChange={(text) => change({ hours: text })}
          hint={say("take.hoursHint")}
          fault={hours === null ? say("take.hoursHint") : null}
        />
      </div>
      <p className="quiet">{say("take.limit", { limit: mostObjects })}</p>
      {error === null ? null : <ErrorBox error={error} />}
      <div className="buttons">
        <Button kind="primary" type="submit">
          {say("take.submit")}
        </Button>
      </div>
    </form>
  );
}

/** Hours that a working set may be asked for, null for anything else. */
function hoursOf(text: string): number | null {
  const hours = Number(text);
  return /^\d+$/.test(text) && hours >= 1 && hours <= 12 ? hours : null;
}
