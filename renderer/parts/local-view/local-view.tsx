import "./local-view.css";
import { useId, type ReactNode } from "react";
import type { IdmObject } from "#shared/idm/object.ts";
import type { ObjectView } from "#shared/ipc/object-view.ts";
import type { QueueEntry } from "#shared/ipc/offline.ts";
import { useCore } from "../../desk/desk.ts";
import { useWords, type Words } from "../../desk/words.ts";
import { Notice } from "../../components/notice.tsx";
import { EntryState } from "./entry-state.tsx";
import { useNames } from "../names.ts";
import { SideBySide, statesOf, type Side } from "./side-by-side.tsx";
import { entryName } from "./entry-name.ts";

/**
 * Local knowledge about an object: the age of its data, pending entries and the expected result.
 */
export function LocalView({ view }: { readonly view: ObjectView }): ReactNode {
  const words = useWords();
  const { say, moment } = words;
  const id = useId();
  const { object, local } = view;
  if (local === undefined) return null;
  const { asOf, pending, expected, outdated } = local;
  const [first] = pending;
  return (
    <>
      {asOf === null ? null : (
        <Notice tone="warning" isPolite>
          <p>{say("set.object", { at: moment(asOf) })}</p>
        </Notice>
      )}
      {pending.length === 0 ? null : (
        <section className="panel stack pending" aria-labelledby={id}>
          <h2 id={id}>{say("local.title")}</h2>
          <ul className="pending-entries">
            {pending.map((entry) => (
              <li key={entryName(entry)}>
                <ProcessName entry={entry} />{" "}
                <span className="quiet">{say("queue.at", { at: moment(entry.queuedAt) })}</span>{" "}
                <EntryState state={entry.state} />
              </li>
            ))}
          </ul>
          {outdated ? <p className="error-next">{say("local.outdated")}</p> : null}
          <SideBySide
            title={say("decide.compare")}
            onlyDifferences
            isWanted={!outdated}
            left={{
              heading: say(asOf === null ? "local.inIdm" : "local.inWorkingSet"),
              note: asOf === null ? say("local.justNow") : say("decide.sawAt", { at: moment(asOf) }),
              states: statesOf(object),
            }}
            right={outdated && first !== undefined ? sawSide(first, words) : expectedSide(expected, words)}
          />
        </section>
      )}
    </>
  );
}

function ProcessName({ entry: { process, processName } }: { readonly entry: QueueEntry }): ReactNode {
  return <strong>{useNames().process(process, processName)}</strong>;
}

const sawSide = ({ seen }: QueueEntry, { say, moment }: Words): Side => ({
  heading: say("decide.saw"),
  note: say("decide.sawAt", { at: moment(seen.asOf) }),
  states: seen,
});

const expectedSide = (expected: IdmObject | null, { say }: Words): Side => ({
  heading: say("local.expected"),
  note: say("local.expectedNote"),
  states: expected === null ? null : statesOf(expected),
});

/** The age of results from the working set. */
export function ResultsAge(): ReactNode {
  const { say, moment } = useWords();
  const { working, workingSet } = useCore((core) => core.offline);
  if (!working || workingSet.kind !== "taken") return null;
  return <p className="results-age">{say("set.results", { at: moment(workingSet.asOf) })}</p>;
}

/**
 * At the log-in while offline: tells that the operator who downloaded the working set can still log
 * in.
 */
export function OfflineLogInHint(): ReactNode {
  const { say, moment } = useWords();
  const isOffline = useCore((core) => core.connection.kind === "offline");
  const workingSet = useCore((core) => core.offline.workingSet);
  if (!isOffline || (workingSet.kind !== "taken" && workingSet.kind !== "foreign")) return null;
  return (
    <Notice tone="wait" isPolite>
      <p>{say("set.loginHint", { at: moment(workingSet.asOf) })}</p>
    </Notice>
  );
}
