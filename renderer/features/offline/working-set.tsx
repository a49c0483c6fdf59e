import { useId, type ReactNode } from "react";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { WorkingSetState } from "#shared/ipc/offline.ts";
import { useCore } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { Progress } from "../../components/progress.tsx";
import { TakeForm } from "./take-form.tsx";
import { TakenWorkingSet } from "./taken-working-set.tsx";
import type { Take } from "./use-take.ts";

/** The working set of this machine: none, on its way, or here. */
export function WorkingSet({ take }: { readonly take: Take }): ReactNode {
  const { say } = useWords();
  const workingSet = useCore((core) => core.offline.workingSet);
  const id = useId();
  const isHere = workingSet.kind === "taken" || workingSet.kind === "foreign";
  return (
    <>
      <section className="panel" aria-labelledby={id}>
        <h2 id={id}>{say(isHere || workingSet.kind === "opening" ? "set.title" : "take.title")}</h2>
        <Body workingSet={workingSet} take={take} />
      </section>
      {isHere && take.isReplacing ? (
        <section className="panel" aria-label={say("take.again")}>
          <h2>{say("take.again")}</h2>
          <TakeForm take={take} isFocused />
        </section>
      ) : null}
    </>
  );
}

function Body({ workingSet, take }: { readonly workingSet: WorkingSetState; readonly take: Take }): ReactNode {
  const { say } = useWords();
  switch (workingSet.kind) {
    case "opening":
      return <output className="quiet">{say("app.loading")}</output>;
    case "none":
      return <TakeForm take={take} />;
    case "failed":
      return (
        <div className="stack">
          <ErrorBox error={workingSet.error} />
          <TakeForm take={take} />
        </div>
      );
    case "taking": {
      const { done, total } = workingSet;
      const text = total === null ? say("take.counting") : say("offline.progress", { done, total });
      return <Progress label={say("banner.taking")} done={done} total={total} text={text} />;
    }
    case "taken":
      return <TakenWorkingSet set={workingSet} />;
    case "foreign":
      return (
        <p className="quiet">
          {workingSet.owner === null ? say("set.locked") : say("set.foreign", { name: workingSet.owner })}
        </p>
      );
    case "unavailable":
      return <ErrorBox error={workingSet.error} />;
    default:
      return assertNever(workingSet);
  }
}
