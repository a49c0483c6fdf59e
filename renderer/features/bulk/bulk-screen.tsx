import "./bulk.css";
import { useState, type ReactNode } from "react";
import { useCore } from "../../app/desk.ts";
import { useWords } from "../../app/words.ts";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { BulkRun } from "./bulk-run.tsx";
import { Choose } from "./choose.tsx";
import { Summary } from "./summary.tsx";

/** One process on many objects: put together, looked at as a whole, then carried out with a result for each. */
export function BulkScreen(): ReactNode {
  const { say } = useWords();
  const bulk = useCore((core) => core.bulk);
  const [isSummed, setSummed] = useState(false);
  return (
    <section className="stack bulk" aria-label={say("area.bulk")}>
      <FocusedHeading key={`${bulk.kind === "none"} ${isSummed}`} level={1}>
        {bulk.kind === "none" ? say(isSummed ? "bulk.summaryTitle" : "bulk.title") : bulk.processName}
      </FocusedHeading>
      {bulk.kind !== "none" ? (
        <BulkRun bulk={bulk} onClosed={() => setSummed(false)} />
      ) : isSummed ? (
        <Summary onBack={() => setSummed(false)} />
      ) : (
        <Choose onNext={() => setSummed(true)} />
      )}
    </section>
  );
}
