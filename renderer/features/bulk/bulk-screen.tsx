import type { ReactNode } from "react";
import { useCore } from "../../desk/desk.ts";
import { BulkRun } from "./bulk-run.tsx";
import { Prepare } from "./prepare.tsx";

/** One process on many objects: prepared, checked as a whole, then run with a result for each. */
export function BulkScreen(): ReactNode {
  const bulk = useCore((core) => core.bulk);
  return bulk.kind === "none" ? <Prepare /> : <BulkRun bulk={bulk} />;
}
