import { useId, useMemo, useRef, useState, type ReactNode } from "react";
import { flushSync } from "react-dom";
import { useStore } from "zustand";
import { fold } from "#shared/domain/fold.ts";
import type { Candidate } from "#shared/idm/bulk.ts";
import { Button } from "../../components/button.tsx";
import { Icon } from "../../components/icons.tsx";
import { Notice } from "../../components/notice.tsx";
import { TextField } from "../../components/text-field.tsx";
import { useDesk } from "../../desk/desk.ts";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords, type Words } from "../../desk/words.ts";
import { bulkChoice, keyOf } from "./bulk-choice.ts";
import { ObjectCell } from "./object-cell.tsx";
import { RowList } from "./row-list.tsx";

/** The chosen objects, from the search and from the list. */
export function Basket({ limit }: { readonly limit: number }): ReactNode {
  const words = useWords();
  const { say } = words;
  const { basket, takeOut, replace } = useStore(bulkChoice(useDesk()));
  const [filter, setFilter] = useState("");
  const all = useMemo(() => [...basket.values()], [basket]);
  const shown = useMemo(() => filtered(all, filter, words), [all, filter, words]);
  const section = useRef<HTMLElement>(null);
  const id = useId();

  /** Changes the basket; focuses the section if the focused control was removed with its row. */
  function change(work: () => void): void {
    flushSync(work);
    if (document.activeElement === document.body) section.current?.focus();
  }
  function takeOutShown(): void {
    takeOut(shown.map(({ item: { ref } }) => ref));
    setFilter("");
  }

  return (
    <section ref={section} tabIndex={-1} className="panel bulk-basket" aria-labelledby={id}>
      <div className="bulk-pane-head">
        <h2 id={id}>{say("bulk.basket")}</h2>
        <span className="quiet">{say("bulk.basketCount", { count: basket.size, limit })}</span>
      </div>
      {basket.size > limit ? (
        <Notice tone="warning" title={say("bulk.tooMany", { count: basket.size, limit })}>
          <p>{say("bulk.tooManyNext")}</p>
        </Notice>
      ) : null}
      {basket.size === 0 ? (
        <p className="bulk-nothing quiet">{say("bulk.basketEmpty")}</p>
      ) : (
        <>
          <div className="bulk-filter">
            <TextField label={say("bulk.filter")} value={filter} onChange={setFilter} />
            {filter === "" ? (
              <Button onPress={() => change(() => replace([]))}>{say("bulk.empty")}</Button>
            ) : (
              <Button isBlocked={shown.length === 0} onPress={() => change(takeOutShown)}>
                {say("bulk.takeOutShown", { count: shown.length })}
              </Button>
            )}
          </div>
          {shown.length === 0 ? <output className="bulk-nothing quiet">{say("bulk.filteredOut")}</output> : null}
          <RowList
            label={say("bulk.basket")}
            className="rows-basket"
            columns={[
              { title: say("queue.object") },
              { title: say("search.state") },
              { title: say("bulk.remove"), isHidden: true },
            ]}
            rows={shown}
            keyOf={({ item: { ref } }) => keyOf(ref)}
            renderCells={({ item: { ref, label, state }, about }, tabIndex) => (
              <>
                <ObjectCell object={ref} label={label} about={about} />
                <td>
                  <StateBadge state={state} of={ref.type} />
                </td>
                <td>
                  <Button
                    kind="quiet"
                    label={say("bulk.takeOut", { label })}
                    excludeFromTabOrder={tabIndex === -1}
                    onPress={() => change(() => takeOut([ref]))}
                  >
                    <Icon name="remove" />
                  </Button>
                </td>
              </>
            )}
          />
        </>
      )}
    </section>
  );
}

/**
 * Returns the objects with every word of the filter in their label, person, department or state.
 */
function filtered(all: readonly Candidate[], filter: string, { term }: Words): readonly Candidate[] {
  const wanted = fold(filter).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return all;
  return all.filter(({ item: { label, state }, about }) => {
    const text = fold([label, about?.person, about?.department, term("state", state)].join(" "));
    return wanted.every((word) => text.includes(word));
  });
}
