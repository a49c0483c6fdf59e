import { readFileSync } from "node:fs";
import { once } from "node:events";
import { mkdtempSync, rmSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type ElectronApplication } from "@playwright/test";
import { test, type App } from "./app.ts";
import { answerBoxes } from "./message-box.ts";
import { actions, logIn, open } from "./operator.ts";

// Tests of what exists only in the Electron shell: its window, its processes, its own network
// requests.

function programOf(app: App): ElectronApplication {
  const program = app.electron();
  if (program === null) throw new Error("this test is for the Electron shell");
  return program;
}

/** Crashes the page's process, and resolves when the page has been loaded again. */
const crash = (program: ElectronApplication): Promise<void> =>
  program.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const loaded = new Promise<void>((resolve) => contents?.once("did-finish-load", resolve));
    contents?.forcefullyCrashRenderer();
    await loaded;
  });

/**
 * Returns the text of the page, through the program: Playwright's page object ended with the
 * process.
 */
const shownIn = (program: ElectronApplication): Promise<string> =>
  program.evaluate(async ({ BrowserWindow }) =>
    String(await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript("document.body.innerText")),
  );

test("the runtime has at least the Node version for which the bundles are built", async ({ app }) => {
  const version = await programOf(app).evaluate(() => process.versions.node);
  const [major = 0, minor = 0] = version.split(".").map(Number);
  expect(major * 1_000 + minor).toBeGreaterThanOrEqual(24_018);
});

test.describe("a program started by a link", () => {
  test.use({ appArgs: ["--", "carddesk://object/virtualSmartCard/VSC-000002"] });
  test("opens the object of the link after the log-in", async ({ page }) => {
    await logIn(page, "vscmanager");
    await expect(page.getByRole("heading", { level: 1, name: "VSC-000002" })).toBeVisible();
  });
});

test("a page whose process has crashed is loaded again, and shows no object before the log-in", async ({
  app,
  page,
}) => {
  await logIn(page, "vscmanager");
  await open(page, "VSC-000002");
  const program = programOf(app);
  await crash(program);
  await expect.poll(() => shownIn(program)).toContain("Password");
  expect(await shownIn(program)).not.toContain("VSC-000002");
});

test("the program exits cleanly if signals of a terminal and of the launcher come together", async ({ app, page }) => {
  await logIn(page, "vscmanager");
  const child = programOf(app).process();
  const ended = once(child, "exit");
  for (const signal of ["SIGINT", "SIGTERM", "SIGTERM", "SIGHUP"] as const) child.kill(signal);
  expect(await ended).toEqual([0, null]);
});

test("a window with unsaved changes asks before it closes, and stays open if the operator wants", async ({
  app,
  page,
}) => {
  const program = programOf(app);
  await logIn(page, "admin");
  await page.getByRole("link", { name: "Cards" }).click();
  await page.getByRole("link", { name: "Virtual smart card" }).click();
  await page.getByRole("tab", { name: "Active", exact: true }).click();
  const row = page.getByRole("combobox", { name: "Process", exact: true });
  await page.getByRole("region", { name: "Additional Commands" }).getByRole("button", { name: "New" }).click();
  await expect(row).toBeVisible();
  const closeWindow = (): Promise<void> =>
    program.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

  const stays = await answerBoxes(program, 1);
  await closeWindow();
  await expect.poll(() => stays.messages()).toHaveLength(1);
  await program.evaluate(({ app: electron }) => electron.quit());
  await expect.poll(() => stays.messages()).toHaveLength(2);
  await expect(row).toBeVisible();

  await answerBoxes(program, 0);
  const ended = once(program.process(), "exit");
  await program.evaluate(({ app: electron }) => electron.quit());
  expect(await ended).toEqual([0, null]);
});

