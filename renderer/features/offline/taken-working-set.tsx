import { useState, type ReactNode } from "react";
import type { WorkingSetState } from "#shared/ipc/offline.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useWords, type Words } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { Notice } from "../../components/notice.tsx";
import { useNames } from "../../parts/names.ts";

type Taken = Extract<WorkingSetState, { kind: "taken" }>;

/**
 * The working set on this machine: contents, grant and entries left. It can be replaced or removed.
 */
export function TakenWorkingSet({ set, form }: { readonly set: Taken; readonly form: ReactNode }): ReactNode {
  const words = useWords();
  const { say, moment, term } = words;
  const names = useNames();
  const { grant } = set;
  const [openedAt] = useState(() => Date.now());
  const hasEnded = Date.parse(grant.notAfter) <= openedAt;
  const facts: readonly (readonly [string, string])[] = [
    [say("set.what"), whatOf(set, words)],
    [say("set.objects"), new Intl.NumberFormat(words.locale).format(set.objects)],
    [say("set.asOf"), moment(set.asOf)],
    [say("set.until"), hasEnded ? say("set.ended", { at: moment(grant.notAfter) }) : moment(grant.notAfter)],
    [say("set.entries"), say("set.entriesOf", { left: grant.entriesLeft, most: grant.maxEntries })],
    [say("set.operator"), set.operator.name],
  ];
  return (
    <div className="stack">
      <AccessNotice set={set} />
      <dl className="fields">
        {facts.map(([name, value]) => (
          <div key={name} className="fields-pair">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="allowed">
        <h3>{say("set.processes")}</h3>
        {grant.processes.length === 0 ? <p className="quiet">{say("set.noProcess")}</p> : null}
        <ul>
          {grant.processes.map(({ symbolicName, name }) => (
            <li key={symbolicName}>{names.process(symbolicName, name)}</li>
          ))}
        </ul>
      </div>
      <RemoveOrReplace form={form} owner={null} />
    </div>
  );

  function whatOf({ configuration: id, configurationName, q, state }: Taken, { say }: Words): string {
    const configuration = names.configuration(id, configurationName);
    const searched = q === "" ? say("set.everything", { configuration }) : say("set.search", { configuration, q });
    return state === null ? searched : `${searched}; ${say("set.inState", { state: term("state", state) })}`;
  }
}

/** The working set of another operator: it can be removed or replaced, not read. */
export function ForeignWorkingSet({
  owner,
  form,
}: {
  readonly owner: string | null;
  readonly form: ReactNode;
}): ReactNode {
  const { say } = useWords();
  return (
    <div className="stack">
      {owner === null ? null : (
        <Notice tone="warning">
          <p>{say("set.foreign", { name: owner })}</p>
        </Notice>
      )}
      <RemoveOrReplace form={form} owner={owner} />
    </div>
  );
}

interface RemoveOrReplaceProps {
  readonly form: ReactNode;
  /** Whose working set it is, where it is another operator's. */
  readonly owner: string | null;
}

function RemoveOrReplace({ form, owner }: RemoveOrReplaceProps): ReactNode {
  const { say } = useWords();
  const [isTaking, setTaking] = useState(false);
  return (
    <>
      <div className="buttons">
        <Leave owner={owner} />
        {isTaking ? null : <Button onPress={() => setTaking(true)}>{say("take.again")}</Button>}
      </div>
      {isTaking ? (
        <section className="stack" aria-label={say("take.again")}>
          {form}
        </section>
      ) : null}
    </>
  );
}

/** Tells the owner why the working set cannot be read now. */
function AccessNotice({ set }: { readonly set: Taken }): ReactNode {
  const { say } = useWords();
  if (set.access === "open") return null;
  if (set.access === "opening") return <output className="quiet">{say("set.opening")}</output>;
  return (
    <Notice tone="warning">
      <p>{say("set.locked")}</p>
    </Notice>
  );
}

/** Goes back to work with a connection only: the working set is removed, the queue stays. */
function Leave({ owner }: { readonly owner: string | null }): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const [isAsking, setAsking] = useState(false);
  const { run, refused } = useCommand();

  function leave(): void {
    setAsking(false);
    void run(client.offline.leave);
  }

  return (
    <>
      <Button onPress={() => setAsking(true)}>{say("set.leave")}</Button>
      {refused === null ? null : <ErrorBox error={refused} />}
      {isAsking ? (
        <Confirm
          title={say("set.leaveTitle")}
          text={owner === null ? say("set.leaveText") : say("set.leaveForeign", { name: owner })}
          yes={say("set.leaveYes")}
          no={say("set.leaveNo")}
          onYes={leave}
          onNo={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
