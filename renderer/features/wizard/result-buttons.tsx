import type { ReactNode } from "react";
import { cardType } from "#shared/domain/ref.ts";
import { useDesk } from "../../desk/desk.ts";
import { useKeys } from "../../desk/keys.ts";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { CopyReceipt } from "./copy-receipt.tsx";
import type { OpenWizard } from "./wizard-entries.ts";

interface ResultButtonsProps {
  readonly wizard: OpenWizard;
  readonly isOn: boolean;
  readonly onClose: () => void;
}

/**
 * The ways on from a result: back to the object, or to the next one. Enter closes a confirmed
 * result.
 */
export function ResultButtons({ wizard, isOn, onClose }: ResultButtonsProps): ReactNode {
  const { client, navigation } = useDesk();
  const { say } = useWords();
  const { run } = useCommand();
  const isConfirmed = wizard.kind === "done" && wizard.readBack.kind === "confirmed";
  const isDone = wizard.kind === "done" || wizard.kind === "queued" || wizard.kind === "approval";

  useKeys("dialog", isOn && isConfirmed, (key) => {
    const isPressing = document.activeElement?.matches("button, a, [role=link], input, select, summary") === true;
    if (key !== "Enter" || isPressing) return false;
    onClose();
    return true;
  });

  async function goOn(): Promise<void> {
    if (await run(client.wizard.close)) navigation.getState().go({ screen: "search" });
  }

  return (
    <>
      {wizard.kind === "done" ? <CopyReceipt wizard={wizard} /> : null}
      <Button kind={isDone ? "plain" : "primary"} onPress={onClose}>
        {say("wizard.close")}
      </Button>
      {isDone ? (
        <Button kind="primary" onPress={() => void goOn()}>
          {say(wizard.object.type === cardType ? "wizard.nextCard" : "wizard.nextSearch")}
        </Button>
      ) : null}
    </>
  );
}
