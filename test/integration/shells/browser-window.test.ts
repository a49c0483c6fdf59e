import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { run, type Running } from "../../fixtures/process.ts";
import { newSecret, nobody, openPage } from "./browser-shell.ts";

let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "carddesk-window-"));
  data = join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** root can run the check as another user; otherwise it runs as the test's own user. */
const isRoot = process.getuid?.() === 0;
const stranger = isRoot ? { uid: 65_534, gid: 65_534 } : {};
const who = isRoot ? "another user" : "this user (not root, so not as another one)";

/**
 * Starts the shell with a double of Chromium, which records its command line and the file that it
 * opens, and then runs `script`.
 */
function startWithBrowser(script: string, interpreter = "#!/bin/sh"): Running {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const notes = `printf '%s\\n' "$@" > ${folder}/started\nfile=\${1#--app=file://}\ncp "$file" ${folder}/page\n`;
  writeFileSync(join(bin, "chromium"), `${interpreter}\n${notes}mv ${folder}/started ${folder}/arguments\n${script}\n`);
  chmodSync(join(bin, "chromium"), 0o755);
  const flags = ["--idm", nobody, "--data-dir", data];
  const program = run("electron/browser/main.ts", flags, { PATH: `${bin}:/bin`, DISPLAY: ":0" });
  onTestFinished(async () => {
    if (program.process.exitCode === null) await program.stop();
  });
  return program;
}
const untilClosed = (code: number): string => `while [ ! -e ${folder}/close ]; do sleep 0.02; done; exit ${code}`;
const closeWindow = (): void => writeFileSync(join(folder, "close"), "");
const noted = (name: string): Promise<string> =>
  expect
    .poll(() => existsSync(join(folder, "arguments")))
    .toBe(true)
    .then(() => readFileSync(join(folder, name), "utf8"));

describe("the window of the browser shell", () => {
  test("opens at the printed address, with a profile of its own and no extensions; the program ends with it", async () => {
    const program = startWithBrowser(untilClosed(0));
    const address = await program.line(/^CardDesk ready (\S+)$/);
    expect((await noted("arguments")).split("\n")).toEqual(
      expect.arrayContaining([
        `--app=file://${join(data, "open", "carddesk.html")}`,
        `--user-data-dir=${join(data, "window")}`,
        "--disable-extensions",
      ]),
    );
    expect(await noted("page")).toContain(`<meta http-equiv="refresh" content="0;url=${address}">`);
    const ended = new Promise((resolve) => program.process.once("exit", resolve));
    closeWindow();
    expect(await ended).toBe(0);
    expect(existsSync(join(data, "open"))).toBe(false);
  });

  test(`gets its address in a way that ${who} cannot see, in a file that is deleted once it was used`, async () => {
    const look = spawn("/bin/sh", ["-c", "while :; do cat /proc/[0-9]*/cmdline; done 2>/dev/null"], {
      ...stranger,
      stdio: ["ignore", "pipe", "ignore"],
    });
    onTestFinished(() => void look.kill());
    let seen = "";
    look.stdout.setEncoding("latin1").on("data", (chunk: string) => {
      seen += chunk;
    });
    const program = startWithBrowser(untilClosed(0));
    const address = new URL(await program.line(/^CardDesk ready (\S+)$/));
    const token = address.searchParams.get("token") ?? "";
    await expect.poll(() => seen).toContain(`--user-data-dir=${join(data, "window")}`);
    expect(token).toHaveLength(43);
    expect(seen).not.toContain(token);

    const file = join(data, "open", "carddesk.html");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(data, "open")).mode & 0o777).toBe(0o700);
    expect(spawnSync("/bin/cat", [file], stranger).status).toBe(isRoot ? 1 : 0);
    const shell = { origin: address.origin, host: address.host };
    (await openPage(shell, { token, secret: newSecret() })).close();
    await expect.poll(() => existsSync(file)).toBe(false);
  });

  test("opens despite the files that a killed program left behind", async () => {
    mkdirSync(join(data, "open"));
    writeFileSync(join(data, "open", "carddesk.html"), "old", { mode: 0o666 });
    const program = startWithBrowser(untilClosed(0));
    const address = await program.line(/^CardDesk ready (\S+)$/);
    expect(await noted("page")).toContain(address);
    expect(statSync(join(data, "open", "carddesk.html")).mode & 0o777).toBe(0o600);
    expect(await program.stop()).toBe(0);
  });

  test("that cannot open is reported, and the program keeps running", async () => {
    const program = startWithBrowser("exit 1");
    expect(await program.line(/^CardDesk: (.*)$/)).toBe(
      "the window could not be opened; open the address in a browser",
    );
    expect(existsSync(join(data, "open"))).toBe(false);
    expect(await program.stop()).toBe(0);
  });

  test("whose browser cannot be started is reported, and the program keeps running", async () => {
    const program = startWithBrowser("", "#!/nowhere");
    expect(await program.line(/^CardDesk: (.*)$/)).toBe(
      "the window could not be opened; open the address in a browser",
    );
    expect(await program.stop()).toBe(0);
  });
});
