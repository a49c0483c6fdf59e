import type { ReactNode } from "react";
import { useStore } from "zustand";
import { useDesk } from "../../desk/desk.ts";
import { recentObjects } from "../../desk/recent.ts";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords } from "../../desk/words.ts";
import { StartPanel } from "./start-panel.tsx";
import { StartRow } from "./start-row.tsx";

/** The objects that were opened last, with the state that was read then. */
export function Recent(): ReactNode {
  const desk = useDesk();
  const { say } = useWords();
  const list = useStore(recentObjects(desk), (recent) => recent.list);
  return (
    <StartPanel title={say("start.recent")} keys={["Ctrl", "Shift", "P"]}>
      {list.length === 0 ? (
        <p className="quiet">{say("start.noRecent")}</p>
      ) : (
        <ul className="start-rows">
          {list.map(({ ref, label, person, department, state }) => (
            <StartRow
              key={`${ref.type} ${ref.id}`}
              label={label}
              text={[person, department].filter((part) => part !== null).join(" · ")}
              end={state === null ? null : <StateBadge state={state} of={ref.type} />}
              onPress={() => desk.navigation.getState().go({ screen: "object", ref })}
            />
          ))}
        </ul>
      )}
    </StartPanel>
  );
}
