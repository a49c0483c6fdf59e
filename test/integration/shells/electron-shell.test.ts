import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { callChannel, eventChannel } from "#shared/ipc/channels.ts";
import { shippedSettings } from "../../../electron/core/settings/stored.ts";
import { startBridge } from "../bridge/harness.ts";
import { nobody } from "./browser-shell.ts";
import { preventable, type SessionDouble } from "./electron-double.ts";
import { startElectronShell, type ElectronShell } from "./electron-shell.ts";

// Without the Electron runtime: the built bundle with a recording double of the `electron` module.

let shell: ElectronShell;
beforeAll(async () => {
  shell = await startElectronShell();
});
afterAll(() => shell[Symbol.asyncDispose]());

const info = { area: "app", name: "info", args: null };

describe("the window", () => {
  test("gives its page no Node, a world of its own and a sandbox, before anything is ready", () => {
    expect(shell.window().options).toMatchObject({
      webPreferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webviewTag: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        navigateOnDragDrop: false,
        spellcheck: false,
        session: shell.session(),
      },
    });
    expect(shell.electron.order).toEqual([
      "enableSandbox",
      "registerSchemesAsPrivileged",
      "--host-resolver-rules",
      "requestSingleInstanceLock",
      "ready",
    ]);
  });

  test("has the built preload, and shows app://carddesk", () => {
    const { preload } = Object(shell.window().options["webPreferences"]);
    expect(preload).toBe(join(process.cwd(), "dist/preload/preload.cjs"));
    expect(existsSync(preload)).toBe(true);
    expect(shell.window().loaded).toEqual(["app://carddesk/"]);
    expect(shell.electron.schemes).toEqual([{ scheme: "app", privileges: { standard: true, secure: true } }]);
  });

  test("keeps what it shows in memory, in a session of its own", () => {
    expect(shell.session()).toMatchObject({ partition: "carddesk", options: { cache: false } });
  });

  test("zooms by the keys of every browser, and its menu bar hides until Alt is pressed", () => {
    const [menu] = shell.electron.menus;
    const zoom = JSON.stringify(menu);
    for (const part of ["resetZoom", "zoomIn", "zoomOut", "CommandOrControl+="]) expect(zoom).toContain(part);
    expect(zoom).not.toContain("toggleDevTools");
    expect(shell.window().options).toMatchObject({ autoHideMenuBar: true });
  });

  test("offers cut, copy and paste in a text field, and copy on selected text, in the operator's language", () => {
    const editFlags = { canCut: false, canCopy: true, canPaste: true };
    const ask = (params: object): unknown => {
      shell.contents().emit("context-menu", {}, { isEditable: false, selectionText: "", editFlags, ...params });
      return shell.electron.popups.pop();
    };
    const copy = { role: "copy", label: "Kopiera", enabled: true };
    expect(ask({ isEditable: true })).toEqual([
      { role: "cut", label: "Klipp ut", enabled: false },
      copy,
      { role: "paste", label: "Klistra in", enabled: true },
    ]);
    expect(ask({ selectionText: "VSC-000002" })).toEqual([copy]);
    expect(ask({})).toBeUndefined();
  });
});

describe("Chromium by itself", () => {
  test("looks up no name and fetches no dictionary, in any session", () => {
    expect(shell.electron.app.switches).toEqual([["host-resolver-rules", "MAP * ~NOTFOUND"]]);
    const { fromPartition } = Object(shell.electron.module["session"]);
    for (const session of [...shell.electron.sessions, fromPartition("another")])
      expect(session).toMatchObject({ dictionaries: [] });
  });
});

