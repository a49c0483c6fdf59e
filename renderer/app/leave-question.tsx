import type { ReactNode } from "react";
import { Confirm } from "../components/confirm.tsx";
import { useWords } from "../desk/words.ts";

interface LeaveQuestionProps {
  readonly onLeave: () => void;
  readonly onStay: () => void;
}

/** Asks before unsaved changes are lost. */
export function LeaveQuestion({ onLeave, onStay }: LeaveQuestionProps): ReactNode {
  const { say } = useWords();
  return (
    <Confirm
      title={say("app.leaveTitle")}
      text={say("app.leaveText")}
      yes={say("app.leave")}
      no={say("app.stay")}
      onYes={onLeave}
      onNo={onStay}
    />
  );
}
