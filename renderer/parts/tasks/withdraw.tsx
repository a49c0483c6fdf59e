import { useState, type ReactNode } from "react";
import type { Ref } from "#shared/domain/ref.ts";
import type { OperatorError } from "#shared/errors.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useToast } from "../../desk/toasts.tsx";
import { useMounted } from "../../desk/use-mounted.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { Notice } from "../../components/notice.tsx";

/** Progress of withdrawing an own request. */
export type Withdrawal =
  | { readonly kind: "none" }
  | { readonly kind: "sending" }
  /** `isReadBack`: the object was read again and no longer waits for the request. */
  | { readonly kind: "withdrawn"; readonly instance: string; readonly isReadBack: boolean }
  | { readonly kind: "refused"; readonly error: OperatorError };

/**
 * Withdraws a request. The caller keeps the outcome, because the button disappears with the
 * request. A refusal that comes after the caller has left the screen is told by a toast.
 */
export function useWithdrawal(): [Withdrawal, (instance: string, object: Ref) => Promise<void>] {
  const { client } = useDesk();
  const { say } = useWords();
  const tell = useToast();
  const isShown = useMounted();
  const [withdrawal, setWithdrawal] = useState<Withdrawal>({ kind: "none" });

  async function withdraw(instance: string, { type, id }: Ref): Promise<void> {
    if (withdrawal.kind === "sending") return;
    setWithdrawal({ kind: "sending" });
    const answer = await client.tasks.withdraw({ instance, object: { type, id } });
    if (!answer.ok && !isShown.current) {
      const label = say(`error.${answer.error.code}.happened`);
      tell(say("tasks.told", { outcome: say("withdraw.notConfirmed"), label }));
    }
    setWithdrawal(
      answer.ok
        ? { kind: "withdrawn", instance, isReadBack: answer.value.readBack }
        : { kind: "refused", error: answer.error },
    );
  }

  return [withdrawal, withdraw];
}

interface WithdrawButtonProps {
  readonly withdrawal: Withdrawal;
  readonly onWithdraw: () => void;
}

/** Asks first, because a withdrawn request would have to be made again. */
export function WithdrawButton({ withdrawal, onWithdraw }: WithdrawButtonProps): ReactNode {
  const { say } = useWords();
  const [isAsking, setAsking] = useState(false);

  function withdraw(): void {
    setAsking(false);
    onWithdraw();
  }

  return (
    <>
      <Button isPending={withdrawal.kind === "sending"} onPress={() => setAsking(true)}>
        {say("withdraw.button")}
      </Button>
      {isAsking ? (
        <Confirm
          title={say("withdraw.askTitle")}
          text={say("withdraw.askText")}
          yes={say("withdraw.yes")}
          no={say("withdraw.no")}
          onYes={withdraw}
          onNo={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

export function WithdrawalOutcome({ withdrawal }: { readonly withdrawal: Withdrawal }): ReactNode {
  const { say } = useWords();
  if (withdrawal.kind === "refused") return <ErrorBox error={withdrawal.error} />;
  if (withdrawal.kind !== "withdrawn") return null;
  const { isReadBack } = withdrawal;
  return (
    <Notice tone={isReadBack ? "good" : "warning"} role="alert" title={say("withdraw.done")}>
      <p>{say(isReadBack ? "withdraw.doneText" : "withdraw.notReadBack")}</p>
    </Notice>
  );
}
