import { assertNever } from "#shared/domain/assert-never.ts";
import type { Press } from "#shared/ipc/recording.ts";

/**
 * Placeholder for a password or PIN, which no recording contains: a form with an empty one would
 * not be sent.
 */
const unknownSecret = "00000000";

/**
 * Resolves when the page is drawn: after two frames without a change, or after 30 frames if the
 * page never rests.
 */
export async function drawn(): Promise<void> {
  let changes = 0;
  const observer = new MutationObserver(() => (changes += 1));
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  for (let calm = 0, frames = 0; calm < 2 && frames < 30; frames += 1) {
    const before = changes;
    await frame();
    calm = changes === before ? calm + 1 : 0;
  }
  observer.disconnect();
}

/** Resolves with the next frame, or after 50 ms: a hidden page has no frames. */
const frame = (): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, 50);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      resolve();
    });
  });

/**
 * Resolves to the element of a recorded press: the one at its path, as soon as it exists and
 * `isMeant`; null if that takes longer than `bound` milliseconds.
 */
export function find(
  target: string,
  isMeant: (element: HTMLElement) => boolean,
  bound: number,
): Promise<HTMLElement | null> {
  const look = (): HTMLElement | null => {
    const element = document.querySelector(`body > ${target}`);
    return element instanceof HTMLElement && isMeant(element) ? element : null;
  };
  return new Promise((resolve) => {
    const end = (element: HTMLElement | null): void => {
      observer.disconnect();
      clearTimeout(timer);
      resolve(element);
    };
    const observer = new MutationObserver(() => {
      const element = look();
      if (element !== null) end(element);
    });
    const timer = setTimeout(() => end(null), bound);
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    const element = look();
    if (element !== null) end(element);
  });
}

/** Repeats on an element what the operator did, with the events that a browser would dispatch. */
export function enact(element: HTMLElement, press: Press): void {
  if (document.activeElement !== element) element.focus({ preventScroll: true });
  switch (press.kind) {
    case "click":
      return element.click();
    case "key":
      return pressKey(element, press.key);
    case "type":
      return enter(element, press.value);
    case "choose":
      return choose(element, press.value);
    default:
      return assertNever(press);
  }
}

function pressKey(element: HTMLElement, name: string): void {
  // The key itself may be a `+`, the separator.
  const at = name.lastIndexOf("+", name.length - 2);
  const modifiers = name.slice(0, Math.max(0, at)).split("+");
  const key = name.slice(at + 1);
  const init: KeyboardEventInit = {
    key,
    code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : "",
    altKey: modifiers.includes("Alt"),
    ctrlKey: modifiers.includes("Ctrl"),
    metaKey: modifiers.includes("Meta"),
    shiftKey: modifiers.includes("Shift"),
    bubbles: true,
    cancelable: true,
    composed: true,
  };
  element.dispatchEvent(new KeyboardEvent("keydown", init));
  (element.isConnected ? element : document.body).dispatchEvent(new KeyboardEvent("keyup", init));
}

function enter(element: HTMLElement, value: string): void {
  if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return;
  const isSecret = element.type === "password" && value === "";
  setValue(element, isSecret ? unknownSecret : value);
}

/** Chooses a value; one that a stand-in replaced in the recording is recognised by its form. */
function choose(element: HTMLElement, value: string): void {
  if (!(element instanceof HTMLSelectElement)) return;
  const values = Array.from(element.options, (option) => option.value);
  const meant = values.find((known) => known === value) ?? values.find((known) => formOf(known) === formOf(value));
  if (meant !== undefined) setValue(element, meant);
}

/**
 * Returns what a stand-in preserves: vowels, consonants and digits by kind, other characters as is.
 */
const formOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[aeiouyåäöüéèà]/g, "a")
    .replaceAll(/[b-df-hj-np-tv-xzß]/g, "b")
    .replaceAll(/\d/g, "0");

/**
 * Sets a value through the prototype, as the browser does: React does not notice one that a script
 * sets on the element itself.
 */
function setValue(element: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement, value: string): void {
  Reflect.set(Object.getPrototypeOf(element), "value", value, element);
  element.dispatchEvent(new Event("input", { bubbles: true }));
  element.dispatchEvent(new Event("change", { bubbles: true }));
}
