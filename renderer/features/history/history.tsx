import { useCallback, useEffect, useId, useRef, useState, type ReactNode } from "react";
import type { Ref } from "#shared/domain/ref.ts";
import type { OperatorError } from "#shared/errors.ts";
import type { HistoryEntry, ProcessOffer, Snapshot } from "#shared/idm/object.ts";
import { useDesk } from "../../app/desk.ts";
import { ErrorBox } from "../../app/error-box.tsx";
import { useWords, type Words } from "../../app/words.ts";
import { Button } from "../../components/button.tsx";
import { Table } from "../../components/table.tsx";

interface Pages {
  /** Version of the object that they were read for. */
  readonly version: number;
  readonly items: readonly HistoryEntry[];
  /** Cursor of the next page; null on the last. */
  readonly next: string | null;
}

interface HistoryProps {
  readonly target: Ref;
  /** The object's version: with a new one there is a new entry to read. */
  readonly version: number;
  /** For the names of processes; one that is not among them is shown by its symbolic name. */
  readonly processes: readonly ProcessOffer[];
}

/** What happened to an object, newest first: when, who, by which process, what changed. */
export function History({ target, version, processes }: HistoryProps): ReactNode {
  const words = useWords();
  const id = useId();
  const { pages, error, readOn } = useHistory(target, version);
  const { say, dateTime } = words;
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{say("history.title")}</h2>
      {pages !== null && pages.items.length === 0 ? <p className="quiet">{say("history.empty")}</p> : null}
      {pages === null || pages.items.length === 0 ? null : (
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
            {pages.items.map((entry) => (
              <tr key={entry.seq}>
                <td className="nowrap">{dateTime(entry.at)}</td>
                <td>{entry.operator}</td>
                <td>{processName(entry, processes)}</td>
                <td>
                  <Changes lines={changedLines(entry, words)} />
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {error === null ? null : (
        <ErrorBox error={error}>
          <Button onPress={readOn}>{say("app.retry")}</Button>
        </ErrorBox>
      )}
      {pages?.next ? <Button onPress={readOn}>{say("history.more")}</Button> : null}
    </section>
  );
}

function useHistory(
  { type, id }: Ref,
  version: number,
): { pages: Pages | null; error: OperatorError | null; readOn: () => void } {
  const { client } = useDesk();
  const [pages, setPages] = useState<Pages | null>(null);
  const [error, setError] = useState<OperatorError | null>(null);
  const newest = useRef(0);

  const before = pages?.version === version ? pages : null;
  const readOn = useCallback(
    (from: Pages | null) => {
      const mine = ++newest.current;
      async function read(): Promise<void> {
        const page = await client.objects.history({ ref: { type, id }, cursor: from?.next ?? null });
        if (mine !== newest.current) return;
        setError(page.ok ? null : page.error);
        if (page.ok) setPages({ version, next: page.value.next, items: [...(from?.items ?? []), ...page.value.items] });
      }
      void read();
    },
    [client, type, id, version],
  );

  useEffect(() => {
    readOn(null);
    return () => void (newest.current += 1);
  }, [readOn]);
  return { pages, error, readOn: () => readOn(before) };
}

function processName({ process, event }: HistoryEntry, processes: readonly ProcessOffer[]): string {
  if (process === null) return event;
  return processes.find((offer) => offer.symbolicName === process)?.name ?? process;
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

/** One line for each state that differs before and after. */
function changedLines({ before, after }: HistoryEntry, { say, term }: Words): string[] {
  const state = (name: string | null | undefined): string => (name ? term("state", name) : say("history.none"));
  const line = (label: string, was: string | null | undefined, is: string | null | undefined): string[] =>
    was === is ? [] : [`${label}: ${say("history.beforeAfter", { before: state(was), after: state(is) })}`];

  const certificates = new Map<
    string,
    { was?: Snapshot["certificates"][number]; is?: Snapshot["certificates"][number] }
  >();
  for (const was of before?.certificates ?? []) certificates.set(was.serial, { was });
  for (const is of after?.certificates ?? []) certificates.set(is.serial, { ...certificates.get(is.serial), is });

  return [
    ...line(term("what", "state"), before?.state ?? null, after?.state ?? null),
    ...[...certificates.values()].flatMap(({ was, is }) => {
      const purpose = term("purpose", (is ?? was)?.purpose ?? "");
      return [
        ...line(`${purpose}, ${term("what", "stateInIdm")}`, was?.stateInIdm, is?.stateInIdm),
        ...line(`${purpose}, ${term("what", "stateInCa")}`, was?.stateInCa, is?.stateInCa),
      ];
    }),
  ];
}
