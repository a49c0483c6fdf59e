import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startElectronShell, type ElectronShell } from "./electron-shell.ts";
import { startSandbox, type RunningSandbox } from "../../fixtures/sandbox.ts";

// How the Electron shell ends, and how it handles the end of one of its parts: the built bundle
// with the recording double.

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const sessionState = { area: "session", name: "state", args: null };

/** Starts the shell with an operator logged in, in the window of a loaded page. */
async function atWork(): Promise<ElectronShell> {
  const shell = await startElectronShell({ args: ["--idm", sandbox.url] });
  shell.contents().finishLoading();
  const args = { account: "vscmanager", password: "sandbox" };
  expect(await shell.call({ area: "session", name: "logIn", args })).toMatchObject({ ok: true });
  return shell;
}

describe("the end of the program", () => {
  test("comes once and in order, however often it is requested", async () => {
    await using shell = await startElectronShell();
    const bridge = shell.electron.utilities[0];
    for (const name of ["SIGINT", "SIGTERM", "SIGTERM", "SIGHUP", "disconnect"]) shell.hear(name);
    shell.electron.app.emit("window-all-closed");
    shell.electron.app.quit();
    // The bridge has been asked to end, and the program must not exit before the core has ended.
    expect(shell.electron.app.exits).toEqual([]);
    bridge?.emit("exit", 0);
    await expect.poll(() => shell.electron.app.exits).toEqual([0]);
  });

  test("kills a bridge that ignores signals", async () => {
    const deaf = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"]);
    await once(deaf, "spawn");
    await using shell = await startElectronShell();
    const bridge = shell.electron.utilities[0];
    if (bridge === undefined) throw new Error("no bridge");
    Object.assign(bridge, { pid: deaf.pid, obeys: false });
    shell.electron.app.quit();
    const [, signal] = await once(deaf, "exit");
    expect(signal).toBe("SIGKILL");
    bridge.emit("exit", 9);
  });
});

describe("a page", () => {
  test("whose process has ended locks the session and reloads once by itself; after that the operator is asked", async () => {
    await using shell = await atWork();
    shell.contents().crash();
    expect(await shell.call(sessionState)).toMatchObject({ value: { kind: "locked" } });
    expect(shell.window().loaded).toHaveLength(2);
    expect(shell.electron.questions).toEqual([]);

    shell.contents().finishLoading();
    shell.contents().crash("oom");
    expect(shell.electron.questions).toMatchObject([{ buttons: ["Ladda om", "Avsluta"] }]);
    await expect.poll(() => shell.window().loaded).toHaveLength(3);

    shell.electron.answer = 1;
    shell.contents().crash();
    await expect.poll(() => shell.electron.app.exits).toEqual([0]);
    expect(shell.log()).toMatch(/"reason":"crashed","exitCode":11,"reloads":0/);
    expect(shell.log()).toMatch(/"reason":"oom","exitCode":11,"reloads":1/);
  });

  test("that hangs locks the session and reloads by itself", async () => {
    await using shell = await atWork();
    shell.window().emit("unresponsive");
    expect(await shell.call(sessionState)).toMatchObject({ value: { kind: "locked" } });
    expect(shell.window().loaded).toHaveLength(2);
  });

  test("that cannot be loaded ends the program in order; an aborted load or one of a subframe does not", async () => {
    await using shell = await startElectronShell();
    shell.contents().emit("did-fail-load", {}, -3, "ERR_ABORTED", "app://carddesk/", true);
    shell.contents().emit("did-fail-load", {}, -6, "ERR_FILE_NOT_FOUND", "app://carddesk/x", false);
    expect(shell.electron.app.quits).toBe(0);
    shell.contents().emit("did-fail-load", {}, -6, "ERR_FILE_NOT_FOUND", "app://carddesk/", true);
    const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    await expect.poll(() => shell.electron.app.exits).toEqual([1]);
    stderr.mockRestore();
  });
});

