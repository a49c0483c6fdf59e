import { useState, type ReactNode } from "react";
import { useCore } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { CopyTextButton } from "../../parts/copy-text-button.tsx";
import { aboutNow } from "./wizard-head.tsx";
import { receiptOf } from "./receipt.ts";
import type { OpenWizard } from "./wizard-entries.ts";

/** Copies the result as text, for a ticket. */
export function CopyReceipt({ wizard }: { readonly wizard: Extract<OpenWizard, { kind: "done" }> }): ReactNode {
  const words = useWords();
  const operator = useCore(({ session }) => (session.kind === "none" ? "" : session.operator.name));
  /** Time at which the result appeared, ISO 8601. */
  const [at] = useState(() => new Date().toISOString());
  return (
    <span className="dialog-apart">
      <CopyTextButton
        text={receiptOf({ ...wizard, about: aboutNow(wizard) }, operator, at, words)}
        label={words.say("wizard.copyReceipt")}
      />
    </span>
  );
}
