import type { ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import type { DecidedTask, Task } from "#shared/idm/task.ts";
import { useDesk } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { Disclosure } from "../../components/disclosure.tsx";
import { Notice } from "../../components/notice.tsx";
import { ChangesTable } from "../../parts/changes-table.tsx";

/** A task with what the back end answered to its decision. */
export interface Decided {
  readonly task: Task;
  readonly answer: DecidedTask;
}

export const outcomes = { approve: "tasks.approved", reject: "tasks.rejected", postpone: "tasks.postponed" } as const;
const texts = {
  approve: "tasks.approvedText",
  reject: "tasks.rejectedText",
  postpone: "tasks.postponedText",
} as const;

/** The outcome of the last decision. A toast has shown it already; here it can be looked up. */
export function LastDecision({ last: { task, answer } }: { readonly last: Decided }): ReactNode {
  const { navigation } = useDesk();
  const { say } = useWords();
  const { decision, changes } = answer;
  const count = changes.filter(({ before, after }) => before !== after).length;
  return (
    <section aria-label={say("tasks.last")}>
      <Notice tone={decision === "postpone" ? "wait" : "good"}>
        <p>
          <strong>{say(outcomes[decision])}</strong>: {task.processName},{" "}
          <Link className="link" onPress={() => navigation.getState().go({ screen: "object", ref: task.object })}>
            {task.label}
          </Link>
          . {say(texts[decision])}
        </p>
        {changes.length === 0 ? null : (
          <Disclosure title={say("tasks.didChangeCount", { count })}>
            <ChangesTable title={say("tasks.didChange")} changes={changes} level={2} />
          </Disclosure>
        )}
      </Notice>
    </section>
  );
}
