import type { ReactNode } from "react";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import type { MessageKey } from "./messages/keys.ts";
import { useWords } from "../desk/words.ts";

/** The published keys. Each inner list is pressed together; the lists are alternatives. */
const published: readonly { readonly keys: readonly (readonly string[])[]; readonly does: MessageKey }[] = [
  { keys: [["Ctrl", "K"], ["/"]], does: "keys.search" },
  { keys: [["Alt", "↓"]], does: "keys.list" },
  { keys: [["↑"], ["↓"]], does: "keys.move" },
  { keys: [["Enter"]], does: "keys.open" },
  { keys: [["1"], ["9"]], does: "keys.actions" },
  { keys: [["Ctrl", "J"]], does: "keys.card" },
  { keys: [["Alt", "N"]], does: "keys.next" },
  { keys: [["Alt", "B"]], does: "keys.back" },
  { keys: [["Esc"]], does: "keys.cancel" },
  {
    keys: [
      ["Alt", "←"],
      ["Alt", "→"],
    ],
    does: "keys.screens",
  },
  { keys: [["F1"], ["?"]], does: "keys.help" },
];

/** The list of keys. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { say } = useWords();
  return (
    <Dialog
      title={say("keys.title")}
      onEscape={onClose}
      footer={
        <Button kind="primary" onPress={onClose}>
          {say("app.close")}
        </Button>
      }
    >
      <dl className="keys">
        {published.map(({ keys, does }) => (
          <div key={does} className="keys-pair">
            <dt>
              {keys.map((together, index) => (
                <span key={together.join("+")}>
                  {index === 0 ? null : (
                    <span className="keys-or">{does === "keys.actions" ? "…" : say("keys.or")}</span>
                  )}
                  {together.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </span>
              ))}
            </dt>
            <dd>{say(does)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