describe("app://carddesk", () => {
  const get = async (url: string, method = "GET"): Promise<Response> => {
    const answer = await shell.session().page?.(new Request(url, { method }));
    if (answer === undefined) throw new Error("nobody answers app://");
    return answer;
  };

  test("serves the built page with its types and the content security policy", async () => {
    const page = await get("app://carddesk/");
    expect(page.status).toBe(200);
    expect(await page.text()).toBe(readFileSync("dist/renderer/index.html", "utf8"));
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    for (const name of readdirSync("dist/renderer/assets")) {
      const { status, headers } = await get(`app://carddesk/assets/${name}`);
      expect([name, status]).toEqual([name, 200]);
      expect(headers.get("content-type")).toMatch(
        /^(text\/javascript|text\/css|image\/svg\+xml|font\/woff2|image\/png)/,
      );
      expect(Object.fromEntries(headers)).toMatchObject({
        "content-security-policy":
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
          "connect-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'; " +
          "require-trusted-types-for 'script'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
      });
    }
  });

  test.each(["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"])("refuses %s", async (method) => {
    expect((await get("app://carddesk/index.html", method)).status).toBe(405);
  });

  test.each([
    "app://carddesk/../package.json",
    "app://carddesk/..%2f..%2fpackage.json",
    "app://carddesk/%2e%2e/%2e%2e/package.json",
    "app://carddesk/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "app://carddesk/..%5c..%5cpackage.json",
    "app://carddesk/assets/..%2f..%2f..%2fmain%2fmain.js",
    "app://carddesk/index.html%00",
    "app://carddesk/index.html%00.js",
    "app://carddesk/%",
    "app://carddesk/%ff%fe",
    "app://carddesk//etc/passwd",
    "app://carddesk/C:/Windows/win.ini",
    "app://carddesk/assets",
    "app://carddesk/carddesk-transport.js",
    "app://carddesk/../main/main.js",
    "app://carddesk.evil.test/index.html",
    "app://evil/index.html",
    "app://carddesk:80/index.html",
    "app:index.html",
    "file:///etc/passwd",
  ])("gives nothing for %s", async (url) => {
    const answer = await get(url);
    expect([403, 404]).toContain(answer.status);
    expect(await answer.text()).toBe("");
  });

  test("gives nothing but files of the page for any path at all", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 80 }), async (text) => {
        const url = URL.parse(`app://carddesk/${text}`);
        if (url === null) return;
        const answer = await get(url.href);
        const isFile = existsSync(join("dist/renderer", decodable(url.pathname))) && url.host === "carddesk";
        expect(answer.status === 200 && !isFile).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  const decodable = (path: string): string => {
    try {
      return decodeURIComponent(path).replaceAll("\0", "?");
    } catch {
      return "?";
    }
  };
});

