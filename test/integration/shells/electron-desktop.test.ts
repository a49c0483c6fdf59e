import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { startElectronShell, type ElectronShell, type StartOptions } from "./electron-shell.ts";
import { runProcess } from "../../fixtures/run-process.ts";
import { logIn, startSandbox, type RunningSandbox } from "../../fixtures/sandbox.ts";

// The Electron shell's desktop features besides its windows: the built bundle with the recording
// double.

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());
beforeEach(() => sandbox.reset());

async function start(options: StartOptions = {}): Promise<ElectronShell> {
  const shell = await startElectronShell({ args: ["--idm", sandbox.url, "--lang", "en"], ...options });
  shell.contents().finishLoading();
  return shell;
}

async function atWork(account: string): Promise<ElectronShell> {
  const shell = await start();
  const args = { account, password: "sandbox" };
  expect(await shell.call({ area: "session", name: "logIn", args })).toMatchObject({ ok: true });
  return shell;
}

const tray = (shell: ElectronShell) => {
  const [shown] = shell.electron.trays;
  if (shown === undefined) throw new Error("no tray");
  const { image, toolTip, menu } = shown;
  return { image: basename(image), toolTip, menu, press: () => shown.emit("click") };
};

const open = (shell: ElectronShell): string[] =>
  shell.electron.notifications.flatMap(({ isOpen, body }) => (isOpen ? [body] : []));

/** Requests something that a second person must decide. Returns the name of the user concerned. */
async function askForApproval(): Promise<string> {
  const helpdesk = await logIn(sandbox.url, "helpdesk");
  const user = { type: "user", id: "USR-000001" };
  const { label } = await helpdesk.ask(idmApi.object, { params: user });
  expect(await runProcess(helpdesk, "UsersProcDeactivate", user, { reason: "longAbsence" })).not.toBeNull();
  return label;
}

describe("the tray", () => {
  test("shows whether the back end answers, in the operator's language, and no operator or address", async () => {
    await using shell = await atWork("vscmanager");
    await expect.poll(() => tray(shell)).toMatchObject({ image: "tray-online.png", toolTip: "CardDesk: Online" });
    await shell.call({ area: "app", name: "saveSettings", args: { language: "fr" } });
    await expect.poll(() => tray(shell).toolTip).toBe("CardDesk: Connecté");
    expect(JSON.stringify(tray(shell).menu)).not.toMatch(/vscmanager|Vera|127\.0\.0\.1/);
  });

  test("has a picture of its own for each state, and brings the program to the front", async () => {
    await using shell = await startElectronShell();
    await expect.poll(() => tray(shell)).toMatchObject({ image: "tray-offline.png", toolTip: "CardDesk: Offline" });
    for (const state of ["online", "offline", "waiting"])
      expect(readFileSync(`dist/renderer/tray-${state}.png`).subarray(1, 4).toString()).toBe("PNG");
    shell.window().minimized = true;
    tray(shell).press();
    expect(shell.window().brought.slice(-2)).toEqual(["restore", "focus"]);
  });
});

describe("a notification", () => {
  test("announces a task for this operator without a name, and opens the task when it is clicked", async () => {
    await using shell = await atWork("approver");
    const name = await askForApproval();
    await expect.poll(() => open(shell)).toEqual(["A task waits for your decision."]);
    const [shown] = shell.electron.notifications;
    expect(JSON.stringify([shown?.title, shown?.body])).not.toContain(name.split(" ")[0]);
    shown?.emit("click");
    const led = { name: "openPlace", payload: { kind: "task", id: expect.any(String) } };
    await expect
      .poll(() => shell.contents().sent)
      .toContainEqual(expect.objectContaining({ message: expect.objectContaining(led) }));
    expect(shell.window().brought).toContain("focus");
  });

  test("is not shown if the window has the focus, notifications are off, or the operator cannot decide", async () => {
    await using seen = await atWork("approver");
    seen.window().focus();
    await using unwanted = await atWork("approver");
    await unwanted.call({ area: "app", name: "saveSettings", args: { notifications: false } });
    await using helpdesk = await atWork("helpdesk");
    await using approver = await atWork("approver");
    await askForApproval();
    await expect.poll(() => open(approver)).toHaveLength(1);
    for (const shell of [seen, unwanted, helpdesk]) expect(shell.electron.notifications).toEqual([]);
  });

  test("becomes a count when the screen is locked, and disappears after the unlock and log-in", async () => {
    await using shell = await atWork("approver");
    await askForApproval();
    await expect.poll(() => open(shell)).toHaveLength(1);
    shell.electron.powerMonitor.emit("lock-screen");
    expect(open(shell)).toEqual(["1 message is waiting."]);
    shell.electron.notifications.at(-1)?.emit("click");
    expect(shell.contents().sent).not.toContainEqual(
      expect.objectContaining({ message: expect.objectContaining({ name: "openPlace" }) }),
    );
    shell.electron.powerMonitor.emit("unlock-screen");
    const args = { account: "approver", password: "sandbox" };
    await shell.call({ area: "session", name: "logIn", args });
    await expect.poll(() => open(shell)).toEqual([]);
  });
});

test("after a sleep the session is locked and the connection is checked again", async () => {
  await using shell = await atWork("vscmanager");
  await expect.poll(() => tray(shell).toolTip).toBe("CardDesk: Online");
  await sandbox.stop();
  shell.electron.powerMonitor.emit("resume");
  expect(await shell.call({ area: "session", name: "state", args: null })).toMatchObject({ value: { kind: "locked" } });
  await expect.poll(() => tray(shell).toolTip, { timeout: 3_000 }).toBe("CardDesk: Offline");
});
