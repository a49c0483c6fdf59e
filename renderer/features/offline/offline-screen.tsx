import "./offline.css";
import type { ReactNode } from "react";
import { useCore } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { Screen } from "../../components/screen.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { BrokenJournals } from "./broken-journals.tsx";
import { Queue } from "./queue.tsx";
import { SyncControls } from "./sync-controls.tsx";
import { isIn, useOfflineTab, type QueueTab } from "./tabs-of-queue.ts";
import { useQueue } from "./use-queue.ts";
import { useTake } from "./use-take.ts";
import { WorkingSet } from "./working-set.tsx";
import { WorkingSetActions } from "./working-set-actions.tsx";

const queueTabs: readonly QueueTab[] = ["waiting", "decide", "done"];

/** Work without a connection: the working set, and what was decided on it. */
export function OfflineScreen(): ReactNode {
  const { say } = useWords();
  const counts = useCore((core) => core.offline.counts);
  const queue = useQueue(counts.waiting + counts.attention);
  const countIn = (id: QueueTab): number => queue.entries?.filter((entry) => isIn(id, entry)).length ?? 0;
  // The core does not count entries that wait for approval: they need no sync.
  const waiting = Math.max(counts.waiting, countIn("waiting"));
  const [tab, setTab] = useOfflineTab({ waiting, attention: counts.attention });
  const take = useTake();
  const items = queueTabs.map((id) => ({
    id,
    title: say(`offline.${id}`),
    count: queue.entries === null || (id === "done" && queue.hasMore) ? undefined : countIn(id),
    content: <Queue tab={id} queue={queue} />,
  }));
  const set = {
    id: "set",
    title: say("set.title"),
    content: <WorkingSet take={take} />,
  };
  return (
    <Screen title={say("offline.title")} footer={tab === "set" ? <WorkingSetActions take={take} /> : <SyncControls />}>
      <p className="quiet">{say("offline.intro")}</p>
      <BrokenJournals />
      <Tabs label={say("offline.title")} items={[...items, set]} selected={tab} onSelect={setTab} />
    </Screen>
  );
}
