import { useState, type ReactNode } from "react";
import type { WorkingSetState } from "#shared/ipc/offline.ts";
import { useWords, type Words } from "../../desk/words.ts";
import { Notice } from "../../components/notice.tsx";
import { UnlockForm } from "./unlock-form.tsx";
import { useNames } from "../../parts/names.ts";

type Taken = Extract<WorkingSetState, { kind: "taken" }>;

/** The working set on this machine: contents, grant and entries left. */
export function TakenWorkingSet({ set }: { readonly set: Taken }): ReactNode {
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
    </div>
  );

  function whatOf({ configuration: id, configurationName, q, state }: Taken, { say }: Words): string {
    const configuration = names.configuration(id, configurationName);
    const searched = q === "" ? say("set.everything", { configuration }) : say("set.search", { configuration, q });
    return state === null ? searched : `${searched}; ${say("set.inState", { state: term("state", state) })}`;
  }
}

/** Tells the owner why the working set cannot be read now, and offers to unlock it. */
function AccessNotice({ set }: { readonly set: Taken }): ReactNode {
  const { say } = useWords();
  if (set.access === "open") return null;
  if (set.access === "opening") return <output className="quiet">{say("set.opening")}</output>;
  return (
    <Notice tone="warning">
      <p>{say("set.locked")}</p>
      <UnlockForm />
    </Notice>
  );
}
