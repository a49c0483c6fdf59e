import type { ReactNode } from "react";
import { Button } from "../components/button.tsx";
import { Icon } from "../components/icons.tsx";
import { copyText } from "./copy-text.ts";
import { useToast } from "./toasts.tsx";
import { useWords } from "./words.ts";

interface CopyButtonProps {
  readonly text: string;
  /** The kind of text, in words: `number`, `serial`. */
  readonly what: string;
  readonly icon?: "copy" | "link";
}

/** Copies a text that is shown beside it, and reports whether that succeeded. */
export function CopyButton({ text, what, icon = "copy" }: CopyButtonProps): ReactNode {
  const { say } = useWords();
  const tell = useToast();
  return (
    <Button
      kind="quiet"
      label={say("app.copy", { what })}
      onPress={() => void copyText(text).then((isDone) => tell(say(isDone ? "app.copied" : "app.notCopied", { what })))}
    >
      <Icon name={icon} />
    </Button>
  );
}
