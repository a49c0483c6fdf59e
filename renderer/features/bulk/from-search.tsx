import { useRef, useState, type FormEvent, type MouseEvent, type ReactNode } from "react";
import { useStore } from "zustand";
import type { Judged } from "#shared/idm/bulk.ts";
import { Button } from "../../components/button.tsx";
import { TextField } from "../../components/text-field.tsx";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords } from "../../desk/words.ts";
import { StateField } from "../../parts/state-field.tsx";
import { bulkChoice, keyOf } from "./bulk-choice.ts";
import { isCandidate } from "./judge.ts";
import { ObjectCell } from "./object-cell.tsx";
import type { Chosen } from "./chosen.ts";
import { RowList } from "./row-list.tsx";
import { useFound } from "./use-found.ts";
import { WhyNot } from "./why-not.tsx";

/** Objects from a search; only those that the process accepts can be ticked. */
export function FromSearch({ configuration, process, limit }: Chosen): ReactNode {
  const { say } = useWords();
  const { basket, put, search, keepSearch } = useStore(bulkChoice(useDesk()));
  const [q, setQ] = useState(search?.q ?? "");
  const [state, setState] = useState(search?.state ?? "");
  const { found, isReading, error, ...act } = useFound(configuration, process.symbolicName, search);
  const isFull = basket.size >= limit;

  function submit(event: FormEvent): void {
    event.preventDefault();
    keepSearch({ q, state });
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
    <>
      <form className="bulk-search" noValidate onSubmit={submit}>
        <TextField label={say("search.field")} value={q} onChange={setQ} />
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
      <div className="bulk-pane-head">
        <output className={found === null ? "quiet" : ""}>
          {isReading
            ? say("search.busy")
            : found === null
              ? say("bulk.searchHint")
              : say(found.total.relation === "eq" ? "bulk.found" : "bulk.foundMore", { count: found.total.value })}
        </output>
        {found === null || found.judged.length === 0 ? null : (
          <Button isPending={isReading} isBlocked={isFull} onPress={() => void (isFull || putAll())}>
            {say("bulk.putAll")}
          </Button>
        )}
      </div>
      {found === null ? null : (
        <Results
          judged={found.judged}
          total={found.total.relation === "eq" ? found.total.value : null}
          room={limit - basket.size}
          onNearEnd={() => void (isReading || error !== null || act.readOn())}
        />
      )}
    </>
  );
}

type Named = Extract<Judged, { item: unknown }>;

interface ResultsProps {
  readonly judged: readonly Judged[];
  readonly total: number | null;
  /** Number of rows that may still be ticked. */
  readonly room: number;
  readonly onNearEnd: () => void;
}

function Results({ judged, total, room, onNearEnd }: ResultsProps): ReactNode {
  const { say } = useWords();
  const { basket, put, takeOut } = useStore(bulkChoice(useDesk()));
  /** The row that was ticked last: Shift extends the range from there. */
  const first = useRef<Named | null>(null);
  const rows = judged.filter((each) => "item" in each);
  const isTicked = ({ item }: Named): boolean => basket.has(keyOf(item.ref));

  function tick(row: Named, { shiftKey }: MouseEvent): void {
    const begin = shiftKey && first.current !== null ? rows.indexOf(first.current) : -1;
    const ends = [rows.indexOf(row), begin === -1 ? rows.indexOf(row) : begin].toSorted((a, b) => a - b);
    const range = rows.slice(ends[0], (ends[1] ?? 0) + 1);
    first.current = row;
    if (isTicked(row)) takeOut(range.map(({ item: { ref } }) => ref));
    else
      put(
        range
          .filter(isCandidate)
          .filter((each) => !isTicked(each))
          .slice(0, room),
      );
  }

  return (
    <RowList
      label={say("search.results")}
      className="rows-results"
      columns={[
        { title: say("bulk.ticked"), isHidden: true },
        { title: say("queue.object") },
        { title: say("search.state") },
      ]}
      rows={rows}
      keyOf={({ item: { ref } }) => keyOf(ref)}
      isUsable={(row) => row.kind === "candidate" && (room > 0 || isTicked(row))}
      total={total}
      onNearEnd={onNearEnd}
      renderCells={(row, tabIndex) => {
        const { ref, label, state } = row.item;
        return (
          <>
            <td>
              <input
                type="checkbox"
                tabIndex={tabIndex}
                aria-label={label}
                checked={isTicked(row)}
                disabled={row.kind !== "candidate" || (room <= 0 && !isTicked(row))}
                // The click, by mouse or by the space bar, says whether Shift was held.
                onClick={(event) => tick(row, event)}
                readOnly
              />
            </td>
            <ObjectCell object={ref} label={label} about={row.about} />
            <td>
              <StateBadge state={state} of={ref.type} />
              {row.kind === "notCandidate" ? <WhyNot why={row.why} /> : null}
            </td>
          </>
        );
      }}
    />
  );
}
