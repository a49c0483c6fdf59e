import { afterEach, beforeEach, expect, test } from "vitest";
import { createStore } from "zustand";
import type { CallMessage } from "#shared/ipc/messages.ts";
import { callMessageSchema } from "#shared/ipc/messages.ts";
import { pressedSchema, type Deed } from "#shared/ipc/recording.ts";
import type { Navigation } from "./navigation.ts";
import { recordPage } from "./page-recorder.ts";

let stop = new AbortController();
beforeEach(() => {
  stop = new AbortController();
  document.body.innerHTML = `<div id="root"><main>
    <input id="search"><input id="pin" type="password"><select id="state"><option>a</option><option>b</option></select>
    <button id="next"><span id="icon">Next</span></button><button id="own">Anna Berg</button>
    <label>Only mine <input id="check" type="checkbox"></label></main></div>`;
});
afterEach(() => {
  stop.abort();
  document.body.innerHTML = "";
});

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`There is no ${id}.`);
  return found;
};

/** Records a page whose listeners end with the test. */
function recorded() {
  const sent: CallMessage[] = [];
  const page: Window = new Proxy(window, {
    get: (target, name) =>
      name === "addEventListener"
        ? (type: string, listener: EventListener, options: object) =>
            target.addEventListener(type, listener, { ...options, signal: stop.signal })
        : Reflect.get(target, name, target),
  });
  const transport = {
    call: async (message: CallMessage) => void sent.push(callMessageSchema.parse(message)),
    listen: () => () => undefined,
  };
  const recorder = recordPage(page, transport, (text) => text === "Next");
  const call = (): void => void recorder.transport.call({ area: "session", name: "state", args: null });
  const deeds = (): Deed[] => {
    call();
    return sent.flatMap(({ name, args }) => (name === "pressed" ? pressedSchema.parse(args).deeds : []));
  };
  return { recorder, sent, call, deeds };
}

const main = "div:nth-child(1) > main:nth-child(1)";
const key = (id: string, init: KeyboardEventInit): KeyboardEvent => {
  const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });
  element(id).dispatchEvent(event);
  return event;
};
function enter(id: string, value: string): void {
  const field = element(id);
  if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

test("a press is recorded before the call that it causes, and both have the same trace and window", () => {
  const { sent, call } = recorded();
  element("next").addEventListener("click", call);
  element("icon").click();
  const [pressed, called] = sent;
  expect(pressed).toMatchObject({ area: "recording", name: "pressed" });
  const { window: name, deeds } = pressedSchema.parse(pressed?.args);
  const press = { kind: "click", target: `${main} > button:nth-child(4)` };
  expect(deeds).toMatchObject([{ kind: "press", press, label: "Next", trace: called?.trace }]);
  expect(called).toMatchObject({ area: "session", trace: expect.stringMatching(/^[0-9a-f]{32}$/), window: name });
});

test("each press has a trace of its own", () => {
  const { sent, call } = recorded();
  element("next").click();
  call();
  element("next").click();
  call();
  const traces = sent.flatMap(({ area, trace }) => (area === "session" ? [trace] : []));
  expect(new Set(traces).size).toBe(2);
});

test("the label of an element is recorded only if it is a text of the program", () => {
  const { deeds } = recorded();
  element("own").click();
  expect(deeds()).toMatchObject([{ label: null }]);
});

test("typing is recorded as the final text of the field, without passwords and without its single keys", () => {
  const { deeds } = recorded();
  key("search", { key: "A" });
  enter("search", "A");
  key("search", { key: "n" });
  enter("search", "An");
  enter("pin", "123456");
  key("search", { key: "ArrowDown" });
  key("search", { key: "Tab", shiftKey: true });
  key("search", { key: "k", code: "KeyK", ctrlKey: true });
  enter("state", "b");
  const presses = deeds().flatMap((deed) => (deed.kind === "press" ? [deed.press] : []));
  const input = `${main} > input:nth-child(1)`;
  expect(presses).toEqual([
    { kind: "type", target: input, value: "An" },
    { kind: "type", target: `${main} > input:nth-child(2)`, value: "" },
    { kind: "key", target: input, key: "ArrowDown" },
    { kind: "key", target: input, key: "Shift+Tab" },
    { kind: "key", target: input, key: "Ctrl+K" },
    { kind: "choose", target: `${main} > select:nth-child(3)`, value: "b" },
  ]);
  expect(JSON.stringify(presses)).not.toContain("123456");
});

test("a character typed outside a field is recorded only if the page reacts to it", () => {
  const { deeds, call } = recorded();
  const handled = (event: KeyboardEvent): void => {
    if (event.key === "3") event.preventDefault();
    if (event.key === "4") call();
  };
  window.addEventListener("keydown", handled, { signal: stop.signal });
  for (const each of "34A") key("next", { key: each });
  expect(deeds()).toMatchObject([{ press: { kind: "key", key: "3" } }, { press: { kind: "key", key: "4" } }]);
});

test("Enter on a button and a click on a label are recorded as one press each", () => {
  const { deeds } = recorded();
  key("next", { key: "Enter" });
  element("next").dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 0 }));
  element("check").closest("label")?.click();
  expect(deeds().map((deed) => deed.kind === "press" && deed.press)).toEqual([
    { kind: "click", target: `${main} > button:nth-child(4)` },
    { kind: "click", target: `${main} > label:nth-child(6)` },
  ]);
});

test("the first route of the window and each change of it are recorded", () => {
  const { recorder, deeds } = recorded();
  const navigation = createStore<Navigation>(() => ({
    operator: null,
    route: { screen: "start" },
    search: null,
    asked: null,
    awaited: null,
    go: () => undefined,
    hold: () => () => undefined,
    keepSearch: () => undefined,
    stay: () => undefined,
    leave: () => undefined,
    handTo: () => undefined,
    guard: () => () => undefined,
    guardPage: () => () => undefined,
    reload: () => undefined,
  }));
  recorder.follow(navigation);
  navigation.setState({ search: null });
  navigation.setState({ route: { screen: "bulk" } });
  expect(deeds()).toMatchObject([
    { kind: "route", route: { screen: "start" } },
    { kind: "route", route: { screen: "bulk" } },
  ]);
});
