import "./rail.css";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { Operator } from "#shared/idm/session.ts";
import { Button } from "../components/button.tsx";
import { Icon } from "../components/icons.tsx";
import { Mark } from "../components/mark.tsx";
import { BulkProgress } from "../features/bulk/bulk-progress.tsx";
import { OpenTaskCount } from "../features/tasks/open-task-count.tsx";
import { useDesk } from "../desk/desk.ts";
import type { ScreenRoute } from "../desk/navigation.ts";
import { useWords } from "../desk/words.ts";
import { areasOf, isForAnybody, starts, type FrameArea } from "./areas.ts";

interface RailProps {
  readonly operator: Operator;
  readonly route: ScreenRoute | null;
  readonly onHelp: () => void;
}

/** The areas that the operator's roles open, at the left edge of every screen. */
export function Rail({ operator, route, onHelp }: RailProps): ReactNode {
  const { navigation } = useDesk();
  const { say } = useWords();
  const go = useStore(navigation, (state) => state.go);
  const here = route?.screen === "object" ? "search" : route?.screen;
  const item = (area: FrameArea): ReactNode => (
    <Button key={area} kind="rail" isCurrent={here === area} onPress={() => go(starts[area])}>
      <Icon name={area} />
      <span>
        {say(`area.${area}`)}
        {area === "tasks" ? <OpenTaskCount /> : null}
        {area === "bulk" ? <BulkProgress /> : null}
      </span>
    </Button>
  );
  return (
    <nav className="rail" aria-label={say("app.navigation")}>
      <span className="rail-mark" aria-hidden="true">
        <Mark />
      </span>
      {areasOf(operator.roles)
        .filter((area) => !isForAnybody(area))
        .map(item)}
      <div className="rail-foot">
        <Button kind="rail" onPress={onHelp}>
          <Icon name="help" />
          <span>{say("area.help")}</span>
        </Button>
        {areasOf(operator.roles).filter(isForAnybody).map(item)}
      </div>
    </nav>
  );
}
