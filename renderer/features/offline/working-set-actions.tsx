import { useState, type ReactNode } from "react";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { ActionBar } from "../../components/action-bar.tsx";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import type { Take } from "./use-take.ts";

/** The commands for the working set: take one, cancel that, take another, or remove it. */
export function WorkingSetActions({ take }: { readonly take: Take }): ReactNode {
  const { isReplacing, replace } = take;
  const { client } = useDesk();
  const { say } = useWords();
  const { kind, ...set } = useCore((core) => core.offline.workingSet);
  const { run, refused } = useCommand();
  const isHere = kind === "taken" || kind === "foreign";
  const isForm = isHere ? isReplacing : kind === "none" || kind === "failed";
  const owner = "owner" in set ? set.owner : null;

  return (
    <ActionBar status={refused === null ? null : <ErrorBox error={refused} />}>
      {kind === "taking" ? (
        <Button onPress={() => void run(client.offline.cancelTake)}>{say("take.cancel")}</Button>
      ) : null}
      {isHere ? <Remove owner={owner} onRemove={() => void run(client.offline.leave)} /> : null}
      {isHere && !isReplacing && take.isPossible ? (
        <Button onPress={() => replace(true)}>{say("take.again")}</Button>
      ) : null}
      {isHere && isReplacing ? <Button onPress={() => replace(false)}>{say("take.cancel")}</Button> : null}
      {isForm && take.isPossible ? (
        <Button kind="primary" onPress={() => void take.submit()}>
          {say("take.submit")}
        </Button>
      ) : null}
    </ActionBar>
  );
}

interface RemoveProps {
  /** Owner of the working set, if it is another operator's; else null. */
  readonly owner: string | null;
  readonly onRemove: () => void;
}

/**
 * Removes the working set from this machine after a question that names its owner; the queue stays.
 */
function Remove({ owner, onRemove }: RemoveProps): ReactNode {
  const { say } = useWords();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button kind="quiet" onPress={() => setAsking(true)}>
        {owner === null ? say("set.leave") : say("set.leaveOf", { name: owner })}
      </Button>
      {isAsking ? (
        <Confirm
          title={say("set.leaveTitle")}
          text={owner === null ? say("set.leaveText") : say("set.leaveForeign", { name: owner })}
          yes={say("set.leaveYes")}
          no={say("set.leaveNo")}
          onYes={() => {
            setAsking(false);
            onRemove();
          }}
          onNo={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
