import { useEffect, useRef } from "react";

const entersText = "input, textarea, select, [contenteditable]";

/**
 * Keys of the window, as long as `isOn`. `place` says whose they are: the page's are not heard while a dialog has the focus, and the
 * other way round. `handle` gets the key as published (`1`, `?`, `Ctrl+K`, `Alt+N`) and says whether it took it. A plain
 * character is the text field's where one has the focus, and a held key counts once.
 */
export function useKeys(place: "page" | "dialog", isOn: boolean, handle: (key: string) => boolean): void {
  const latest = useRef(handle);
  useEffect(() => {
    latest.current = handle;
  });
  useEffect(() => {
    if (!isOn) return undefined;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.repeat || event.isComposing || !(event.target instanceof Element)) return;
      const isInDialog = event.target.closest("[role=dialog], [role=alertdialog]") !== null;
      if (isInDialog !== (place === "dialog")) return;
      const key = nameOf(event);
      if (key.length === 1 && event.target.matches(entersText)) return;
      if (latest.current(key)) {
        event.preventDefault();
        event.stopPropagation();
      }
    }
    // Before the components: a button that has the focus keeps other keys to itself.
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, [place, isOn]);
}

function nameOf(event: KeyboardEvent): string {
  if (event.altKey && !event.ctrlKey && !event.metaKey) return `Alt+${letterOf(event)}`;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) return `Ctrl+${letterOf(event)}`;
  return event.key;
}

/** The letter of a key; by its place on the keyboard where a layout makes another character of it with Alt (macOS). */
function letterOf({ key, code }: KeyboardEvent): string {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  return /^Key[A-Z]$/.test(code) ? code.slice(3) : key;
}
