import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventChannel } from "#shared/ipc/channels.ts";
import { startElectronShell, type ElectronShell } from "./electron-shell.ts";
import type { WindowDouble } from "./electron-double.ts";
import { writeRecording } from "../../fixtures/bundle.ts";
import { startSandbox, type RunningSandbox } from "../../fixtures/sandbox.ts";

// The windows and the menu of the Electron shell: the built bundle with the recording double.

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const place = { kind: "object", ref: { type: "virtualSmartCard", id: "VSC-000002" } };
const link = "carddesk://object/virtualSmartCard/VSC-000002";

const recording = {
  format: 1,
  startedAt: "2026-01-02T03:04:05Z",
  states: {},
  routes: {},
  items: [],
};

/** Starts the shell with an operator logged in, in the window of a loaded page. */
async function atWork(): Promise<ElectronShell> {
  const shell = await startElectronShell({ args: ["--idm", sandbox.url] });
  shell.contents().finishLoading();
  const args = { account: "vscmanager", password: "sandbox" };
  expect(await shell.call({ area: "session", name: "logIn", args })).toMatchObject({ ok: true });
  return shell;
}

const windowAt = (shell: ElectronShell, index: number): WindowDouble => {
  const window = shell.electron.windows[index];
  if (window === undefined) throw new Error(`there is no window ${index}`);
  return window;
};

/** Makes a call as the page in this window. */
const callFrom = (shell: ElectronShell, { webContents }: WindowDouble, message: unknown): Promise<unknown> =>
  shell.call(message, { sender: webContents, senderFrame: webContents.mainFrame });

/** Returns the places that a window was sent to. */
const ledTo = ({ webContents }: WindowDouble): unknown[] =>
  webContents.sent.flatMap(({ message }) => {
    const { name, payload } = Object(message);
    return name === "openPlace" ? [payload] : [];
  });

describe("a window with unsaved input", () => {
  test("asks before it closes, reloads or quits, and stays open if the answer is no", async () => {
    await using shell = await atWork();
    const { electron } = shell;
    const window = windowAt(shell, 0);
    const [leave, stay] = [0, 1];
    /** Waits until `count` questions were asked and the program has received the last answer. */
    const answered = async (count: number): Promise<void> => {
      await expect.poll(() => electron.questions).toHaveLength(count);
      await new Promise((resolve) => setImmediate(resolve));
    };
    window.webContents.hasUnsaved = true;

    electron.answer = stay;
    window.close();
    await answered(1);
    expect(electron.questions[0]).toMatchObject({
      buttons: ["Lämna", "Stanna kvar"],
      message: "Lämna utan att spara?",
    });
    window.webContents.reload();
    await answered(2);
    electron.app.quit();
    await answered(3);
    expect(window.destroyed).toBe(false);
    expect(window.webContents.reloads).toBe(0);
    expect(electron.app.exits).toEqual([]);

    electron.answer = leave;
    window.webContents.reload();
    await expect.poll(() => window.webContents.reloads).toBe(1);
    expect(window.destroyed).toBe(false);
    window.webContents.hasUnsaved = true;
    window.close();
    await expect.poll(() => window.destroyed).toBe(true);
    expect(electron.questions).toHaveLength(5);
    await expect.poll(() => electron.app.exits).toEqual([0]);
  });

  test("asks again about input that follows an answered question", async () => {
    await using shell = await atWork();
    const { electron } = shell;
    const { webContents } = windowAt(shell, 0);
    electron.answer = 0;
    webContents.hasUnsaved = true;
    webContents.reload();
    // The session is locked while the box is open, which drops what was typed.
    webContents.hasUnsaved = false;
    await expect.poll(() => webContents.reloads).toBe(1);
    webContents.finishLoading();
    webContents.hasUnsaved = true;
    electron.answer = 1;
    webContents.reload();
    await expect.poll(() => electron.questions).toHaveLength(2);
    expect(webContents.reloads).toBe(1);
    webContents.hasUnsaved = false;
  });

  test("asks once before a quit closes all windows, and not at all on a signal", async () => {
    for (const bySignal of [false, true]) {
      await using shell = await atWork();
      const { electron } = shell;
      await shell.call({ area: "app", name: "openWindow", args: place });
      windowAt(shell, 0).webContents.hasUnsaved = true;
      electron.answer = 0;
      if (bySignal) shell.hear("SIGTERM");
      else electron.app.quit();
      await expect.poll(() => electron.app.exits).toEqual([0]);
      expect(electron.windows.every(({ destroyed }) => destroyed)).toBe(true);
      expect(electron.questions).toHaveLength(bySignal ? 0 : 1);
    }
  });
});

