import { useState, type MouseEvent, type ReactNode } from "react";
import { linkTo } from "#shared/domain/object-link.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { ContextMenu } from "../components/context-menu.tsx";
import { copyText } from "../desk/copy-text.ts";
import { useCore, useDesk } from "../desk/desk.ts";
import { entersText } from "../desk/keys.ts";
import { useToast } from "../desk/toasts.tsx";
import { openPageAt } from "../desk/window-storage.ts";
import { useWords } from "../desk/words.ts";

interface Named {
  readonly ref: Ref;
  readonly number: string;
}

interface ObjectMenu {
  /** Opens the menu of this object, on a right click or the menu key. */
  readonly open: (event: MouseEvent, object: Named) => void;
  /** Returns the listener for an element that shows this object. */
  readonly over: (object: Named) => { readonly onContextMenu: (event: MouseEvent) => void };
  /** Must be rendered outside elements that handle its presses. */
  readonly menu: ReactNode;
}

/**
 * The context menu of an object. If text is selected or editable, the menu of the program or of the
 * browser is used instead, because it offers more.
 */
export function useObjectMenu(): ObjectMenu {
  const { client } = useDesk();
  const shell = useCore(({ info }) => info.shell);
  const { say } = useWords();
  const tell = useToast();
  const [shown, setShown] = useState<{ readonly object: Named; readonly at: { x: number; y: number } } | null>(null);

  function open(event: MouseEvent, object: Named): void {
    const isText = event.target instanceof Element && event.target.matches(entersText);
    if (isText || String(window.getSelection()) !== "") return;
    event.preventDefault();
    setShown({ object, at: { x: event.clientX, y: event.clientY } });
  }

  async function copy(text: string, what: string): Promise<void> {
    tell(say((await copyText(text)) ? "app.copied" : "app.notCopied", { what }));
  }

  /** Opens the object in another window: in Electron by the shell, otherwise by the browser. */
  async function openBeside(ref: Ref): Promise<void> {
    const place = { kind: "object", ref } as const;
    const isOpened = shell === "electron" ? (await client.app.openWindow(place)).ok : openPageAt(window, place);
    if (!isOpened) tell(say("object.noWindow"));
  }

  const over = (object: Named) => ({ onContextMenu: (event: MouseEvent): void => open(event, object) });

  if (shown === null) return { open, over, menu: null };
  const { ref, number } = shown.object;
  const link = linkTo({ kind: "object", ref });
  const copied = [
    { text: number, what: say("copy.number") },
    ...(link === null ? [] : [{ text: link, what: say("copy.link") }]),
  ];
  const items = [
    ...copied.map(({ text, what }) => ({ label: say("app.copy", { what }), run: () => void copy(text, what) })),
    { label: say("object.openWindow"), run: () => void openBeside(ref) },
  ];
  return {
    open,
    over,
    menu: <ContextMenu label={number} at={shown.at} items={items} onClose={() => setShown(null)} />,
  };
}
