import "./start.css";
import type { ReactNode } from "react";
import { useCore } from "../../desk/desk.ts";
import { maySee } from "#shared/domain/roles.ts";
import { CardInReader } from "../../parts/card-reader/card-in-reader.tsx";
import { DoneHere } from "./done-here.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { Recent } from "./recent.tsx";
import { Tour } from "./tour.tsx";
import { WaitingForMe } from "./waiting-for-me.tsx";
import { WorkingSetHere } from "./working-set-here.tsx";

/** The starting points of a day's work, while nothing is searched for. */
export function StartScreen(): ReactNode {
  const session = useCore((core) => core.session);
  const { idm } = useCore((core) => core.info);
  if (session.kind === "none") return null;
  const { roles } = session.operator;
  return (
    <div className="start">
      <Tour />
      <Recent />
      {maySee("tasks", roles) ? <WaitingForMe /> : null}
      <DoneHere />
      <CardInReader />
      <WorkingSetHere />
      {idm.sandbox ? <FirstSteps roles={roles} /> : null}
    </div>
  );
}
