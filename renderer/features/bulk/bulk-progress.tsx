import "../../parts/tasks/tasks.css";
import type { ReactNode } from "react";
import { countLeft } from "#shared/ipc/bulk.ts";
import { useCore } from "../../desk/desk.ts";

/** Progress of the running bulk beside the name of the area; nothing if none runs. */
export function BulkProgress(): ReactNode {
  const bulk = useCore((core) => core.bulk);
  if (bulk.kind !== "running" && bulk.kind !== "stopping") return null;
  return (
    <>
      {" "}
      <span className="task-count">
        {bulk.total - countLeft(bulk.counts)}/{bulk.total}
      </span>
    </>
  );
}
