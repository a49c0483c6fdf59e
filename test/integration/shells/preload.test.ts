import { createRequire, registerHooks } from "node:module";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { callChannel, eventChannel } from "#shared/ipc/channels.ts";
import type { Transport } from "#shared/ipc/messages.ts";

// The built preload with a double of `electron` as a sandboxed preload sees it: two modules only.

const exposed: [string, Transport][] = [];
const invoked: unknown[][] = [];
const double = {
  exposed,
  invoked,
  listeners: new Map<string, Set<(event: object, ...args: unknown[]) => void>>(),
  contextBridge: {
    exposeInMainWorld: (name: string, value: Transport): void => void double.exposed.push([name, value]),
  },
  ipcRenderer: {
    async invoke(...args: unknown[]): Promise<unknown> {
      double.invoked.push(args);
      return "answer";
    },
    on(channel: string, listener: () => void): void {
      double.listeners.set(channel, (double.listeners.get(channel) ?? new Set()).add(listener));
    },
    off(channel: string, listener: () => void): void {
      double.listeners.get(channel)?.delete(listener);
    },
  },
};

Object.assign(globalThis, { electronDouble: double });
const source = "module.exports = globalThis.electronDouble";
const hooks = registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "electron" ? { url: "double:electron", shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url === "double:electron" ? { format: "commonjs", source, shortCircuit: true } : next(url, context),
});
createRequire(import.meta.url)("../../../dist/preload/preload.cjs");
afterAll(() => hooks.deregister());

describe("the preload", () => {
  beforeEach(() => {
    double.invoked.length = 0;
  });

  test("hands the page two functions and nothing else, under one name", () => {
    expect(
      double.exposed.map(([name, value]) => [name, Object.entries(value).map(([key, is]) => [key, typeof is])]),
    ).toEqual([
      [
        "carddesk",
        [
          ["call", "function"],
          ["listen", "function"],
        ],
      ],
    ]);
  });

  test("passes calls on to the one channel, with the fields of a call only", async () => {
    const more = { area: "app", name: "info", args: null, channel: "electron-store-get-data" };
    expect(await transport().call(more)).toBe("answer");
    expect(double.invoked).toEqual([[callChannel, { area: "app", name: "info", args: null }]]);
  });

  test("passes events on without the runtime's event object, until the listener is removed", () => {
    const heard: unknown[][] = [];
    const stop = transport().listen((...args) => heard.push(args));
    tell("told");
    stop();
    tell("not told");
    expect(heard).toEqual([["told"]]);
    expect([...double.listeners.keys()]).toEqual([eventChannel]);
  });

  function tell(message: unknown): void {
    for (const listener of double.listeners.get(eventChannel) ?? [])
      listener({ sender: "the runtime's" }, message, "more");
  }

  function transport(): Transport {
    const exposed = double.exposed[0]?.[1];
    if (exposed === undefined) throw new Error("nothing was exposed");
    return exposed;
  }
});