describe("a second window", () => {
  test("shows its object with the same core: both windows get answers and events", async () => {
    await using shell = await atWork();
    const first = windowAt(shell, 0);
    expect(await shell.call({ area: "app", name: "openWindow", args: place })).toEqual({ ok: true, value: null });
    const second = windowAt(shell, 1);
    expect(second.options["webPreferences"]).toEqual(first.options["webPreferences"]);
    expect(second.loaded).toEqual(["app://carddesk/"]);
    expect(ledTo(second)).toEqual([]);
    second.webContents.finishLoading();
    await expect.poll(() => ledTo(second)).toEqual([place]);
    expect(ledTo(first)).toEqual([]);

    const state = { area: "session", name: "state", args: null };
    for (const window of [first, second])
      expect(await callFrom(shell, window, state)).toMatchObject({ value: { kind: "active" } });
    await callFrom(shell, second, { area: "session", name: "lock", args: null });
    const locked = expect.objectContaining({
      channel: eventChannel,
      message: expect.objectContaining({ name: "changed", payload: expect.objectContaining({ kind: "locked" }) }),
    });
    for (const window of [first, second]) await expect.poll(() => window.webContents.sent).toContainEqual(locked);
  });

  test("is opened neither without a logged-in operator nor at an invalid place", async () => {
    await using shell = await startElectronShell({ args: ["--idm", sandbox.url] });
    const open = (args: unknown) => shell.call({ area: "app", name: "openWindow", args });
    expect(await open(place)).toMatchObject({ error: { code: "not-authenticated" } });
    expect(await open("https://evil.test")).toMatchObject({ error: { code: "bad-call" } });
    expect(shell.electron.windows).toHaveLength(1);
  });

  test("opens offset from the previous window, and a foreign sender still may not call", async () => {
    await using shell = await atWork();
    windowAt(shell, 0).bounds = { x: 10, y: 20, width: 900, height: 700 };
    await shell.call({ area: "app", name: "openWindow", args: place });
    expect(windowAt(shell, 1).options).toMatchObject({ x: 42, y: 52, width: 900, height: 700 });
    await expect(
      shell.call(
        { area: "app", name: "info", args: null },
        { sender: {}, senderFrame: { parent: null, origin: "app://carddesk" } },
      ),
    ).rejects.toThrow("may not call");
  });

  test("can be closed alone: the program runs until the last window closes, and a closed window may not call", async () => {
    await using shell = await atWork();
    await shell.call({ area: "app", name: "openWindow", args: place });
    const [first, second] = [windowAt(shell, 0), windowAt(shell, 1)];
    second.close();
    expect(shell.electron.app.quits).toBe(0);
    await callFrom(shell, first, { area: "session", name: "lock", args: null });
    await expect(callFrom(shell, second, { area: "app", name: "info", args: null })).rejects.toThrow("may not call");
    first.close();
    await expect.poll(() => shell.electron.app.exits).toEqual([0]);
  });

  test("gets a deep link while it has the focus, and reloads its own page after a crash", async () => {
    await using shell = await atWork();
    await shell.call({ area: "app", name: "openWindow", args: { kind: "offline" } });
    const [first, second] = [windowAt(shell, 0), windowAt(shell, 1)];
    for (const { webContents } of [first, second]) webContents.finishLoading();
    await expect.poll(() => ledTo(second)).toEqual([{ kind: "offline" }]);
    first.focus();
    shell.electron.app.emit("second-instance", {}, ["carddesk", "--", link]);
    await expect.poll(() => ledTo(first)).toEqual([place]);
    second.focus();
    shell.electron.app.emit("second-instance", {}, ["carddesk", "--", "carddesk://task/T-1"]);
    await expect.poll(() => ledTo(second)).toContainEqual({ kind: "task", id: "T-1" });
    expect(ledTo(first)).toEqual([place]);
    second.webContents.crash();
    expect([first.loaded.length, second.loaded.length]).toEqual([1, 2]);
  });

  test("can be closed while its crashed page waits for an answer; the other window goes on", async () => {
    await using shell = await atWork();
    await shell.call({ area: "app", name: "openWindow", args: place });
    const [first, second] = [windowAt(shell, 0), windowAt(shell, 1)];
    for (let crashes = 0; crashes < 2; crashes += 1) {
      second.webContents.finishLoading();
      second.webContents.crash();
    }
    expect(shell.electron.questions).toHaveLength(1);
    second.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(shell.electron.app.quits).toBe(0);
    expect(first.destroyed).toBe(false);
    expect(await callFrom(shell, first, { area: "app", name: "info", args: null })).toMatchObject({ ok: true });
  });
});

