import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import type { QueueEntry } from "#shared/ipc/offline.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { AboutPerson } from "../../parts/about-line.tsx";
import { Button } from "../../components/button.tsx";
import { useNames } from "../../parts/names.ts";
import { Table } from "../../components/table.tsx";
import { DecisionDialog, isUndecided } from "./decision-dialog.tsx";
import { EntryState } from "../../parts/local-view/entry-state.tsx";
import { entryName } from "../../parts/local-view/entry-name.ts";
import { isIn, type QueueTab } from "./tabs-of-queue.ts";
import type { QueueReading } from "./use-queue.ts";

interface QueueProps {
  readonly tab: QueueTab;
  readonly queue: QueueReading;
}

const nothing = { waiting: "queue.idle", decide: "queue.noDecision", done: "queue.noneDone" } as const;

/** The offline entries of one tab, newest first. */
export function Queue({ tab, queue }: QueueProps): ReactNode {
  const { say } = useWords();
  const id = useId();
  const { entries, hasMore, error, readOn, readAgain } = queue;
  const [decidingOn, setDecidingOn] = useState<string | null>(null);
  const [decisions, setDecisions] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const deciding = entries?.find((entry) => entryName(entry) === decidingOn);
  const rows = entries?.filter((entry) => isIn(tab, entry)) ?? [];
  const isMissing = hasMore && (tab === "done" || rows.length === 0);

  // The decision removes the button that had the focus.
  useEffect(() => {
    if (decisions > 0) heading.current?.focus();
  }, [decisions]);

  return (
    <section className="stack" aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1} className="focused-heading visually-hidden">
        {say("queue.title")}
      </h2>
      {entries === null && error === null ? <output className="loading">{say("app.loading")}</output> : null}
      {entries === null || rows.length > 0 ? null : <p className="quiet">{say(nothing[tab])}</p>}
      {rows.length === 0 ? null : (
        <Table labelledBy={id}>
          <thead>
            <tr>
              <th scope="col">{say("queue.object")}</th>
              <th scope="col">{say("queue.process")}</th>
              <th scope="col">{say("queue.state")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((entry) => (
              <EntryRow key={entryName(entry)} entry={entry} onDecide={() => setDecidingOn(entryName(entry))} />
            ))}
          </tbody>
        </Table>
      )}
      {error === null ? null : (
        <ErrorBox error={error} isStale={entries !== null}>
          <Button onPress={readOn}>{say("app.retry")}</Button>
        </ErrorBox>
      )}
      {isMissing && error === null ? (
        <div>
          <Button onPress={readOn}>{say("queue.more")}</Button>
        </div>
      ) : null}
      {deciding === undefined || !isUndecided(deciding.state) ? null : (
        <DecisionDialog
          entry={deciding}
          state={deciding.state}
          onDecided={() => {
            // The operator may have opened the dialog of another entry before the answer.
            setDecidingOn((now) => (now === decidingOn ? null : now));
            setDecisions(decisions + 1);
          }}
          onRefused={readAgain}
          onClose={() => setDecidingOn(null)}
        />
      )}
    </section>
  );
}

function EntryRow({ entry, onDecide }: { readonly entry: QueueEntry; readonly onDecide: () => void }): ReactNode {
  const { navigation } = useDesk();
  const { say, moment } = useWords();
  const names = useNames();
  const { object, label, about, process, processName, queuedAt, state } = entry;
  return (
    <tr>
      <th scope="row">
        <span className="about-line">
          <Link className="link" onPress={() => navigation.getState().go({ screen: "object", ref: object })}>
            {label}
          </Link>
          <AboutPerson about={about} />
        </span>
      </th>
      <td>
        {names.process(process, processName)}
        <span className="cell-note">{say("queue.at", { at: moment(queuedAt) })}</span>
      </td>
      <td>
        <div className="entry-state">
          <div>
            <EntryState state={state} />
          </div>
          {isUndecided(state) ? (
            <Button label={say("queue.decideNamed", { label })} onPress={onDecide}>
              {say("queue.decide")}
            </Button>
          ) : null}
        </div>
      </td>
    </tr>
  );
}
