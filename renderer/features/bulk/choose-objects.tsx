import { useId, type ReactNode } from "react";
import { useStore } from "zustand";
import { ActionBar } from "../../components/action-bar.tsx";
import { Button } from "../../components/button.tsx";
import { useDesk } from "../../desk/desk.ts";
import { useKeys } from "../../desk/keys.ts";
import { useWords } from "../../desk/words.ts";
import { Basket } from "./basket.tsx";
import { bulkChoice, sources } from "./bulk-choice.ts";
import { BulkFrame } from "./bulk-frame.tsx";
import { FromList } from "./from-list.tsx";
import { FromSearch } from "./from-search.tsx";
import type { Chosen } from "./chosen.ts";
import { Segments } from "./segments.tsx";

/** The objects, from a search or from a list, beside the basket that they go into. */
export function ChooseObjects(chosen: Chosen): ReactNode {
  const { process, limit } = chosen;
  const { say } = useWords();
  const id = useId();
  const { basket, source, chooseSource, goTo } = useStore(bulkChoice(useDesk()));
  const count = basket.size;
  const isPossible = count > 0 && count <= limit;

  function next(): void {
    if (isPossible) goTo("check");
  }
  useKeys("page", true, (key) => {
    if (key === "Alt+N") next();
    else if (key === "Alt+B") goTo("process");
    else return false;
    return true;
  });

  return (
    <BulkFrame
      step="objects"
      title={process.name}
      footer={
        <ActionBar status={<output className="bulk-chosen">{say("bulk.chosen", { count, limit })}</output>}>
          <Button onPress={() => goTo("process")}>{say("wizard.back")}</Button>
          <Button kind="primary" isBlocked={!isPossible} onPress={next}>
            {say("wizard.next")}
          </Button>
        </ActionBar>
      }
    >
      <div className="bulk-fill bulk-objects">
        <section className="panel bulk-source" aria-labelledby={id}>
          <div className="bulk-pane-head">
            <h2 id={id}>{say("bulk.objects")}</h2>
            <Segments
              label={say("bulk.objects")}
              choices={sources.map((value) => ({ value, label: say(`bulk.from.${value}`) }))}
              value={source}
              onChange={chooseSource}
            />
          </div>
          {source === "search" ? (
            <FromSearch key={process.symbolicName} {...chosen} />
          ) : (
            <FromList key={process.symbolicName} process={process} limit={limit} />
          )}
        </section>
        <Basket limit={limit} />
      </div>
    </BulkFrame>
  );
}
