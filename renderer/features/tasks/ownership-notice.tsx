import type { ReactNode } from "react";
import type { Task } from "#shared/idm/task.ts";
import { useWords } from "../../desk/words.ts";
import { Notice } from "../../components/notice.tsx";
import { ownershipObstacle } from "../../parts/tasks/open-tasks.ts";
import { WithdrawalOutcome, WithdrawButton, type Withdrawal } from "../../parts/tasks/withdraw.tsx";

interface OwnershipNoticeProps {
  readonly task: Task;
  readonly withdrawal: Withdrawal;
  readonly onWithdraw: (instance: string) => void;
}

/** Replaces the decision if another operator must take it. An own request can be withdrawn. */
export function OwnershipNotice({ task, withdrawal, onWithdraw }: OwnershipNoticeProps): ReactNode {
  const { say } = useWords();
  const isOwn = ownershipObstacle(task) === "own-request";
  const { ownRequest } = task;
  return (
    <>
      <Notice tone="warning" title={say(isOwn ? "tasks.own" : "tasks.aboutYou")}>
        <p>{say(isOwn ? "tasks.ownText" : "tasks.aboutYouText")}</p>
      </Notice>
      <WithdrawalOutcome withdrawal={withdrawal} />
      {ownRequest === undefined ? null : (
        <div>
          <WithdrawButton withdrawal={withdrawal} onWithdraw={() => onWithdraw(ownRequest)} />
        </div>
      )}
    </>
  );
}
