import type { ReactNode } from "react";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { OfflineState } from "#shared/ipc/offline.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useWords, type Words } from "../../desk/words.ts";
import { ActionBar } from "../../components/action-bar.tsx";
import { Button } from "../../components/button.tsx";
import { StepUpButton } from "../../parts/step-up/step-up.tsx";
import { Progress } from "../../components/progress.tsx";
import { waitingText, wantsProof } from "./waiting-text.ts";

/** State of the sync and its buttons. It starts by itself; no button has to be pressed. */
export function SyncControls(): ReactNode {
  const { client } = useDesk();
  const words = useWords();
  const { say } = words;
  const offline = useCore((core) => core.offline);
  const isOnline = useCore((core) => core.connection.kind === "online");
  const { run, refused } = useCommand();
  const { sync, counts } = offline;
  const waits = counts.waiting > 0;

  return (
    <ActionBar
      status={
        <>
          <output>{situation(offline, words)}</output>
          {sync.kind === "syncing" ? (
            <Progress
              label={say("queue.syncing")}
              done={sync.done}
              total={sync.total}
              text={say("offline.progress", { done: sync.done, total: sync.total })}
            />
          ) : null}
          {refused === null ? null : <ErrorBox error={refused} />}
          {sync.kind === "waiting" && wantsProof(sync) ? (
            <ErrorBox error={sync.error}>
              <StepUpButton onProved={() => void run(client.offline.syncNow)} />
            </ErrorBox>
          ) : null}
        </>
      }
    >
      {waits && sync.kind !== "paused" ? (
        <Button onPress={() => void run(client.offline.pause)}>{say("queue.pause")}</Button>
      ) : null}
      {waits && isOnline && (sync.kind === "idle" || (sync.kind === "waiting" && !wantsProof(sync))) ? (
        <Button kind="primary" onPress={() => void run(client.offline.syncNow)}>
          {say("queue.syncNow")}
        </Button>
      ) : null}
      {sync.kind === "paused" ? (
        <Button kind="primary" onPress={() => void run(client.offline.resume)}>
          {say("queue.resume")}
        </Button>
      ) : null}
    </ActionBar>
  );
}

function situation({ sync, counts }: OfflineState, words: Words): string {
  const { say } = words;
  switch (sync.kind) {
    case "idle":
      return counts.waiting === 0 ? say("queue.synced") : say("queue.waits", { count: counts.waiting });
    case "syncing":
      return say("queue.syncing");
    case "paused":
      return say("queue.paused");
    case "waiting":
      return waitingText(sync, words);
    default:
      return assertNever(sync);
  }
}