describe("the session", () => {
  test.each([
    "http://127.0.0.1:9/",
    "https://idm.example.org/",
    "https://carddesk/",
    "ws://127.0.0.1:9/socket",
    "file:///etc/passwd",
    "ftp://carddesk/",
    "app://carddesk.evil.test/",
    "app://evil/",
    "app://carddesk@evil/",
    "app://user@carddesk/",
    "appx://carddesk/",
    "chrome://gpu/",
    "blob:https://evil.test/1",
    "blob:app://evil/1",
    "blob:app://carddesk.evil.test/1",
    "blob:null/1",
    "data:text/html,x",
  ])("cancels the request for %s", (url) => {
    expect(verdict(shell.session(), url)).toEqual({ cancel: true });
  });

  test("lets the page's own files pass", () => {
    expect(verdict(shell.session(), "app://carddesk/")).toEqual({ cancel: false });
    expect(verdict(shell.session(), "app://carddesk/assets/index.js")).toEqual({ cancel: false });
    expect(verdict(shell.session(), "blob:app://carddesk/6a1d0c3e")).toEqual({ cancel: false });
  });

  test.each([
    ["blob:app://carddesk/6a1d0c3e", true],
    ["app://carddesk/assets/index.js", false],
    ["blob:https://evil.test/1", false],
    ["blob:app://carddesk.evil.test/1", false],
    ["data:text/csv,x", false],
    ["https://evil.test/update.exe", false],
    ["file:///etc/passwd", false],
  ])("saves only a file that the page made: %s", (url, isSaved) => {
    const event = preventable();
    shell.session().emit("will-download", event, { getURL: () => url }, shell.contents());
    expect(event.defaultPrevented).toBe(!isSaved);
  });

  const mayUse = (session: SessionDouble, permission: string, requestingUrl: string): boolean[] => {
    const answers: boolean[] = [];
    session.permissionRequest?.(null, permission, (granted) => answers.push(granted), { requestingUrl });
    answers.push(session.permissionCheck?.(null, permission, requestingUrl) ?? true);
    return answers;
  };

  test("lets the page copy text, and no other page", () => {
    const copying = (url: string): boolean[] => mayUse(shell.session(), "clipboard-sanitized-write", url);
    for (const own of ["app://carddesk", "app://carddesk/"]) expect(copying(own)).toEqual([true, true]);
    for (const foreign of ["https://evil.test/", "app://evil/", "app://carddesk.evil.test/", "file:///x", ""])
      expect(copying(foreign)).toEqual([false, false]);
  });

  test("refuses every other permission: asked for, looked up, and for devices", () => {
    for (const permission of [
      "media",
      "clipboard-read",
      "notifications",
      "openExternal",
      "usb",
      "smart-card",
      "unknown",
    ])
      expect(mayUse(shell.session(), permission, "app://carddesk/")).toEqual([false, false]);
    for (const deviceType of ["hid", "serial", "usb"])
      expect(shell.session().devicePermission?.({ deviceType, origin: "app://carddesk" })).toBe(false);
  });

  test("and no session at all lets more pass: the default one and any later one are closed as well", () => {
    const { fromPartition } = Object(shell.electron.module["session"]);
    const others = [...shell.electron.sessions.filter(({ partition }) => partition === ""), fromPartition("later")];
    expect(others).toHaveLength(2);
    for (const session of others) {
      expect(verdict(session, "https://evil.test/")).toEqual({ cancel: true });
      expect(mayUse(session, "media", "app://carddesk/")).toEqual([false, false]);
      expect(session.devicePermission?.({ deviceType: "usb" })).toBe(false);
      const download = preventable();
      session.emit("will-download", download, { getURL: () => "https://evil.test/x" }, null);
      expect(download.defaultPrevented).toBe(true);
    }
  });
});