test("a recording is played in one window: the others close, no other opens, and no link leads out of it", async () => {
  await using shell = await atWork();
  await shell.call({ area: "app", name: "openWindow", args: place });
  const [first, second] = [windowAt(shell, 0), windowAt(shell, 1)];
  first.focus();
  const folder = shell.electron.app.getPath("userData") ?? "";
  await writeRecording(join(folder, "case.zip"), recording);
  const bytes = readFileSync(join(folder, "case.zip")).toString("base64");
  const piece = { transfer: randomUUID(), at: 0, bytes, last: true };
  expect(await callFrom(shell, first, { area: "replay", name: "receive", args: piece })).toMatchObject({ ok: true });
  await expect.poll(() => second.destroyed).toBe(true);
  expect(first.destroyed).toBe(false);
  first.webContents.finishLoading();
  shell.electron.app.emit("second-instance", {}, ["carddesk", "--", link]);
  expect(await callFrom(shell, first, { area: "app", name: "openWindow", args: place })).toMatchObject({ ok: false });
  await new Promise((resolve) => setImmediate(resolve));
  expect(shell.electron.windows).toHaveLength(2);
  expect(ledTo(first)).toEqual([]);
});

describe("the place of the window", () => {
  const kept = (shell: ElectronShell): string => join(shell.electron.app.getPath("userData") ?? "", "window.json");
  const startedWith = (text: string): Promise<ElectronShell> =>
    startElectronShell({ prepare: (folder) => writeFileSync(join(folder, "window.json"), text) });

  test("is saved when the program quits, and restored at the next start", async () => {
    await using shell = await startElectronShell();
    Object.assign(shell.window(), { bounds: { x: 300, y: 40, width: 1111, height: 777 }, maximized: true });
    shell.electron.app.quit();
    const text = readFileSync(kept(shell), "utf8");
    await using again = await startedWith(text);
    expect(again.window().options).toMatchObject({ x: 300, y: 40, width: 1111, height: 777 });
    expect(again.window().maximized).toBe(true);
  });

  test.each([
    ["no file", ""],
    ["no JSON", "{"],
    ["no place", '{"bounds":{"x":"a","y":0,"width":-5,"height":1e9},"isMaximized":1}'],
    ["a screen that is gone", '{"bounds":{"x":5000,"y":0,"width":1280,"height":800},"isMaximized":false}'],
  ])("is the default, in the middle of the screen, with this saved state: %s", async (_name, text) => {
    await using shell = await (text === "" ? startElectronShell() : startedWith(text));
    expect(shell.window().options).toMatchObject({ width: 1280, height: 800 });
    expect(shell.window().options).not.toHaveProperty("x");
    expect(shell.window().maximized).toBe(false);
  });
});

interface Item {
  readonly label?: string;
  readonly role?: string;
  readonly accelerator?: string;
  readonly submenu?: readonly Item[];
  readonly click?: (item: unknown, window: unknown) => void;
}

describe("the menu", () => {
  const shown = (shell: ElectronShell): readonly Item[] => Object(shell.electron.menus.at(-1)).template;
  const item = (shell: ElectronShell, label: string): Item => {
    const found = shown(shell)
      .flatMap(({ submenu = [] }) => submenu)
      .find((each) => each.label === label);
    if (found === undefined) throw new Error(`the menu has no ${label}`);
    return found;
  };

  test("follows the language of the settings", async () => {
    await using shell = await startElectronShell({ args: ["--idm", sandbox.url, "--lang", "en"] });
    expect(shown(shell).map(({ label }) => label)).toEqual(["File", "Edit", "View", "Window", "Help"]);
    await shell.call({ area: "app", name: "saveSettings", args: { theme: "dark" } });
    await shell.call({ area: "app", name: "saveSettings", args: { language: "de" } });
    await expect
      .poll(() => shown(shell).map(({ label }) => label))
      .toEqual(["Datei", "Bearbeiten", "Ansicht", "Fenster", "Hilfe"]);
    expect(shell.electron.menus).toHaveLength(2);
  });

  test("opens a window, shows the keys of the page and reloads it; no key closes or quits", async () => {
    await using shell = await startElectronShell({ args: ["--idm", sandbox.url, "--lang", "en"] });
    shell.window().focus();
    item(shell, "Help and keys").click?.(null, null);
    expect(shell.contents().pressed).toEqual([
      { type: "keyDown", keyCode: "F1" },
      { type: "keyUp", keyCode: "F1" },
    ]);
    item(shell, "New window").click?.(null, null);
    expect(shell.electron.windows).toHaveLength(2);
    item(shell, "Close window").click?.(null, windowAt(shell, 1));
    expect(windowAt(shell, 1).destroyed).toBe(true);
    const keys = shown(shell).flatMap(({ submenu = [] }) =>
      submenu.map(({ role, accelerator }) => [role, accelerator]),
    );
    expect(keys).toContainEqual(["reload", "F5"]);
    expect(keys).toContainEqual([undefined, "CommandOrControl+Shift+N"]);
    expect(keys.filter(([role]) => role === "quit" || role === "close" || role === "forceReload")).toEqual([]);
  });
});
