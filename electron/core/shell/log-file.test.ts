import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { withTrace } from "../trace.ts";
import { openLog } from "./log-file.ts";

let directory: string;
beforeEach(() => {
  const own = mkdtempSync(join(tmpdir(), "carddesk-log-"));
  directory = join(own, "data");
  onTestFinished(() => rmSync(own, { recursive: true, force: true }));
});
const linesOf = (name: string): string[] => readFileSync(join(directory, name), "utf8").trim().split("\n");

test("a line names the trace of its work", () => {
  const log = openLog(directory);
  const trace = "0af7651916cd43dd8448eb211c80319c";
  withTrace(trace, () => log.warn({ code: "not-found" }, "call failed"));
  log.info({}, "session");
  const [first, second] = linesOf("carddesk.log").map((line) => JSON.parse(line));
  expect(first).toMatchObject({ trace, code: "not-found" });
  expect(second).not.toHaveProperty("trace");
});

test("a log that cannot be written reports the error code, and is written again as soon as possible", () => {
  const log = openLog(directory);
  expect(log.state()).toEqual({ kind: "writing" });
  // A file in the place of the directory, as permissions do not stop root.
  writeFileSync(directory, "");
  log.info({}, "session");
  expect(log.state()).toEqual({ kind: "failing", code: "EEXIST" });
  rmSync(directory);
  mkdirSync(directory);
  log.info({}, "session");
  expect(log.state()).toEqual({ kind: "writing" });
  expect(linesOf("carddesk.log")).toHaveLength(1);
});

test("a full disk is reported as ENOSPC", () => {
  mkdirSync(directory);
  symlinkSync("/dev/full", join(directory, "carddesk.log"));
  const log = openLog(directory);
  log.error({}, "session");
  expect(log.state()).toEqual({ kind: "failing", code: "ENOSPC" });
});

test("a long log keeps one old file, and both files stay within their bound", () => {
  mkdirSync(directory);
  const log = openLog(directory);
  for (let n = 0; n < 135_000; n += 1) log.info({ place: "session.changed", pid: n }, "session");
  for (const name of ["carddesk.log", "carddesk.old.log"])
    expect(statSync(join(directory, name)).size).toBeLessThanOrEqual(5_000_000);
});

test.each([
  ["info", ["session", "the page does not respond", "bulk"]],
  ["warn", ["the page does not respond", "bulk"]],
  ["error", ["bulk"]],
] as const)("the log at the level %s keeps %j", (level, kept) => {
  const log = openLog(directory, () => level);
  log.info({}, "session");
  log.warn({}, "the page does not respond");
  log.error({}, "bulk");
  const lines = readFileSync(join(directory, "carddesk.log"), "utf8").trim().split("\n");
  expect(lines.map((line): unknown => JSON.parse(line).msg)).toEqual(kept);
});
