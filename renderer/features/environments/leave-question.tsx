import type { ReactNode } from "react";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { useCore } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";

interface LeaveQuestionProps {
  readonly title: string;
  readonly yes: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Asks before the session with an environment ends: what ends with it, and what waits for it. */
export function LeaveQuestion({ title, yes, onYes, onNo }: LeaveQuestionProps): ReactNode {
  const { say } = useWords();
  const consequences = useConsequences();
  return (
    <Dialog
      title={title}
      role="alertdialog"
      onEscape={onNo}
      footer={
        <>
          <Button onPress={onYes}>{yes}</Button>
          <Button kind="primary" onPress={onNo}>
            {say("app.stay")}
          </Button>
        </>
      }
    >
      <p>{say("environments.logsOut")}</p>
      {consequences.length === 0 ? null : (
        <ul className="environments-consequences">
          {consequences.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

/** What is open or waiting in this environment, each with what becomes of it. */
function useConsequences(): string[] {
  const { say } = useWords();
  const wizard = useCore((core) => core.wizard);
  const bulk = useCore((core) => core.bulk);
  const { waiting, attention } = useCore((core) => core.offline.counts);
  const count = waiting + attention;
  return [
    ...(wizard.kind === "closed"
      ? []
      : [say("environments.losesWizard", { process: wizard.processName, label: wizard.label })]),
    ...(bulk.kind === "none" || bulk.kind === "finished"
      ? []
      : [say("environments.stopsBulk", { process: bulk.processName })]),
    ...(count === 0 ? [] : [say("environments.keepsEntries", { count })]),
  ];
}