test.each(["lock-screen", "suspend"])("%s of the system locks the session", async (event) => {
  await using shell = await atWork();
  shell.electron.powerMonitor.emit(event);
  expect(await shell.call(sessionState)).toMatchObject({ value: { kind: "locked" } });
});

test("a process of the runtime that ended is in the log", async () => {
  await using shell = await startElectronShell();
  const gone = { type: "GPU", reason: "crashed", exitCode: 5, serviceName: "network.mojom.NetworkService" };
  shell.electron.app.emit("child-process-gone", {}, gone);
  const words = { type: "GPU", reason: "crashed", exitCode: 5, service: "network.mojom.NetworkService" };
  const lines = shell.log().trim().split("\n");
  expect(lines.map((line): unknown => JSON.parse(line))).toContainEqual(expect.objectContaining(words));
});

test("the log follows the level in the settings as soon as it is changed", async () => {
  await using shell = await startElectronShell();
  for (const [exitCode, logLevel] of (["warn", "error", "info"] as const).entries()) {
    const args = { logLevel };
    expect(await shell.call({ area: "app", name: "saveSettings", args })).toMatchObject({ value: { logLevel } });
    // Logged with the level `warn`.
    shell.electron.app.emit("child-process-gone", {}, { type: "GPU", reason: "crashed", exitCode });
  }
  const lines = shell.log().trim().split("\n");
  const codes = lines.map((line): unknown => JSON.parse(line)).flatMap((line) => Object(line).exitCode ?? []);
  expect(codes).toEqual([0, 2]);
});

test.each(["uncaughtException", "unhandledRejection"])(
  "%s: the place is logged, nothing that was typed is quoted, and the program ends in order",
  async (name) => {
    await using shell = await startElectronShell({ packaged: true });
    const said: string[] = [];
    const stderr = vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
    shell.hear(name, new TypeError("cannot read Lena Lindqvist"));
    await expect.poll(() => shell.electron.app.exits).toEqual([1]);
    stderr.mockRestore();
    expect(shell.log()).toMatch(/"fault":\{"kind":"TypeError".*electron-lifetime\.test/);
    expect(shell.electron.errorBoxes).toEqual([expect.stringContaining("carddesk.log")]);
    expect([shell.log(), ...shell.electron.errorBoxes, ...said].join("\n")).not.toContain("Lindqvist");
  },
);

test("a fault at the start: its place is in the log that stderr names, and its message is in neither", async () => {
  await using shell = await startElectronShell({ fault: new TypeError("Lena Lindqvist") });
  expect(shell.electron.app.exits).toEqual([2]);
  expect(shell.stderr).toBe("CardDesk: it failed at the start; see carddesk.log\n");
  expect(shell.log()).toMatch(/"fault":\{"kind":"TypeError".*electron-lifetime\.test/);
  expect(shell.log()).not.toContain("Lindqvist");
});

test("a fault at the start that cannot be logged is on stderr, without its message", async () => {
  const prepare = (userData: string): void => mkdirSync(join(userData, "carddesk.log"));
  await using shell = await startElectronShell({ fault: new TypeError("Lena Lindqvist"), prepare });
  expect(shell.stderr).toMatch(
    /^CardDesk: it failed at the start: \{.*"kind":"TypeError".*electron-lifetime\.test.*\}\n$/,
  );
  expect(shell.stderr).not.toContain("Lindqvist");
});

test("a fault before the program has started ends it at once, and its message is not printed", async () => {
  await using shell = await startElectronShell({ secondInstance: true });
  const { exits } = shell.electron.app;
  exits.length = 0;
  const said: string[] = [];
  const stderr = vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
  shell.hear("uncaughtException", new Error("Lena Lindqvist"));
  stderr.mockRestore();
  expect(exits).toEqual([2]);
  // This instance has no log: the data directory is another one's.
  expect(said).toEqual([expect.stringMatching(/^CardDesk: it failed at the start: .*"kind":"Error"/)]);
  expect(said.join("")).not.toContain("Lindqvist");
});
