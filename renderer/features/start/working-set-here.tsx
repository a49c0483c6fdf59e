import type { ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import { useCore, useDesk } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { StartPanel } from "./start-panel.tsx";

/** Whether the operator could work without a connection, and how many entries wait for the sync. */
export function WorkingSetHere(): ReactNode {
  const { navigation } = useDesk();
  const { say, moment } = useWords();
  const { workingSet, counts } = useCore((core) => core.offline);
  const more = (
    <Link className="link" onPress={() => navigation.getState().go({ screen: "offline" })}>
      {say("banner.open")}
    </Link>
  );
  return (
    <StartPanel title={say("set.title")} more={more}>
      <p className="quiet">
        {workingSet.kind === "taken"
          ? say("banner.ready", { objects: workingSet.objects, until: moment(workingSet.grant.notAfter) })
          : say("start.noWorkingSet")}{" "}
        {counts.waiting > 0 ? say("banner.waiting", { count: counts.waiting }) : say("start.nothingWaits")}
      </p>
    </StartPanel>
  );
}
