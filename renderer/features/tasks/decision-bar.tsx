import { useRef, useState, type ReactNode } from "react";
import type { Decision, Task } from "#shared/idm/task.ts";
import { reasonText } from "../../desk/reason-text.ts";
import { useWords } from "../../desk/words.ts";
import { actionText } from "../../parts/action-text.ts";
import { ConfirmByTyping, isTyped } from "../../parts/confirm-by-typing.tsx";
import { ActionBar } from "../../components/action-bar.tsx";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { TextField } from "../../components/text-field.tsx";

/** Longest reason that the back end accepts, in characters. */
const longestReason = 1000;

interface DecisionBarProps {
  readonly task: Task;
  readonly reason: string;
  readonly isBusy: boolean;
  readonly onReason: (reason: string) => void;
  readonly onDecide: (decision: Decision, reason: string) => void;
  readonly onReadAgain: () => void;
}

/**
 * The decision on a task, always in sight below it: the obstacles to an approval, and buttons that
 * say what they do. With an obstacle there is no Approve button.
 */
export function DecisionBar({ task, reason, isBusy, onReason, onDecide, onReadAgain }: DecisionBarProps): ReactNode {
  const words = useWords();
  const { say } = words;
  const [typed, setTyped] = useState("");
  const [isAsked, setAsked] = useState(false);
  const confirmation = useRef<HTMLDivElement>(null);
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const given = reason.trim();
  const isTooLong = given.length > longestReason;
  const fault = isTooLong
    ? say("tasks.reasonLong", { limit: longestReason })
    : isMissing && given === ""
      ? say("tasks.reasonMissing")
      : null;

  const wanted = task.about?.label ?? task.label;
  const isConfirmed = !task.irreversible || isTyped(typed, wanted);
  const changes = task.now?.changes ?? task.asked.changes;
  const mayApprove = task.obstacles.length === 0;

  function approve(): void {
    setAsked(true);
    if (isConfirmed) decide("approve");
    else confirmation.current?.querySelector("input")?.focus();
  }

  function decide(decision: Decision): void {
    const lacksReason = decision === "reject" && given === "";
    setMissing(lacksReason);
    if (lacksReason || isTooLong) field.current?.focus();
    else onDecide(decision, given);
  }

  return (
    <section className="decision" aria-label={say("tasks.decision")}>
      {mayApprove ? null : <Obstacles task={task} onReadAgain={onReadAgain} />}
      <div className="decision-fields">
        <TextField
          ref={field}
          label={say("tasks.reason")}
          hint={say("tasks.reasonHint")}
          value={reason}
          onChange={onReason}
          fault={fault}
        />
        {task.irreversible && mayApprove ? (
          <div ref={confirmation}>
            <ConfirmByTyping wanted={wanted} typed={typed} onType={setTyped} onEnter={approve} isAsked={isAsked} />
          </div>
        ) : null}
      </div>
      <ActionBar
        status={
          <>
            {task.irreversible && mayApprove ? (
              <strong className="decision-final">{say("wizard.irreversible")}</strong>
            ) : null}
            <output>{isBusy ? say("tasks.sending") : ""}</output>
          </>
        }
      >
        <Button kind="quiet" isPending={isBusy} onPress={() => decide("postpone")}>
          {say("tasks.postpone")}
        </Button>
        <Button isPending={isBusy} onPress={() => decide("reject")}>
          {say("tasks.reject")}
        </Button>
        {mayApprove ? (
          <Button
            kind={task.irreversible ? "danger" : "primary"}
            isPending={isBusy}
            isBlocked={!isConfirmed}
            onPress={approve}
          >
            {say("action.named", {
              verb: say("tasks.approve"),
              what: actionText(task.action || task.processName, changes, words),
            })}
          </Button>
        ) : null}
      </ActionBar>
    </section>
  );
}

interface ObstaclesProps {
  readonly task: Task;
  readonly onReadAgain: () => void;
}

/** The obstacles to an approval. */
function Obstacles({ task: { obstacles }, onReadAgain }: ObstaclesProps): ReactNode {
  const words = useWords();
  const { say } = words;
  return (
    <Notice tone="warning" title={say("tasks.blocked")}>
      <ul>
        {obstacles.map((reason) => (
          <li key={reason.code}>{reasonText(reason, words)}</li>
        ))}
      </ul>
      <div className="decision-blocked">
        <p>{say("tasks.blockedNext")}</p>
        <Button onPress={onReadAgain}>{say("object.again")}</Button>
      </div>
    </Notice>
  );
}
