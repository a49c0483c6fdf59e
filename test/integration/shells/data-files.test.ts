import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
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

  test("has what was said, as lines of JSON, for its owner alone", () => {
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

  test("has no planted secret, wherever in the first levels it stands", () => {
    const log = openLog(folder);
    const names = [
      "authorization",
      "cookie",
      "password",
      "pin",
      "token",
      "account",
      "label",
      "name",
      "serial",
      "subject",
    ];
    const fields = fc.constantFrom(...names);
    fc.assert(
      fc.property(
        fields,
        fc.array(fc.constantFrom("error", "config", "headers", "object"), { maxLength: 3 }),
        (field, path) => {
          const planted: object = { [field]: "PLANTED" };
          const nested = path.reduceRight<object>((inner, key) => ({ [key]: inner }), planted);
          log.error(nested, "planted");
          expect(written()).not.toContain("PLANTED");
        },
      ),
    );
    expect(written()).toContain("[Redacted]");
  });

  test("has kind and place of a fault, not its message, which may quote the operator, and none of its fields", () => {
    const log = openLog(folder);
    const fault = Object.assign(new TypeError("no card PLANTED"), { config: { data: "PLANTED" }, code: "ECONNRESET" });
    log.error({ fault }, "a call failed");
    expect(written()).not.toContain("PLANTED");
    expect(JSON.parse(written())).toMatchObject({
      fault: {
        kind: "TypeError",
        code: "ECONNRESET",
        stack: expect.arrayContaining([expect.stringContaining("data-files")]),
      },
    });
  });

  test("that has grown too long begins anew with the program", () => {
    writeFileSync(join(folder, "carddesk.log"), "x".repeat(5_000_001));
    openLog(folder).info({}, "first");
    expect(JSON.parse(written())).toMatchObject({ msg: "first" });
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

  test("outlive the program, in a file for its owner alone", async () => {
    const saved = { language: "sv", theme: "dark", idleMinutes: 3 };
    await using shell = await startBrowserShell();
    const socket = await openPage(shell, { token: shell.token, secret: newSecret() });
    const answer = await call(socket, 1, { area: "app", name: "saveSettings", args: saved });
    expect(answer).toEqual({ ok: true, value: saved });
    const file = join(shell.dataDirectory, "settings.json");
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(saved);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