describe("any web contents", () => {
  test.each(["will-redirect", "will-attach-webview"])("cancels %s", (name) => {
    const event = preventable();
    shell.contents().emit(name, event, "app://carddesk/");
    expect(event.defaultPrevented).toBe(true);
  });

  test.each(["will-navigate", "will-frame-navigate"])("cancels %s, except for a reload of the page itself", (name) => {
    const isHeldUp = (url: string): boolean => {
      const event = { ...preventable(), url };
      shell.contents().emit(name, event);
      return event.defaultPrevented;
    };
    const own = shell.contents().getURL();
    expect(own).toMatch(/^app:\/\/carddesk\//);
    expect(isHeldUp(own)).toBe(false);
    for (const url of [`${own}?a`, `${own}x`, "app://other/", "https://evil.test/", "about:blank", "javascript:1"])
      expect([url, isHeldUp(url)]).toEqual([url, true]);
  });

  test("opens no window, whatever the address", () => {
    for (const url of ["https://example.org/", "app://carddesk/", "about:blank", "carddesk://object/user/1"])
      expect(shell.contents().openHandler?.({ url })).toEqual({ action: "deny" });
  });

  test("can open an external address through one place in the program only", () => {
    const calls = readdirSync("dist/main").flatMap((name) => {
      const bundle = readFileSync(join("dist/main", name), "utf8");
      return [...bundle.matchAll(/shell\.openExternal\(|shell\.openPath\(/g)].map(([call]) => call);
    });
    expect(calls).toEqual(["shell.openExternal("]);
  });
});

describe("a call of the page", () => {
  test("is answered for the main frame of the window, on the only call channel", async () => {
    expect([...shell.electron.calls.keys()]).toEqual([callChannel]);
    expect(await shell.call(info)).toEqual({
      ok: true,
      value: { version: "0.0.0", shell: "electron", idm: { url: nobody, sandbox: false }, systemLanguage: "sv-SE" },
    });
  });

  test("from any other sender is refused before it is looked at", async () => {
    const sender = shell.contents();
    const { mainFrame } = sender;
    const foreign = [
      { sender, senderFrame: null },
      { sender, senderFrame: { ...mainFrame, parent: mainFrame } },
      { sender, senderFrame: { ...mainFrame, origin: "app://evil" } },
      { sender, senderFrame: { ...mainFrame, origin: "app://carddesk.evil.test" } },
      { sender, senderFrame: { ...mainFrame, origin: "https://evil.test" } },
      { sender, senderFrame: { ...mainFrame, origin: "null" } },
      { sender, senderFrame: { ...mainFrame, origin: "file://" } },
      { sender: {}, senderFrame: mainFrame },
      { sender: { mainFrame }, senderFrame: mainFrame },
    ];
    for (const event of foreign) await expect(shell.call(info, event)).rejects.toThrow("may not call");
  });

  test("outside the contract is answered with an error, never with a fault, whatever the message", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.anything(),
          fc.record({
            area: fc.constantFrom("app", "session", "search", "objects", "wizard", "admin", "__proto__", "constructor"),
            name: fc.oneof(fc.string(), fc.constantFrom("open", "run", "start", "history", "toString")),
            args: fc.anything(),
          }),
        ),
        async (message) => {
          expect(await shell.call(message)).toMatchObject({ ok: false, error: { code: "bad-call" } });
        },
      ),
      { numRuns: 500 },
    );
  });

  test("that changes a setting sends an event to the page, on the only event channel", async () => {
    const settings = { ...shippedSettings, language: "fr", theme: "dark", idleMinutes: 5 };
    expect(await shell.call({ area: "app", name: "saveSettings", args: settings })).toMatchObject({ ok: true });
    await expect
      .poll(() => shell.contents().sent)
      .toContainEqual({ channel: eventChannel, message: { area: "app", name: "settingsChanged", payload: settings } });
    expect(new Set(shell.contents().sent.map(({ channel }) => channel))).toEqual(new Set([eventChannel]));
  });
});

test("a certificate that is not trusted stays so: nothing listens to certificate errors", () => {
  expect(shell.electron.app.listenerCount("certificate-error")).toBe(0);
  expect(shell.contents().listenerCount("certificate-error")).toBe(0);
  const bundle = readFileSync("dist/main/main.js", "utf8");
  expect(bundle).not.toMatch(/setCertificateVerifyProc|ignore-certificate-errors|NODE_TLS_REJECT_UNAUTHORIZED/);
  expect(bundle).not.toContain("crashReporter");
});

describe("an instance", () => {
  test("is the only one: a second ends before it does anything, and the first comes to the front", async () => {
    await using second = await startElectronShell({ secondInstance: true });
    expect(second.electron.app.exits).toEqual([0]);
    expect(second.electron.windows).toEqual([]);

    shell.window().minimized = true;
    shell.electron.app.emit("second-instance", {}, ["carddesk"]);
    expect(shell.window().brought.slice(-2)).toEqual(["restore", "focus"]);
  });

  test("ends with exit code 0 when its last window is closed", async () => {
    await using started = await startElectronShell();
    started.electron.app.emit("window-all-closed");
    await expect.poll(() => started.electron.app.exits).toEqual([0]);
  });
});

