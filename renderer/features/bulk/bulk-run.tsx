import { useState, type ReactNode } from "react";
import { assertNever } from "#shared/domain/assert-never.ts";
import { countLeft, type Bulk, type BulkCounts } from "#shared/ipc/bulk.ts";
import { ActionBar } from "../../components/action-bar.tsx";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { Notice } from "../../components/notice.tsx";
import { Progress } from "../../components/progress.tsx";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useWords, type Words } from "../../desk/words.ts";
import { StepUpButton } from "../../parts/step-up/step-up.tsx";
import { download } from "../../parts/download.ts";
import { BulkFrame } from "./bulk-frame.tsx";
import { ItemTable } from "./item-table.tsx";
import { resultCsv } from "./result-csv.ts";
import { useNames } from "../../parts/names.ts";
import { useItems, type Items } from "./use-items.ts";

type OpenBulk = Exclude<Bulk, { kind: "none" }>;

/** The bulk that runs or ran: its progress, and the result for each object. */
export function BulkRun({ bulk }: { readonly bulk: OpenBulk }): ReactNode {
  const isOwn = useCore(({ session }) => session.kind !== "none" && session.operator.id === bulk.operator.id);
  return isOwn ? <OwnRun key={bulk.id} bulk={bulk} /> : <Foreign bulk={bulk} />;
}

function OwnRun({ bulk }: { readonly bulk: OpenBulk }): ReactNode {
  const { say, moment } = useWords();
  const names = useNames();
  const { items, error, readAgain } = useItems();
  const { counts, total } = bulk;
  const done = total - countLeft(counts);
  const isUnderWay = bulk.kind === "running" || bulk.kind === "stopping";

  return (
    <BulkFrame
      step={isUnderWay ? "run" : "result"}
      title={names.process(bulk.process, bulk.processName)}
      footer={<RunBar bulk={bulk} items={items} />}
    >
      <div className="bulk-fill bulk-run">
        <section className="panel bulk-progress" aria-label={say("bulk.progress")}>
          <Situation bulk={bulk} />
          <div className="bulk-pane-head">
            <Progress
              label={say("bulk.progress")}
              done={done}
              total={total}
              text={say("offline.progress", { done, total })}
            />
            <p className="quiet">{say("bulk.startedAt", { at: moment(bulk.startedAt), count: total })}</p>
          </div>
        </section>
        {error === null ? (
          <ItemTable items={items} counts={counts} />
        ) : (
          <ErrorBox error={error}>
            <Button onPress={readAgain}>{say("app.retry")}</Button>
          </ErrorBox>
        )}
      </div>
    </BulkFrame>
  );
}

/** The commands that the state of the bulk allows. */
function RunBar({ bulk, items }: { readonly bulk: OpenBulk; readonly items: Items["items"] }): ReactNode {
  const { client } = useDesk();
  const words = useWords();
  const { say } = words;
  const { run, refused } = useCommand();
  const { counts, total } = bulk;
  const left = countLeft(counts);
  const isUnderWay = bulk.kind === "running" || bulk.kind === "stopping";
  const canRetry = !isUnderWay && counts.failed > 0;
  const wantsProof = items.some(({ state }) => state.kind === "failed" && state.error.code === "step-up-required");
  return (
    <>
      {refused === null ? null : <ErrorBox error={refused} />}
      <ActionBar status={say("bulk.doneOf", { done: counts.done, total })}>
        {bulk.kind === "running" ? (
          <Button onPress={() => void run(client.bulk.cancel)}>{say("wizard.cancel")}</Button>
        ) : null}
        {isUnderWay ? null : (
          <>
            <Button onPress={() => download("bulk.csv", "text/csv", resultCsv(bulk, items, words))}>
              {say("bulk.export")}
            </Button>
            <CloseBulk bulk={bulk} />
          </>
        )}
        {canRetry && wantsProof ? <StepUpButton onProved={() => void run(client.bulk.retry)} /> : null}
        {canRetry ? (
          <Button kind={bulk.kind === "finished" ? "primary" : "plain"} onPress={() => void run(client.bulk.retry)}>
            {say("bulk.retry", { count: counts.failed })}
          </Button>
        ) : null}
        {bulk.kind === "stopped" ? (
          <Button kind="primary" onPress={() => void run(client.bulk.resume)}>
            {say("bulk.resume", { count: left })}
          </Button>
        ) : null}
      </ActionBar>
    </>
  );
}

/** A bulk of another operator: only that it exists, whose it is, and a button that closes it. */
function Foreign({ bulk }: { readonly bulk: OpenBulk }): ReactNode {
  const { say, moment } = useWords();
  const { operator, total, startedAt } = bulk;
  return (
    <BulkFrame
      step="result"
      title={say("bulk.title")}
      footer={
        <ActionBar>
          <CloseBulk bulk={bulk} />
        </ActionBar>
      }
    >
      <Notice tone="warning" title={say("bulk.foreign", { name: operator.name, at: moment(startedAt), count: total })}>
        <p>{say("bulk.foreignNext", { name: operator.name })}</p>
      </Notice>
    </BulkFrame>
  );
}

/** State of the bulk in one sentence; a screen reader announces changes. */
function Situation({ bulk }: { readonly bulk: OpenBulk }): ReactNode {
  const { say } = useWords();
  switch (bulk.kind) {
    case "running":
      return <Notice tone="wait" isPolite title={say("bulk.running")} />;
    case "stopping":
      return <Notice tone="wait" isPolite title={say("bulk.stopping")} />;
    case "stopped":
      return bulk.error === null ? (
        <Notice tone="warning" isPolite title={say("bulk.stopped")}>
          <p>{say("bulk.stoppedNext")}</p>
        </Notice>
      ) : (
        <ErrorBox error={bulk.error} />
      );
    case "finished": {
      const isGood = bulk.counts.done === bulk.total;
      return (
        <Notice tone={isGood ? "good" : "warning"} isPolite>
          <p className="notice-title">{isGood ? say("bulk.allDone", { count: bulk.total }) : say("bulk.notAllDone")}</p>
        </Notice>
      );
    }
    default:
      return assertNever(bulk);
  }
}

/** Closes the bulk and its result; asks first if an object was not done or is unknown. */
function CloseBulk({ bulk }: { readonly bulk: OpenBulk }): ReactNode {
  const { client } = useDesk();
  const words = useWords();
  const { say } = words;
  const [isAsking, setAsking] = useState(false);
  const { run, refused } = useCommand();
  const open = openText(bulk.counts, words);

  function close(): void {
    setAsking(false);
    void run(client.bulk.close);
  }

  return (
    <>
      {refused === null ? null : <ErrorBox error={refused} />}
      <Button onPress={() => (open === null ? close() : setAsking(true))}>{say("wizard.close")}</Button>
      {isAsking ? (
        <Confirm
          title={say("bulk.closeTitle")}
          text={open ?? ""}
          yes={say("bulk.closeYes")}
          no={say("bulk.closeNo")}
          onYes={close}
          onNo={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

/** Returns in words what Close would lose, null if nothing. */
function openText(counts: BulkCounts, { say }: Words): string | null {
  // Resume would find out both.
  const open = counts.unknown + counts.unconfirmed;
  if (open > 0) return say("bulk.closeUnknown", { count: open });
  const left = counts.waiting + counts.failed;
  return left === 0 ? null : say("bulk.closeLeft", { count: left });
}
