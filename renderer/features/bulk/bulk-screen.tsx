import "./bulk.css";
import { useState, type ReactNode } from "react";
import { useCore } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { BulkRun } from "./bulk-run.tsx";
import { Choose, type ChosenProcess } from "./choose.tsx";
import { Summary } from "./summary.tsx";

/** One process on many objects: prepared, reviewed as a whole, then run with a result for each. */
export function BulkScreen(): ReactNode {
  const { say } = useWords();
  const bulk = useCore((core) => core.bulk);
  const [summed, setSummed] = useState<ChosenProcess | null>(null);
  return (
    <section className="stack bulk" aria-label={say("area.bulk")}>
      <FocusedHeading key={`${bulk.kind === "none"} ${summed !== null}`} level={1}>
        {bulk.kind === "none" ? say(summed === null ? "bulk.title" : "bulk.summaryTitle") : bulk.processName}
      </FocusedHeading>
      {bulk.kind !== "none" ? (
        <BulkRun bulk={bulk} />
      ) : summed === null ? (
        <Choose onNext={setSummed} />
      ) : (
        <Summary {...summed} onBack={() => setSummed(null)} onStarted={() => setSummed(null)} />
      )}
    </section>
  );
}
