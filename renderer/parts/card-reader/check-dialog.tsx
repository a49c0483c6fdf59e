import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { pinSchema, type PinState } from "#shared/bridge/messages.ts";
import type { Ref } from "#shared/domain/ref.ts";
import type { ErrorCode, OperatorError } from "#shared/errors.ts";
import type { CardCheck } from "#shared/ipc/card-check.ts";
import type { CardCheckStep } from "#shared/ipc/cards.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Notice } from "../../components/notice.tsx";
import { TextField } from "../../components/text-field.tsx";
import { CheckResult } from "./check-result.tsx";
import { CardMatch } from "./card-match.tsx";

type Checking =
  | { readonly kind: "ready" }
  | { readonly kind: "checking"; readonly step: CardCheckStep | null }
  | { readonly kind: "failed"; readonly error: OperatorError }
  | { readonly kind: "checked"; readonly check: CardCheck; readonly withPin: boolean };

/** Ordinary conditions of a reader, shown as a notice rather than an error box. */
const ordinary: ReadonlySet<ErrorCode> = new Set([
  "service-not-running",
  "no-reader",
  "no-card",
  "card-in-use",
  "card-removed",
  "card-unknown",
]);

interface CheckDialogProps {
  readonly target: Ref;
  readonly label: string;
  readonly onClose: () => void;
}

/** **Check this card**: the steps, the holder's PIN if the key is to be proved, and the result. */
export function CheckDialog({ target, label, onClose }: CheckDialogProps): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const pinState = useCore(({ reader }) => (reader.kind === "piv" ? reader.pin : null));
  const [state, setState] = useState<Checking>({ kind: "ready" });
  const [pin, setPin] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const form = useId();
  const isChecking = state.kind === "checking";

  useEffect(
    () => client.cards.onChecking((step) => setState((now) => (now.kind === "checking" ? { ...now, step } : now))),
    [client],
  );

  async function check(): Promise<void> {
    if (isChecking) return;
    const given = pin === "" || pinState?.kind === "blocked" ? null : pin;
    if (given !== null && !pinSchema.safeParse(given).success) {
      setFault(say("check.pinShape"));
      field.current?.focus();
      return;
    }
    setFault(null);
    // The PIN is on its way to the card; the page keeps nothing of it.
    setPin("");
    setState({ kind: "checking", step: null });
    const answer = await client.cards.check({ object: target, pin: given });
    setState(
      answer.ok
        ? { kind: "checked", check: answer.value, withPin: given !== null }
        : { kind: "failed", error: answer.error },
    );
  }

  return (
    <Dialog
      title={say("check.title")}
      size="large"
      onEscape={onClose}
      footer={
        <>
          <Button onPress={onClose}>{say("app.close")}</Button>
          <Button kind="primary" type="submit" form={form} isPending={isChecking}>
            {say(state.kind === "checked" ? "check.again" : "check.run")}
          </Button>
        </>
      }
    >
      <p className="check-subject">{label}</p>
      {state.kind === "checked" ? (
        <CheckResult key={state.check.checkedAt} check={state.check} withPin={state.withPin} />
      ) : (
        <p>{say("check.intro")}</p>
      )}
      {state.kind === "failed" ? <Failed error={state.error} /> : null}
      <form
        id={form}
        className="check-form"
        onSubmit={(event) => {
          event.preventDefault();
          void check();
        }}
      >
        <output>{isChecking ? say(`check.${state.step ?? "reading-card"}`) : <CardMatch target={target} />}</output>
        {pinState?.kind === "blocked" ? (
          <Notice tone="warning">
            <p>{say("check.blocked")}</p>
          </Notice>
        ) : (
          <TextField
            ref={field}
            label={say("check.pin")}
            type="password"
            autoComplete="one-time-code"
            value={pin}
            onChange={setPin}
            isReadOnly={isChecking}
            hint={say("check.pinHint")}
            fault={fault}
          />
        )}
        <TriesLeft pin={pinState} />
      </form>
    </Dialog>
  );
}

/** The remaining tries for the PIN, and a warning before the last one. */
function TriesLeft({ pin }: { readonly pin: PinState | null }): ReactNode {
  const { say } = useWords();
  if (pin?.kind !== "tries") return null;
  if (pin.left > 1) return <p className="quiet">{say("check.tries", { left: pin.left })}</p>;
  return (
    <Notice tone="warning">
      <p>{say("check.lastTry")}</p>
    </Notice>
  );
}

function Failed({ error }: { readonly error: OperatorError }): ReactNode {
  const { say } = useWords();
  if (!ordinary.has(error.code)) return <ErrorBox error={error} />;
  return (
    <Notice tone="wait" isPolite title={say("check.notChecked")}>
      <p>{say(`error.${error.code}.happened`)}</p>
    </Notice>
  );
}
