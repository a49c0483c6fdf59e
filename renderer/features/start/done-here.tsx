import type { ReactNode } from "react";
import { useStore } from "zustand";
import { Disclosure } from "../../components/disclosure.tsx";
import { useDesk } from "../../desk/desk.ts";
import { doneProcesses, type DoneProcess } from "../../desk/done.ts";
import { useWords } from "../../desk/words.ts";
import { useNames } from "../../parts/names.ts";
import { StartPanel } from "./start-panel.tsx";
import { StartRow } from "./start-row.tsx";

/** The processes that the operator ran in this window, counted by outcome. */
export function DoneHere(): ReactNode {
  const desk = useDesk();
  const { say } = useWords();
  const list = useStore(doneProcesses(desk), (done) => done.list);
  const confirmed = list.filter(({ outcome }) => outcome === "confirmed").length;
  const waiting = list.filter(({ outcome }) => outcome === "waiting").length;
  const unsure = list.length - confirmed - waiting;
  return (
    <StartPanel title={say("start.done")}>
      {list.length === 0 ? (
        <p className="quiet">{say("start.nothingDone")}</p>
      ) : (
        <>
          <p>
            <strong>{say("start.confirmed", { count: confirmed })}</strong>
            {waiting === 0 ? null : <span> · {say("start.waiting", { count: waiting })}</span>}
            {unsure === 0 ? null : <span> · {say("start.unsure", { count: unsure })}</span>}
          </p>
          <Disclosure title={say("start.showDone")}>
            <DoneRows list={list} />
          </Disclosure>
        </>
      )}
    </StartPanel>
  );
}

/** A component of its own, so that the back end is asked for names only if there are rows. */
function DoneRows({ list }: { readonly list: readonly DoneProcess[] }): ReactNode {
  const { navigation } = useDesk();
  const { say, moment } = useWords();
  const names = useNames();
  return (
    <ul className="start-rows">
      {list.map(({ id, label, process, processName, at, outcome, object }) => (
        <StartRow
          key={id}
          label={label}
          text={say("start.doneRow", { process: names.process(process, processName), at: moment(at) })}
          end={<span className="quiet">{say(`start.outcome.${outcome}`)}</span>}
          onPress={() => navigation.getState().go({ screen: "object", ref: object })}
        />
      ))}
    </ul>
  );
}