describe("a packaged program", () => {
  test("has no developer tools, and passes a link behind `--` so that it is never a flag", async () => {
    await using packaged = await startElectronShell({ packaged: true });
    expect(packaged.window().options).toMatchObject({ webPreferences: { devTools: false } });
    expect(packaged.electron.app.protocolClients).toEqual([["carddesk", process.execPath, ["--"]]]);
    expect(verdict(packaged.session(), "devtools://devtools/bundled/inspector.html")).toEqual({ cancel: true });
  });

  test("takes no switch of Chromium that is not on its list", async () => {
    for (const flag of ["--remote-debugging-port=0", "--no-sandbox", "-renderer-cmd-prefix=x", "--js-flags=--x"]) {
      await using refused = await startElectronShell({ packaged: true, args: ["--idm", nobody, flag] });
      expect(refused.electron.app.exits).toEqual([2]);
      expect(refused.electron.errorBoxes).toEqual([expect.stringContaining("does not take --")]);
      expect(refused.electron.windows).toEqual([]);
      expect(refused.electron.order).not.toContain("requestSingleInstanceLock");
    }
    const args = ["--idm", nobody, "--force-device-scale-factor=2", "--", "--no-sandbox"];
    await using started = await startElectronShell({ packaged: true, args });
    expect(started.electron.windows).toHaveLength(1);
  });

  test("has the id of its package, by which Windows names its notifications", async () => {
    await using packaged = await startElectronShell({ packaged: true });
    const appId = /^appId: (.+)$/m.exec(readFileSync("electron-builder.yml", "utf8"))?.[1];
    expect(packaged.electron.app.userModelId).toBe(appId);
  });

  test("logs whether it is the handler of carddesk: links", async () => {
    await using packaged = await startElectronShell({ packaged: true });
    expect(packaged.log()).toContain('"links":false');
  });
});

describe("the back end", () => {
  test("comes from an environment variable, or from a flag, which takes precedence", async () => {
    await using installed = await startElectronShell({ args: [], idm: "https://idm.example.org" });
    expect(await installed.call(info)).toMatchObject({
      value: { idm: { url: "https://idm.example.org", sandbox: false } },
    });
    await using flagged = await startElectronShell({
      args: ["--idm", nobody, "--idm-is-sandbox", "--lang", "de", "--enable-logging"],
      idm: "https://idm.example.org",
    });
    expect(await flagged.call(info)).toMatchObject({
      value: { idm: { url: nobody, sandbox: true }, systemLanguage: "de" },
    });
  });

  test.each([
    [["--idm", "file:///etc"], "--idm needs the address of a back end, such as https://idm.example.org"],
    [["--idm", nobody, "--lang", "xx"], "--lang is one of en, sv, de, fr"],
  ])(
    "or language in invalid flags (%j) is refused with one line, an error box and exit code 2",
    async (args, reason) => {
      await using refused = await startElectronShell({ args, packaged: true });
      expect(refused.stderr).toBe(`CardDesk: ${reason}\n`);
      expect(refused.electron.errorBoxes).toEqual([reason]);
      expect(refused.electron.app.exits).toEqual([2]);
      expect(refused.electron.windows).toEqual([]);
    },
  );

  test("cannot be named by a deep link", async () => {
    const args = ["--idm", nobody, "carddesk://object/user/1", "--idm", "https://evil.test"];
    await using linked = await startElectronShell({ args });
    expect(await linked.call(info)).toMatchObject({ value: { idm: { url: nobody } } });
  });
});

