import "./help-dialog.css";
import { useState, type ReactNode } from "react";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Tabs } from "../components/tabs.tsx";
import { KeysShown } from "../desk/keys-shown.tsx";
import { useWords } from "../desk/words.ts";
import { keysOf, type FrameArea } from "./areas.ts";
import type { MessageKey } from "./messages/keys.ts";

type Published = { readonly keys: readonly (readonly string[])[]; readonly does: MessageKey };

/** The published keys. Each inner list is pressed together; the lists are alternatives. */
const published: readonly Published[] = [
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
  { keys: [["Ctrl", "Shift", "P"]], does: "keys.palette" },
  { keys: [["F1"], ["?"]], does: "keys.help" },
];

/** The terms of the glossary, in the order in which a newcomer meets them. */
const glossary = [
  "states",
  "onHold",
  "revoked",
  "process",
  "approval",
  "irreversible",
  "workingSet",
  "unknown",
] as const;

interface HelpDialogProps {
  /** The area on screen; null if the roles open none. */
  readonly area: FrameArea | null;
  readonly areas: readonly FrameArea[];
  readonly onClose: () => void;
}

/** Explains the purpose of this screen, the keys, and the terms of the field. */
export function HelpDialog({ area, areas, onClose }: HelpDialogProps): ReactNode {
  const { say } = useWords();
  const [tab, setTab] = useState("keys");
  const ofAreas = areas.map((each): Published => ({ keys: [keysOf[each]], does: `area.${each}` }));
  return (
    <Dialog
      title={say("help.title")}
      size="large"
      onEscape={onClose}
      footer={
        <Button kind="primary" onPress={onClose}>
          {say("app.close")}
        </Button>
      }
    >
      {area === null ? null : <p>{say(`help.${area}`)}</p>}
      <Tabs
        label={say("help.title")}
        selected={tab}
        onSelect={setTab}
        items={[
          { id: "keys", title: say("keys.title"), content: <Keys keys={[...published, ...ofAreas]} /> },
          { id: "words", title: say("help.words"), content: <Glossary /> },
        ]}
      />
    </Dialog>
  );
}

function Keys({ keys }: { readonly keys: readonly Published[] }): ReactNode {
  const { say } = useWords();
  return (
    <dl className="keys">
      {keys.map(({ keys, does }) => (
        <div key={does} className="keys-pair">
          <dt>
            {keys.map((together, index) => (
              <span key={together.join("+")}>
                {index === 0 ? null : <span className="keys-or">{does === "keys.actions" ? "…" : say("keys.or")}</span>}
                <KeysShown keys={together} />
              </span>
            ))}
          </dt>
          <dd>{say(does)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Glossary(): ReactNode {
  const { say } = useWords();
  return (
    <dl className="glossary">
      {glossary.map((word) => (
        <div key={word}>
          <dt>{say(`word.${word}`)}</dt>
          <dd>{say(`word.${word}.means`)}</dd>
        </div>
      ))}
    </dl>
  );
}
