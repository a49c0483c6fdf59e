import { useState, type ReactNode } from "react";
import { copyText } from "../desk/copy-text.ts";
import { useWords } from "../desk/words.ts";
import { Button } from "../components/button.tsx";
import { Icon } from "../components/icons.tsx";

interface CopyTextButtonProps {
  readonly text: string;
  readonly label: string;
}

/**
 * Copies a text that is not on screen. It reports the result in place, because a dialog hides the
 * toasts.
 */
export function CopyTextButton({ text, label }: CopyTextButtonProps): ReactNode {
  const { say } = useWords();
  const [said, setSaid] = useState("");

  async function copy(): Promise<void> {
    setSaid(say((await copyText(text)) ? "error.copied" : "history.copyFailed"));
  }

  return (
    <>
      <Button kind="quiet" onPress={() => void copy()}>
        <Icon name="copy" />
        {label}
      </Button>{" "}
      <output className="quiet">{said}</output>
    </>
  );
}
