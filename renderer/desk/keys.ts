import { useEffect, useRef } from "react";

/** Elements in which a plain character is text. */
export const entersText = "input, textarea, select, [contenteditable]";

/**
 * Handles keys of the window while `isOn`. `place`: "page" ignores keys while a dialog has the
 * focus, "dialog" ignores the others. `handle` gets the published name of the key (`1`, `?`,
 * `Ctrl+K`, `Ctrl+Shift+P`, `Alt+N`) and returns whether it handled the key. A plain character
 * belongs to a focused text field, and a held key counts once.
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
    // Capture phase, because a focused button would consume other keys.
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, [place, isOn]);
}

/** Returns the published name of a key. */
export function nameOf(event: KeyboardEvent): string {
  if (event.altKey && !event.ctrlKey && !event.metaKey) return `Alt+${letterOf(event)}`;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    return `Ctrl+${event.shiftKey ? "Shift+" : ""}${letterOf(event)}`;
  }
  return event.key;
}

/**
 * Returns the letter or digit of a key; by its position if the layout types another character with
 * Alt (macOS) or needs Shift for digits (French).
 */
function letterOf({ key, code }: KeyboardEvent): string {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  return /^(?:Key[A-Z]|Digit\d)$/.test(code) ? code.slice(-1) : key;
}
