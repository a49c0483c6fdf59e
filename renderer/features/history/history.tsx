import { useId, type ReactNode } from "react";
import type { HistoryEntry, Snapshot } from "#shared/idm/object.ts";
import { ErrorBox } from "../../app/error-box.tsx";
import { useWords, type Words } from "../../app/words.ts";
import { Button } from "../../components/button.tsx";
import { Table } from "../../components/table.tsx";
import type { ObjectHistory } from "./use-history.ts";

/** What happened to an object, newest first: when, who, by which process, what changed. */
export function History({ history }: { readonly history: ObjectHistory }): ReactNode {
  const words = useWords();
  const id = useId();
  const { entries, hasMore, error, readOn } = history;
  const { say, dateTime } = words;
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{say("history.title")}</h2>
      {entries !== null && entries.length === 0 ? <p className="quiet">{say("history.empty")}</p> : null}
      {entries === null || entries.length === 0 ? null : (
        <Table labelledBy={id}>
          <thead>
            <tr>
              <th scope="col">{say("history.at")}</th>
              <th scope="col">{say("history.operator")}</th>
              <th scope="col">{say("history.process")}</th>
              <th scope="col">{say("history.change")}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.seq}>
                <td className="nowrap">{dateTime(entry.at)}</td>
                <td>
                  {entry.operator}
                  {entry.approvedBy === null ? null : (
                    <span className="cell-note">{say("history.approvedBy", { name: entry.approvedBy })}</span>
                  )}
                </td>
                <td>{entry.event}</td>
                <td>
                  <Changes lines={changedLines(entry, words)} />
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {error?.code === "not-allowed-offline" ? <p className="quiet">{say("set.noHistory")}</p> : null}
      {error === null || error.code === "not-allowed-offline" ? null : (
        <ErrorBox error={error}>
          <Button onPress={readOn}>{say("app.retry")}</Button>
        </ErrorBox>
      )}
      {hasMore && error === null ? <Button onPress={readOn}>{say("history.more")}</Button> : null}
    </section>
  );
}

function Changes({ lines }: { readonly lines: readonly string[] }): ReactNode {
  const { say } = useWords();
  if (lines.length === 0) return <span className="quiet">{say("history.noChange")}</span>;
  return lines.map((line) => (
    <span key={line} className="line">
      {line}
    </span>
  ));
}

type Recorded = Snapshot["certificates"][number];

/** One line for the object and one for each certificate, where a state differs before and after. */
function changedLines({ before, after }: HistoryEntry, words: Words): string[] {
  const { term } = words;
  const certificates = new Map<string, { was?: Recorded; is?: Recorded }>();
  for (const was of before?.certificates ?? []) certificates.set(was.serial, { was });
  for (const is of after?.certificates ?? []) certificates.set(is.serial, { ...certificates.get(is.serial), is });

  const lines = [...certificates.values()].map(({ was, is }) => {
    const changes = [
      change("stateInIdm", was?.stateInIdm, is?.stateInIdm, words),
      change("stateInCa", was?.stateInCa, is?.stateInCa, words),
    ].filter((each) => each !== null);
    return changes.length === 0 ? null : `${term("purpose", (is ?? was)?.purpose ?? "")}: ${changes.join(", ")}`;
  });
  return [change("state", before?.state, after?.state, words), ...lines].filter((line) => line !== null);
}

/** `In the CA Valid → On hold`; null where nothing differs. What there was not before has no arrow. */
function change(
  what: "state" | "stateInIdm" | "stateInCa",
  was: string | null | undefined,
  is: string | null | undefined,
  { say, term }: Words,
): string | null {
  if ((was ?? null) === (is ?? null)) return null;
  const after = is ? term("state", is) : say("history.none");
  return `${term("what", what)} ${was ? say("history.beforeAfter", { before: term("state", was), after }) : after}`;
}
