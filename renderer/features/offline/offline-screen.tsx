import "./offline.css";
import type { ReactNode } from "react";
import { useWords } from "../../desk/words.ts";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { BrokenJournals } from "./broken-journals.tsx";
import { Queue } from "./queue.tsx";
import { WorkingSet } from "./working-set.tsx";

/** Work without a connection: the working set, and what was decided on it. */
export function OfflineScreen(): ReactNode {
  const { say } = useWords();
  return (
    <section className="stack" aria-label={say("offline.title")}>
      <FocusedHeading level={1}>{say("offline.title")}</FocusedHeading>
      <p className="quiet">{say("offline.intro")}</p>
      <BrokenJournals />
      <WorkingSet />
      <Queue />
    </section>
  );
}
