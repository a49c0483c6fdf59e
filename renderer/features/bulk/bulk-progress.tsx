import "./bulk.css";
import type { ReactNode } from "react";
import { useCore } from "../../app/desk.ts";

/** How far the bulk is that runs, beside the name of the area; nothing where none does. */
export function BulkProgress(): ReactNode {
  const bulk = useCore((core) => core.bulk);
  if (bulk.kind !== "running" && bulk.kind !== "stopping") return null;
  const left = bulk.counts.waiting + bulk.counts.running + bulk.counts.unknown + bulk.counts.unconfirmed;
  return (
    <>
      {" "}
      <span className="task-count">
        {bulk.total - left}/{bulk.total}
      </span>
    </>
  );
}
