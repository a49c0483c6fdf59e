import { useId, useState, type ReactNode } from "react";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { WorkingSetState } from "#shared/ipc/offline.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Progress } from "../../components/progress.tsx";
import { nothingEntered, TakeForm } from "./take-form.tsx";
import { ForeignWorkingSet, TakenWorkingSet } from "./taken-working-set.tsx";

/** The working set of this machine: none, on its way, or here. */
export function WorkingSet(): ReactNode {
  const { say } = useWords();
  const workingSet = useCore((core) => core.offline.workingSet);
  const [entries, setEntries] = useState(nothingEntered);
  const id = useId();
  const form = <TakeForm entries={entries} onChange={setEntries} />;
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{say(["taken", "foreign", "opening"].includes(workingSet.kind) ? "set.title" : "take.title")}</h2>
      <Body workingSet={workingSet} form={form} />
    </section>
  );
}

function Body({ workingSet, form }: { readonly workingSet: WorkingSetState; readonly form: ReactNode }): ReactNode {
  const { say } = useWords();
  switch (workingSet.kind) {
    case "opening":
      return <output className="quiet">{say("app.loading")}</output>;
    case "none":
      return form;
    case "failed":
      return (
        <div className="stack">
          <ErrorBox error={workingSet.error} />
          {form}
        </div>
      );
    case "taking":
      return <Taking done={workingSet.done} total={workingSet.total} />;
    case "taken":
      return <TakenWorkingSet set={workingSet} form={form} />;
    case "foreign":
      return <ForeignWorkingSet owner={workingSet.owner} form={form} />;
    case "unavailable":
      return <ErrorBox error={workingSet.error} />;
    default:
      return assertNever(workingSet);
  }
}

function Taking({ done, total }: { readonly done: number; readonly total: number | null }): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const { run, refused } = useCommand();
  return (
    <div className="stack">
      <Progress
        label={say("banner.taking")}
        done={done}
        total={total}
        text={total === null ? say("take.counting") : say("offline.progress", { done, total })}
      />
      <div className="buttons">
        <Button onPress={() => void run(client.offline.cancelTake)}>{say("take.cancel")}</Button>
      </div>
      {refused === null ? null : <ErrorBox error={refused} />}
    </div>
  );
}
