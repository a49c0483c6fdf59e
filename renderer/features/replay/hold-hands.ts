/** What a hand does to a page. */
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

/** Where a browser would act by itself, whoever listens. */
const acting: ReadonlySet<string> = new Set(["click", "auxclick", "beforeinput", "paste", "drop"]);
const controls = "button, input, select, textarea, label, summary, option, [draggable]";

/**
 * Keeps the hands of those who watch off the screen of a recording: what is pressed there is what
 * was pressed then. They may read, scroll, mark and copy, and walk with Tab to the bar.
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

  // A file that was saved then is not saved again.
  HTMLAnchorElement.prototype.click = function clickLink(this: HTMLAnchorElement): void {
    if (this.download === "") HTMLElement.prototype.click.call(this);
  };
}

/** Tab, keys that scroll, and copying. */
function isReading({ key, ctrlKey, metaKey, target }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey) return /^[acCA+0-]$/.test(key);
  const isField = target instanceof Element && target.matches(controls);
  return key === "Tab" || (!isField && /^(Arrow|Page|Home$|End$)/.test(key)) || /^F\d/.test(key);
}
