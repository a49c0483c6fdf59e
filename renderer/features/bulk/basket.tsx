import { useId, type ReactNode } from "react";
import { useStore } from "zustand";
import { useDesk } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Icon } from "../../components/icons.tsx";
import { Notice } from "../../components/notice.tsx";
import { bulkChoice, keyOf } from "./bulk-choice.ts";
import { useFirstRows } from "./use-first-rows.ts";

interface BasketProps {
  readonly limit: number;
  readonly onNext: () => void;
}

/** The chosen objects, from the search and from the list. */
export function Basket({ limit, onNext }: BasketProps): ReactNode {
  const { say } = useWords();
  const { basket, takeOut, replace } = useStore(bulkChoice(useDesk()));
  const { part, more } = useFirstRows([...basket.values()]);
  const id = useId();
  const isTooMany = basket.size > limit;
  return (
    <section className="panel stack" aria-labelledby={id}>
      <h2 id={id}>{say("bulk.basket")}</h2>
      <output>{say("bulk.basketCount", { count: basket.size, limit })}</output>
      {isTooMany ? (
        <Notice tone="warning" title={say("bulk.tooMany", { count: basket.size, limit })}>
          <p>{say("bulk.tooManyNext")}</p>
        </Notice>
      ) : null}
      {basket.size === 0 ? null : (
        <ul className="bulk-basket">
          {part.map(({ item: { ref, label }, about }) => (
            <li key={keyOf(ref)}>
              {label}
              {about?.person ? <span className="quiet">{about.person}</span> : null}
              <Button kind="quiet" label={say("bulk.takeOut", { label })} onPress={() => takeOut([ref])}>
                <Icon name="remove" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {more === null ? null : (
        <div className="buttons">
          <Button onPress={more}>{say("queue.more")}</Button>
        </div>
      )}
      <div className="buttons">
        <Button kind="primary" isPending={basket.size === 0 || isTooMany} onPress={onNext}>
          {say("wizard.next")}
        </Button>
        {basket.size === 0 ? null : <Button onPress={() => replace([])}>{say("bulk.empty")}</Button>}
      </div>
    </section>
  );
}