describe("a deep link", () => {
  const object = { kind: "object", ref: { type: "virtualSmartCard", id: "VSC-000002" } };
  const link = "carddesk://object/virtualSmartCard/VSC-000002";
  const opened = (of: ElectronShell): unknown[] =>
    of
      .contents()
      .sent.map(({ message }) => message)
      .filter((message) => Object(message).name === "openPlace");

  test("on the command line is sent to the page once, after the page has loaded", async () => {
    await using linked = await startElectronShell({ args: ["--idm", nobody, "--", link] });
    expect(opened(linked)).toEqual([]);
    linked.contents().finishLoading();
    await expect.poll(() => opened(linked)).toHaveLength(1);
    linked.contents().startLoading();
    linked.contents().finishLoading();
    await expect.poll(() => opened(linked)).toEqual([{ area: "app", name: "openPlace", payload: object }]);
  });

  test("that arrives while the page reloads is sent after the reload", async () => {
    await using running = await startElectronShell();
    running.contents().finishLoading();
    running.contents().startLoading();
    running.electron.app.emit("second-instance", {}, ["carddesk", "--", link]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(opened(running)).toEqual([]);
    running.contents().finishLoading();
    await expect.poll(() => opened(running)).toEqual([{ area: "app", name: "openPlace", payload: object }]);
  });

  test("from a second instance or from the system is sent to the page of a running program", async () => {
    await using running = await startElectronShell();
    running.contents().finishLoading();
    running.electron.app.emit("second-instance", {}, ["carddesk", "--", link]);
    const event = preventable();
    running.electron.app.emit("open-url", event, "carddesk://object/user/U-1");
    expect(event.defaultPrevented).toBe(true);
    running.electron.app.emit("open-url", preventable(), "carddesk://process/start");
    await expect
      .poll(() => opened(running))
      .toEqual([
        { area: "app", name: "openPlace", payload: object },
        { area: "app", name: "openPlace", payload: { kind: "object", ref: { type: "user", id: "U-1" } } },
      ]);
  });
});

describe("the card bridge", () => {
  test("is a utility process from its own bundle, with a secret that no command line shows", () => {
    const [bridge] = shell.electron.utilities;
    expect(shell.electron.utilities).toHaveLength(1);
    expect(bridge?.entry).toBe(join(process.cwd(), "dist/bridge/main.js"));
    const secret = bridge?.options.env["CARDDESK_BRIDGE_SECRET"] ?? "";
    expect(secret.length).toBeGreaterThan(32);
    expect(bridge?.args.join(" ")).not.toContain(secret);
    expect(process.env["CARDDESK_BRIDGE_SECRET"]).toBeUndefined();
  });

  test("is not started if --bridge names another one, whose secret must be in the environment", async () => {
    const args = ["--idm", nobody, "--bridge", "/nonexistent/bridge.sock"];
    vi.stubEnv("CARDDESK_BRIDGE_SECRET", "x".repeat(43));
    await using beside = await startElectronShell({ args });
    expect(beside.electron.utilities).toEqual([]);
    vi.stubEnv("CARDDESK_BRIDGE_SECRET", "");
    await using refused = await startElectronShell({ args });
    expect(refused.electron.app.exits).toEqual([2]);
  });

  test("runs from its bundle", async () => {
    const bridge = await startBridge("dist/bridge/main.js");
    expect((await bridge.value("diagnostics", {})).addon).toMatch(/^pcsc-mini \d/);
    await bridge.stop();
  });
});

test("settings that cannot be read are kept aside", async () => {
  const file = (folder: string | undefined, name: string): string => join(folder ?? "", name);
  await using started = await startElectronShell({
    prepare: (userData) => writeFileSync(file(userData, "settings.json"), '{"theme":'),
  });
  const folder = started.electron.app.getPath("userData");
  expect(readFileSync(file(folder, "settings.json.unreadable"), "utf8")).toBe('{"theme":');
  expect(await started.call({ area: "app", name: "settings", args: null })).toMatchObject({
    ok: true,
    value: { theme: "system" },
  });
});

test("the bundles of the main process import nothing except Electron and the modules of Node", () => {
  const builtin = new Set([
    ...builtinModules,
    ...builtinModules.map((name) => `node:${name}`),
    "node:sqlite",
    "electron",
  ]);
  const imports = readdirSync("dist/main").flatMap((name) => {
    const bundle = readFileSync(join("dist/main", name), "utf8");
    return [...bundle.matchAll(/^(?:import|export)\b[^"';]*["']([^"']+)["'];$/gm)].map((match) => match[1] ?? "");
  });
  expect(imports).toContain("electron");
  expect(imports.filter((specifier) => !specifier.startsWith("./") && !builtin.has(specifier))).toEqual([]);
});

/** Returns the session's decision about a request of the page. */
function verdict(session: SessionDouble, url: string): unknown {
  let said: unknown;
  session.beforeRequest?.({ url }, (answer) => {
    said = answer;
  });
  return said;
}
