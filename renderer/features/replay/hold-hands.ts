/** Events by which a person acts on a page. */
const deeds = [
  "pointerdown",
  "pointerup",
  "mousedown",
  "mouseup",
  "click",
  "auxclick",
  "dblclick",
  "keydown",
  "keyup",
  "beforeinput",
  "paste",
  "drop",
] as const;

/** Events on which a browser acts by itself, with or without a listener. */
const acting: ReadonlySet<string> = new Set(["click", "auxclick", "beforeinput", "paste", "drop"]);
const controls = "button, input, select, textarea, label, summary, option, [draggable]";

/**
 * Blocks the viewer's input on the screen of a recording: only recorded presses act there. The
 * viewer can read, scroll, select and copy, and reach the bar with Tab.
 */
export function holdHands(bar: HTMLElement): void {
  for (const deed of deeds) window.addEventListener(deed, refuse, { capture: true });

  function refuse(event: Event): void {
    const { target } = event;
    if (!event.isTrusted || (target instanceof Node && bar.contains(target))) return;
    event.stopImmediatePropagation();
    const isControl = event.type === "mousedown" && target instanceof Element && target.closest(controls) !== null;
    const isKey = event instanceof KeyboardEvent && !isReading(event);
    if (acting.has(event.type) || isControl || isKey) event.preventDefault();
  }

  // A file that was saved during the recording is not saved again.
  HTMLAnchorElement.prototype.click = function clickLink(this: HTMLAnchorElement): void {
    if (this.download === "") HTMLElement.prototype.click.call(this);
  };
}

/**
 * Whether a key only moves or reads: Tab, F keys, keys that scroll; Ctrl with select all, copy,
 * zoom.
 */
function isReading({ key, ctrlKey, metaKey, target }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey) return /^[acCA+0-]$/.test(key);
  const isField = target instanceof Element && target.matches(controls);
  return key === "Tab" || (!isField && /^(Arrow|Page|Home$|End$)/.test(key)) || /^F\d/.test(key);
}
