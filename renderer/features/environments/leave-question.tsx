import type { ReactNode } from "react";
import { Confirm } from "../../components/confirm.tsx";
import { useCore } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";

interface LeaveQuestionProps {
  readonly title: string;
  readonly yes: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Asks before the session with an environment ends; says what is lost and what is kept. */
export function LeaveQuestion({ title, yes, onYes, onNo }: LeaveQuestionProps): ReactNode {
  const { say } = useWords();
  const consequences = useConsequences();
  return (
    <Confirm title={title} text={say("environments.logsOut")} yes={yes} no={say("app.stay")} onYes={onYes} onNo={onNo}>
      {consequences.length === 0 ? null : (
        <ul className="environments-consequences">
          {consequences.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </Confirm>
  );
}

/** Returns the consequences for the open wizard, the bulk and the waiting entries. */
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
