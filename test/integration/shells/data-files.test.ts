import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { logWordsSchema } from "../../../electron/core/log.ts";
import { shippedSettings } from "../../../electron/core/settings/stored.ts";
import { openLog } from "../../../electron/core/shell/log-file.ts";
import { run, type Running } from "../../fixtures/process.ts";
import { call, newSecret, nobody, openPage, startBrowserShell } from "./browser-shell.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "carddesk-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the log", () => {
  const written = (): string => readFileSync(join(folder, "carddesk.log"), "utf8");

  test("has each entry as a line of JSON, in a file that only its owner can read", () => {
    const log = openLog(folder);
    log.info({ session: "active" }, "session");
    log.warn({ code: "backend-timeout" }, "call failed");
    const lines = written().trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 30, session: "active", msg: "session" },
      { level: 40, code: "backend-timeout", msg: "call failed" },
    ]);
    expect(statSync(join(folder, "carddesk.log")).mode & 0o777).toBe(0o600);
  });

  test("has words of the program alone, whatever is given to it and in whatever field", () => {
    const log = openLog(folder);
    const planted = fc
      .tuple(fc.constantFrom("", "at x (", "\n    at ", "exit code 1 "), fc.constantFrom("", ":1:1)"))
      .map(([before, after]) => `${before}PLANTED ${after}`);
    const errors = planted.map((text) =>
      Object.assign(new Error(text), { code: text, name: text, cause: text, config: { data: text } }),
    );
    const something = fc.oneof(planted, errors, fc.array(planted), fc.dictionary(planted, planted));
    const fields = Object.keys(logWordsSchema.shape);
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(planted, fc.constantFrom(...fields)), something), (given) => {
        log.error(given, "call failed");
      }),
    );
    expect(written()).not.toContain("PLANTED");
    const lines = written()
      .trim()
      .split("\n")
      .map((line) => Object.keys(JSON.parse(line)));
    const known = new Set([...fields, "level", "time", "msg"]);
    expect(lines.flat().filter((field) => !known.has(field))).toEqual([]);
  });

  test("replaces every word that is not in the catalogue with unknown, however long it is", () => {
    const log = openLog(folder);
    log.warn({ code: "name-Lena-Lindqvist-serial-3a4b", certainty: "refused" }, "call failed");
    log.warn({ code: "x".repeat(10_000_000), call: "GET /v1/objects/user/Lena", status: 404 }, "call failed");
    log.warn({ place: "session.Lena", how: "Lena", pid: 7, wait: 100 }, "the page dropped an event");
    expect(
      written()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { code: "unknown", certainty: "refused" },
      { code: "unknown", call: "unknown", status: 404 },
      { place: "unknown", how: "unknown", pid: 7, wait: 100 },
    ]);
    expect(written().length).toBeLessThan(1_000);
  });

  test("has kind, code and place of a fault, but no message or other field, which may quote the operator", () => {
    const log = openLog(folder);
    const fault = Object.assign(new TypeError("no card PLANTED\n    at PLANTED (PLANTED.ts:1:1)"), {
      config: { data: "PLANTED" },
      code: "ECONNRESET",
    });
    log.error({ fault, place: "session.logIn" }, "defect between core and page");
    expect(written()).not.toContain("PLANTED");
    expect(JSON.parse(written())).toMatchObject({
      place: "session.logIn",
      fault: {
        kind: "TypeError",
        code: "ECONNRESET",
        stack: expect.arrayContaining([expect.stringMatching(/^data-files\.test\.ts:\d+:\d+$/)]),
      },
    });
  });

  test("is rotated when it is full while the program runs, and one old log is kept", () => {
    const size = (name: string): number => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    writeFileSync(join(folder, "carddesk.log"), "x".repeat(4_999_999), { mode: 0o600 });
    const log = openLog(folder);
    log.info({ session: "active" }, "session");
    expect(JSON.parse(written())).toMatchObject({ msg: "session" });
    expect(size("carddesk.old.log")).toBe(4_999_999);
    const fault = new Error("deep");
    fault.stack = `Error: deep\n${"    at f (some-file-of-the-program.ts:100:100)\n".repeat(20)}`;
    for (let line = 0; line < 12_000; line += 1) log.error({ fault }, "defect between core and page");
    expect(readdirSync(folder).toSorted()).toEqual(["carddesk.log", "carddesk.old.log"]);
    expect(size("carddesk.old.log")).toBeGreaterThan(4_900_000);
    for (const name of readdirSync(folder)) {
      expect(size(name)).toBeLessThanOrEqual(5_000_000);
      expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
    }
  });

  test("that cannot be written does not end the program", () => {
    const log = openLog(folder);
    mkdirSync(join(folder, "carddesk.log"));
    expect(() => log.info({ session: "active" }, "session")).not.toThrow();
  });
});

describe("settings", () => {
  const start = (): Running =>
    run("electron/launcher/main.ts", ["--shell", "browser", "--no-open", "--idm", nobody, "--data-dir", folder]);

  test.each(['{"theme":', "", "[]", "null", "\0\0\0\0"])(
    "that are %j are kept aside, and the program starts",
    async (content) => {
      writeFileSync(join(folder, "settings.json"), content);
      const program = start();
      await program.line(/^CardDesk ready (\S+)$/);
      expect(await program.stop()).toBe(0);
      expect(readFileSync(join(folder, "settings.json.unreadable"), "utf8")).toBe(content);
    },
  );

  test("that are a folder are kept aside, and the program starts", async () => {
    mkdirSync(join(folder, "settings.json"));
    const program = start();
    await program.line(/^CardDesk ready (\S+)$/);
    expect(await program.stop()).toBe(0);
    expect(statSync(join(folder, "settings.json.unreadable")).isDirectory()).toBe(true);
  });

  test("are saved to a file that only its owner can read", async () => {
    const saved = { ...shippedSettings, language: "sv", theme: "dark", idleMinutes: 3 };
    await using shell = await startBrowserShell();
    const socket = await openPage(shell, { token: shell.token, secret: newSecret() });
    const answer = await call(socket, 1, { area: "app", name: "saveSettings", args: saved });
    expect(answer).toEqual({ ok: true, value: saved });
    const file = join(shell.dataDirectory, "settings.json");
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject(saved);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
