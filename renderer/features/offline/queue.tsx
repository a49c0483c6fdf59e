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
import { SyncControls } from "./sync-controls.tsx";
import { entryName } from "../../parts/local-view/entry-name.ts";
import { useQueue } from "./use-queue.ts";

/** Offline decisions, newest first, with the state of each. */
export function Queue(): ReactNode {
  const { say } = useWords();
  const id = useId();
  const { entries, hasMore, error, readOn, readAgain } = useQueue();
  const [decidingOn, setDecidingOn] = useState<string | null>(null);
  const [decisions, setDecisions] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const deciding = entries?.find((entry) => entryName(entry) === decidingOn);

  // The decision removes the button that had the focus.
  useEffect(() => {
    if (decisions > 0) heading.current?.focus();
  }, [decisions]);

  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1} className="focused-heading">
        {say("queue.title")}
      </h2>
      {entries?.length === 0 ? null : <SyncControls />}
      {entries === null && error === null ? <output className="loading">{say("app.loading")}</output> : null}
      {entries?.length === 0 ? <p className="quiet">{say("queue.empty")}</p> : null}
      {entries === null || entries.length === 0 ? null : (
        <Table labelledBy={id}>
          <thead>
            <tr>
              <th scope="col">{say("queue.object")}</th>
              <th scope="col">{say("queue.process")}</th>
              <th scope="col">{say("queue.state")}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <EntryRow key={entryName(entry)} entry={entry} onDecide={() => setDecidingOn(entryName(entry))} />
            ))}
          </tbody>
        </Table>
      )}
      {error === null ? null : (
        <ErrorBox error={error}>
          <Button onPress={readOn}>{say("app.retry")}</Button>
        </ErrorBox>
      )}
      {hasMore && error === null ? <Button onPress={readOn}>{say("queue.more")}</Button> : null}
      {deciding === undefined || !isUndecided(deciding.state) ? null : (
        <DecisionDialog
          entry={deciding}
          state={deciding.state}
          onDecided={() => {
            setDecidingOn(null);
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
        <Link className="link" onPress={() => navigation.getState().go({ screen: "object", ref: object })}>
          {label}
        </Link>
        <span className="cell-note about-line">
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
