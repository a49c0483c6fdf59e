import { expect, test } from "vitest";
import { refuseSwitches } from "./switches.ts";

const refusal = (args: string[], platform: NodeJS.Platform): string | null => {
  try {
    refuseSwitches(args, platform);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
};

test.each([
  "--no-sandbox",
  "-no-sandbox",
  "--remote-debugging-port=9222",
  "--remote-debugging-pipe",
  "--renderer-cmd-prefix=/tmp/x",
  "--load-extension=/tmp/x",
  "--disable-web-security",
  "--js-flags=--allow-natives-syntax",
  "--host-resolver-rules=MAP * 127.0.0.1",
  "--user-data-dir=/tmp/x",
  "--a-switch-of-a-newer-chromium",
])("an installed program does not take %s", (arg) => {
  const name = arg.replace(/^-+/, "").split("=", 1)[0];
  expect(refusal(["--idm", "https://idm.example.org", arg], "linux")).toBe(
    `an installed CardDesk does not take --${name}`,
  );
  expect(refusal([arg, "carddesk://object/user/1"], "win32")).not.toBeNull();
});

test("Windows refuses a switch with a slash or in capitals, and Linux accepts a path", () => {
  expect(refusal(["/no-sandbox"], "win32")).not.toBeNull();
  expect(refusal(["--NO-SANDBOX"], "win32")).not.toBeNull();
  expect(refusal(["/home/operator/ca.pem"], "linux")).toBeNull();
});

test("an installed program takes its own flags, switches that a workplace needs, and arguments that are no switch", () => {
  const own = ["--idm", "https://idm.example.org", "--idm-ca", "/etc/ca.pem", "--data-dir=/x", "--bridge", "/y"];
  const useful = ["--force-device-scale-factor=2", "--disable-gpu", "--force-renderer-accessibility", "--lang", "sv"];
  expect(refusal([...own, ...useful, "carddesk://object/user/1"], "linux")).toBeNull();
  expect(refusal(["--", "--no-sandbox"], "win32")).toBeNull();
  expect(refusal(["-"], "linux")).toBeNull();
});
