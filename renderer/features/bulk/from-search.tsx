import { useId, useState, type FormEvent, type ReactNode } from "react";
import { useStore } from "zustand";
import type { BulkProcess, Judged } from "#shared/idm/bulk.ts";
import type { SearchConfiguration } from "#shared/idm/search.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { StateBadge } from "../../desk/state-badge.tsx";
import { StateField } from "../../parts/state-field.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Table } from "../../components/table.tsx";
import { TextField } from "../../components/text-field.tsx";
import { bulkChoice, keyOf } from "./bulk-choice.ts";
import { isCandidate } from "./judge.ts";
import { useFirstRows } from "./use-first-rows.ts";
import { useFound } from "./use-found.ts";
import { UserState } from "./user-state.tsx";
import { WhyNot } from "./why-not.tsx";

interface FromSearchProps {
  readonly configuration: SearchConfiguration;
  readonly process: BulkProcess;
  readonly limit: number;
}

/** Objects from a search; only those that the process can be run on can be ticked. */
export function FromSearch({ configuration, process, limit }: FromSearchProps): ReactNode {
  const { say } = useWords();
  const { basket, put } = useStore(bulkChoice(useDesk()));
  const [q, setQ] = useState("");
  const [state, setState] = useState("");
  const { found, isReading, error, ...act } = useFound(configuration, process.symbolicName);
  const { part, more } = useFirstRows(found?.judged ?? []);

  function submit(event: FormEvent): void {
    event.preventDefault();
    void act.search({ q, state });
  }

  async function putAll(): Promise<void> {
    const room = limit - basket.size;
    const fresh = (judged: readonly Judged[]) =>
      judged.filter(isCandidate).filter(({ item }) => !basket.has(keyOf(item.ref)));
    const judged = await act.readUntil((so) => fresh(so).length >= room);
    put(fresh(judged).slice(0, room));
  }

  return (
    <div className="stack">
      <form className="bulk-search" noValidate onSubmit={submit}>
        <TextField label={say("search.field")} value={q} onChange={setQ} hint={say("take.qHint")} />
        <StateField objectType={configuration.objectType} value={state} onChange={setState} />
        <Button type="submit">{say("bulk.search")}</Button>
      </form>
      {error === null ? null : (
        <ErrorBox error={error}>
          <Button onPress={() => void (found === null ? act.search({ q, state }) : act.readOn())}>
            {say("app.retry")}
          </Button>
        </ErrorBox>
      )}
      <output>
        {isReading
          ? say("search.busy")
          : found === null
            ? ""
            : say("bulk.shown", { shown: part.length, total: found.total.value })}
      </output>
      {found === null || found.judged.length === 0 ? null : (
        <>
          <div className="buttons">
            <Button isPending={isReading || basket.size >= limit} onPress={() => void putAll()}>
              {say("bulk.putAll")}
            </Button>
          </div>
          <Results configuration={configuration} judged={part} isFull={basket.size >= limit} />
          {more === null && found.next === null ? null : (
            <div className="buttons">
              <Button isPending={isReading} onPress={more ?? (() => void act.readOn())}>
                {say("queue.more")}
              </Button>
            </div>
          )}
        </>
      )}
    </div>
  );
}

interface ResultsProps {
  readonly configuration: SearchConfiguration;
  readonly judged: readonly Judged[];
  readonly isFull: boolean;
}

function Results({ configuration, judged, isFull }: ResultsProps): ReactNode {
  const { say } = useWords();
  const { basket, put, takeOut } = useStore(bulkChoice(useDesk()));
  const id = useId();
  return (
    <div className="bulk-results">
      <h3 id={id} className="visually-hidden">
        {say("search.results")}
      </h3>
      <Table labelledBy={id}>
        <thead>
          <tr>
            <th scope="col">{say("bulk.ticked")}</th>
            {configuration.columns.map(({ name, label }) => (
              <th key={name} scope="col">
                {label}
              </th>
            ))}
            <th scope="col">{say("search.state")}</th>
          </tr>
        </thead>
        <tbody>
          {judged.map((each) => {
            if (!("item" in each)) return null;
            const { ref, label, state, columns } = each.item;
            const isTicked = basket.has(keyOf(ref));
            return (
              <tr key={keyOf(ref)}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={label}
                    checked={isTicked}
                    disabled={each.kind !== "candidate" || (isFull && !isTicked)}
                    onChange={() => (isTicked ? takeOut([ref]) : isCandidate(each) && put([each]))}
                  />
                </td>
                {configuration.columns.map(({ name }) => (
                  <td key={name}>{columns[name] ?? ""}</td>
                ))}
                <td>
                  <StateBadge state={state} />
                  <UserState object={ref} about={each.about} />
                  {each.kind === "notCandidate" ? <WhyNot why={each.why} /> : null}
                </td>
              </tr>
            );
          })}
        </tbody>
      </Table>
    </div>
  );
}