test.describe("Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "carddesk-net-log-"));
  chmodSync(folder, 0o777);
  test.afterAll(() => rmSync(folder, { recursive: true, force: true }));
  test.use({ appArgs: [`--log-net-log=${join(folder, "net.json")}`] });

  test("looks up no name and asks no server", async ({ app, page }) => {
    await logIn(page, "vscmanager");
    await page.getByRole("searchbox", { name: "Search" }).pressSequentially("Wrod");
    await open(page, "VSC-000002");
    await programOf(app).close();
    const log = readFileSync(join(folder, "net.json"), "utf8");
    expect(log.length).toBeGreaterThan(1_000);
    const named = [...log.matchAll(/"(?:host|url|hostname|origin|group_id)":"([^"]*)"/g)].map(
      (match) => match[1] ?? "",
    );
    expect(named.filter((name) => !name.startsWith("app://carddesk"))).toEqual([]);
  });
});

test("the zoom keys of a browser zoom the page", async ({ app, page }) => {
  await expect(page.getByRole("heading", { name: "Log in" })).toBeVisible();
  const program = programOf(app);
  const press = (keyCode: string): Promise<void> =>
    program.evaluate(({ BrowserWindow }, key) => {
      const [window] = BrowserWindow.getAllWindows();
      for (const type of ["keyDown", "keyUp"] as const)
        window?.webContents.sendInputEvent({ type, keyCode: key, modifiers: ["control"] });
    }, keyCode);
  const zoom = (): Promise<number> =>
    program.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomLevel() ?? Number.NaN);
  await press("=");
  await expect.poll(zoom).toBeGreaterThan(0);
  await press("0");
  await expect.poll(zoom).toBe(0);
  await press("-");
  await expect.poll(zoom).toBeLessThan(0);
});

/** Sends a key to the first window as the system does, so that the program's menu may handle it. */
const press = (program: ElectronApplication, keyCode: string, ...modifiers: ("alt" | "control")[]): Promise<void> =>
  program.evaluate(
    ({ BrowserWindow }, { keyCode, modifiers }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      for (const type of ["keyDown", "keyUp"] as const) contents?.sendInputEvent({ type, keyCode, modifiers });
    },
    { keyCode, modifiers },
  );

test("F5 keeps the wizard and what was chosen in it", async ({ app, page }) => {
  await logIn(page, "officer");
  await page.getByRole("combobox", { name: "Quick search" }).selectOption("User");
  await page.getByRole("searchbox", { name: "Search" }).fill("USR-000001");
  await page.keyboard.press("Enter");
  await actions(page).getByRole("button", { name: "Lock user" }).click();
  const reason = page.getByRole("dialog", { name: "Lock user" }).getByRole("combobox", { name: "Reason" });
  await reason.selectOption("Misuse");
  await page.evaluate(() => void (document.body.dataset["before"] = "reload"));
  await press(programOf(app), "F5");
  await expect(page.locator("body")).not.toHaveAttribute("data-before", "reload");
  await expect(reason).toHaveValue("misuse");
});

test("Alt alone shows the menu bar, but not Alt with a key that the page handles", async ({ app, page }) => {
  const program = programOf(app);
  const alt = (...keys: string[]): Promise<void> =>
    program.evaluate(({ BrowserWindow }, within) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.sendInputEvent({ type: "keyDown", keyCode: "Alt", modifiers: ["alt"] });
      for (const keyCode of within)
        for (const type of ["keyDown", "keyUp"] as const)
          contents?.sendInputEvent({ type, keyCode, modifiers: ["alt"] });
      contents?.sendInputEvent({ type: "keyUp", keyCode: "Alt" });
    }, keys);
  const isShown = (): Promise<boolean | undefined> =>
    program.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMenuBarVisible());
  await logIn(page, "vscmanager");
  await open(page, "VSC-000002");
  await expect(page.getByRole("heading", { level: 1, name: "VSC-000002" })).toBeFocused();
  // Back to the results.
  await alt("Left");
  await expect(page.getByRole("heading", { level: 1, name: "VSC-000002" })).not.toBeFocused();
  expect(await isShown()).toBe(false);
  await alt();
  await expect.poll(isShown).toBe(true);
});

test("the window has the same position and size after a restart", async ({ app }) => {
  const bounds = { x: 40, y: 30, width: 1000, height: 700 };
  const of = (program: ElectronApplication) =>
    program.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds());
  await programOf(app).evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), bounds);
  await expect.poll(() => of(programOf(app))).toEqual(bounds);
  await app.restart();
  expect(await of(programOf(app))).toEqual(bounds);
});
