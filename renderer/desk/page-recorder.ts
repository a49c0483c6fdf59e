import type { StoreApi } from "zustand";
import type { Transport } from "#shared/ipc/messages.ts";
import { pressSchema, type Deed, type Press } from "#shared/ipc/recording.ts";
import { newTrace } from "#shared/trace.ts";
import { elementName } from "./element-name.ts";
import { entersText, nameOf } from "./keys.ts";
import type { Navigation } from "./navigation.ts";
import { windowOf } from "./window-storage.ts";

/** Milliseconds after a press during which the page's calls belong to it. */
const pressLasts = 10_000;
/** Milliseconds after which presses are sent even without another call. */
const longestWait = 1_000;
const mostDeeds = 200;

interface Waiting {
  deed: Deed;
  readonly at: number;
  /** A key that may be text: recorded only if a handler took it. */
  readonly key?: KeyboardEvent;
}

/** The recorder of the page, and the transport on which each call names its press. */
export interface PageRecorder {
  readonly transport: Transport;
  /** Records the window's navigation. */
  follow(navigation: StoreApi<Navigation>): void;
}

/**
 * Sends every press to the core, for support: the element, the key, the entered text; never the
 * content of a password or PIN field. `isProgramText`: whether a text is one of the program, and so
 * reveals no data.
 */
export function recordPage(page: Window, transport: Transport, isProgramText: (text: string) => boolean): PageRecorder {
  const window = windowOf(page);
  let waiting: Waiting[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  /**
   * The control that the browser clicks after a click on its label; that second click is not
   * recorded.
   */
  let labelled: HTMLElement | null = null;
  let trace = { id: newTrace(), at: -Infinity };

  const presentTrace = (): { trace?: string } => (performance.now() - trace.at < pressLasts ? { trace: trace.id } : {});

  /**
   * Sends the recorded presses; called before any other call, so that a press precedes its effects.
   */
  function tell(): void {
    clearTimeout(timer);
    timer = undefined;
    const now = performance.now();
    const deeds = waiting
      .filter(({ key }) => key === undefined || key.eventPhase !== Event.NONE || key.defaultPrevented)
      .map(({ deed, at }) => ({ ...deed, ago: Math.max(0, now - at) }));
    waiting = [];
    if (deeds.length === 0) return;
    // A failure is ignored: without a core nothing is recorded.
    void transport.call({ area: "recording", name: "pressed", args: { window, deeds }, window }).catch(() => undefined);
  }

  function note(deed: Deed, key?: KeyboardEvent): void {
    waiting.push({ deed, at: performance.now(), ...(key === undefined ? {} : { key }) });
    if (waiting.length >= mostDeeds) tell();
    else timer ??= setTimeout(tell, longestWait);
  }

  function pressed(press: Press, element: Element, key?: KeyboardEvent): void {
    // An element outside the body or too deep for a path: the core would refuse the other presses
    // with it.
    if (!document.body.contains(element) || !pressSchema.safeParse(press).success) return;
    trace = { id: newTrace(), at: performance.now() };
    const name = elementName(element);
    const label = name.length <= 200 && isProgramText(name) ? name : null;
    note({ kind: "press", ago: 0, trace: trace.id, press, label }, key);
  }

  function onKey(event: KeyboardEvent): void {
    const element = elementOf(event);
    if (element === null || event.isComposing || modifiers.has(event.key)) return;
    const key = nameOf(event);
    const isText = key.length === 1;
    if (isText && element.matches(entersText)) return;
    const name = event.shiftKey && key.length > 1 && !key.includes("+") ? `Shift+${key}` : key;
    pressed({ kind: "key", target: pathTo(element), key: name.slice(0, 40) }, element, isText ? event : undefined);
  }

  function onClick(event: MouseEvent): void {
    const element = elementOf(event);
    if (element === null || element === labelled) {
      labelled = null;
      return;
    }
    labelled = element.closest("label")?.control ?? null;
    const target = pathTo(element);
    // The browser also sends a click for Enter or the space bar.
    const last = waiting.at(-1)?.deed;
    if (event.detail === 0 && last?.kind === "press" && last.press.kind === "key" && last.press.target === target)
      waiting.pop();
    pressed({ kind: "click", target }, element);
  }

  function onInput(event: Event): void {
    const element = elementOf(event);
    if (element instanceof HTMLSelectElement)
      return pressed({ kind: "choose", target: pathTo(element), value: element.value.slice(0, 1_000) }, element);
    if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return;
    if (["checkbox", "radio", "file"].includes(element.type)) return;
    const target = pathTo(element);
    // Only the last state of a word is recorded, not each letter.
    const last = waiting.at(-1)?.deed;
    if (last?.kind === "press" && last.press.kind === "type" && last.press.target === target) waiting.pop();
    const value = element.type === "password" ? "" : element.value.slice(0, 20_000);
    pressed({ kind: "type", target, value }, element);
  }

  page.addEventListener("keydown", onKey, { capture: true });
  page.addEventListener("click", onClick, { capture: true });
  page.addEventListener("input", onInput, { capture: true });
  page.addEventListener("pagehide", tell);

  return {
    transport: {
      call(message) {
        tell();
        return transport.call({ ...message, ...presentTrace(), window });
      },
      listen: (listener) => transport.listen(listener),
    },
    follow(navigation) {
      const goes = ({ route }: Navigation): void => note({ kind: "route", ago: 0, route });
      goes(navigation.getState());
      navigation.subscribe((now, before) => {
        if (now.route !== before.route) goes(now);
      });
    },
  };
}

const modifiers: ReadonlySet<string> = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "Dead", "Unidentified"]);

/** Returns the element of an event: the button around an icon, or the element itself. */
function elementOf({ target }: Event): HTMLElement | null {
  if (!(target instanceof Element)) return null;
  const control = target.closest("button, a, summary");
  for (let one: Element | null = control ?? target; one !== null; one = one.parentElement)
    if (one instanceof HTMLElement) return one;
  return null;
}

/**
 * Returns the path from `body` to an element. An event on `body` itself counts as one on the page
 * in it.
 */
function pathTo(element: HTMLElement): string {
  const steps: string[] = [];
  const from = element === document.body ? (document.body.firstElementChild ?? element) : element;
  for (let one: Element = from; one.parentElement !== null && one !== document.body; one = one.parentElement)
    steps.unshift(`${one.localName}:nth-child(${Array.from(one.parentElement.children).indexOf(one) + 1})`);
  return steps.join(" > ");
}
