import { useId, type ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import type { Task } from "#shared/idm/task.ts";
import { useDesk } from "../../desk/desk.ts";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords } from "../../desk/words.ts";

interface TaskFactsProps {
  readonly task: Task;
  /** The task is open and its last reading did not fail, so that its current state holds. */
  readonly isCurrent: boolean;
}

/** The request: object, requester, time and entered values. */
export function TaskFacts({ task, isCurrent }: TaskFactsProps): ReactNode {
  const { navigation } = useDesk();
  const { say, dateTime, moment } = useWords();
  const id = useId();
  const { object, label, requester, requestedAt, entered, asked, now, postponed } = task;
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{say("tasks.request")}</h2>
      <dl className="task-facts">
        <Fact term={say("tasks.object")}>
          <Link className="link" onPress={() => navigation.getState().go({ screen: "object", ref: object })}>
            {label}
          </Link>
        </Fact>
        <Fact term={say("tasks.requester")}>{requester}</Fact>
        <Fact term={say("tasks.since")}>{dateTime(requestedAt)}</Fact>
        {entered.map((each) => (
          <Fact key={each.name} term={each.label}>
            {each.value}
          </Fact>
        ))}
        <Fact term={say("tasks.stateAsked")}>
          <StateBadge state={asked.state} of={object.type} />
        </Fact>
        {now === null || !isCurrent ? null : (
          <Fact term={say("tasks.stateNow")}>
            <StateBadge state={now.state} of={object.type} />
          </Fact>
        )}
      </dl>
      {postponed === null ? null : (
        <p className="cell-note">
          {say("tasks.postponedBy", { by: postponed.by, at: moment(postponed.at) })}
          {postponed.reason === "" ? null : <span className="line">{postponed.reason}</span>}
        </p>
      )}
    </section>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
