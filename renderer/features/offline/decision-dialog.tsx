import { useId, useRef, useState, type FormEvent, type ReactNode } from "react";
import { operatorError, type Result } from "#shared/errors.ts";
import type { QueueEntry, QueueState } from "#shared/ipc/offline.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useHold } from "../../desk/use-hold.ts";
import { useUnsaved } from "../../desk/unsaved.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { TextField } from "../../components/text-field.tsx";
import { AwaitedLink } from "../../parts/awaited-link.tsx";
import { AboutLine } from "../../parts/about-line.tsx";
import { useNames } from "../../parts/names.ts";
import { ChangesTable } from "../../parts/changes-table.tsx";
import { SideBySide, statesOf } from "../../parts/local-view/side-by-side.tsx";

/** States of an entry that was not carried out: the operator decides what becomes of it. */
type NotCarriedOut = Extract<QueueState, { kind: "conflict" | "refused" | "expired" }>;

export const isUndecided = (state: QueueState): state is NotCarriedOut =>
  "settlement" in state && state.settlement.kind === "open";

interface DecisionDialogProps {
  readonly entry: QueueEntry;
  readonly state: NotCarriedOut;
  readonly onDecided: () => void;
  /** The core did not accept the decision: the entry may have changed. */
  readonly onRefused: () => void;
  readonly onClose: () => void;
}

/**
 * The object as the operator saw it beside the object now, and two choices. Nothing is ever
 * overwritten.
 */
export function DecisionDialog({ entry, state, onDecided, onRefused, onClose }: DecisionDialogProps): ReactNode {
  const { client } = useDesk();
  const { say, moment } = useWords();
  const names = useNames();
  const { run, isRunning: isBusy, refused } = useCommand();
  const { device, seq, seen } = entry;
  useHold();

  async function decide(send: () => Promise<Result<null>>): Promise<void> {
    if (isBusy) return;
    if (await run(send)) onDecided();
    else onRefused();
  }

  return (
    <Dialog
      title={say("decide.title", { process: names.process(entry.process, entry.processName) })}
      size="large"
      head={<AboutLine about={state.now?.about ?? entry.about} label={entry.label} />}
      onEscape={onClose}
      footer={<Button onPress={onClose}>{say("app.close")}</Button>}
    >
      <ErrorBox error={state.kind === "expired" ? operatorError("grant-expired") : state.error} />
      {state.now === undefined ? (
        <ChangesTable title={say("decide.wanted")} changes={entry.changes} />
      ) : (
        <SideBySide
          title={say("decide.compare")}
          left={{ heading: say("decide.saw"), note: say("decide.sawAt", { at: moment(seen.asOf) }), states: seen }}
          right={{
            heading: say("decide.now"),
            note: say("decide.nowAt", { at: moment(state.at) }),
            states: state.now === null ? null : statesOf(state.now),
          }}
        />
      )}
      {state.now?.related.map(({ ref, relation, label, state: itsState }) => (
        <p key={`${ref.type} ${ref.id}`}>
          {say("decide.related", { relation, label })} <StateBadge state={itsState} />
        </p>
      ))}
      {refused === null ? null : <ErrorBox error={refused} />}
      <div className="choices">
        {state.now === null ? null : (
          <StartAgain isBusy={isBusy} onPress={() => void decide(() => client.offline.startAgain({ device, seq }))} />
        )}
        <Drop isBusy={isBusy} onDrop={(reason) => void decide(() => client.offline.drop({ device, seq, reason }))} />
      </div>
      <AwaitedLink />
    </Dialog>
  );
}

function StartAgain({ isBusy, onPress }: { readonly isBusy: boolean; readonly onPress: () => void }): ReactNode {
  const { say } = useWords();
  const isOnline = useCore((core) => core.connection.kind === "online");
  const id = useId();
  return (
    <section className="choice" aria-labelledby={id}>
      <h3 id={id}>{say("decide.again")}</h3>
      <p>{say(isOnline ? "decide.againText" : "decide.againOffline")}</p>
      {isOnline ? (
        <Button kind="primary" isPending={isBusy} onPress={onPress}>
          {say("decide.again")}
        </Button>
      ) : null}
    </section>
  );
}

function Drop({ isBusy, onDrop }: { readonly isBusy: boolean; readonly onDrop: (reason: string) => void }): ReactNode {
  const { say } = useWords();
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useUnsaved(reason.trim() !== "");

  function drop(event: FormEvent): void {
    event.preventDefault();
    const given = reason.trim();
    setMissing(given === "");
    if (given === "") field.current?.focus();
    else onDrop(given);
  }

  return (
    <section className="choice" aria-labelledby={id}>
      <h3 id={id}>{say("decide.drop")}</h3>
      <p>{say("decide.dropText")}</p>
      <form className="stack" noValidate onSubmit={drop}>
        <TextField
          ref={field}
          label={say("decide.reason")}
          value={reason}
          onChange={setReason}
          isRequired
          requiredMark={say("wizard.required")}
          fault={isMissing && reason.trim() === "" ? say("decide.reasonMissing") : null}
        />
        <div className="buttons">
          <Button type="submit" isPending={isBusy}>
            {say("decide.drop")}
          </Button>
        </div>
      </form>
    </section>
  );
}
