import { spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

export interface Window {
  readonly process: ChildProcess;
  /** The address was used, or will not be: takes it from the disk. */
  forgetAddress(): void;
}

/**
 * Opens the address in a window of its own: Chromium or a browser built on it, with a profile in
 * the data directory that has no extensions and no other site's pages. Null where there is no
 * display, no such browser, or no room in the data directory.
 *
 * Every user of the machine can read the command line, so the window starts on a file that leads to
 * the address, for this user alone. Not with a Chromium that may not read the data directory, as
 * from a snap or a flatpak: such a one cannot keep its profile there either.
 */
export function openWindow(address: string, dataDirectory: string): Window | null {
  const program = hasDisplay() ? browsers().find(isExecutable) : undefined;
  if (program === undefined) return null;
  const folder = join(dataDirectory, "open");
  const file = join(folder, "carddesk.html");
  const forgetAddress = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    // A program that was killed leaves it behind.
    forgetAddress();
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(file, forwardingPage(address), { mode: 0o600, flag: "wx" });
  } catch {
    return null;
  }
  const flags = [
    `--app=${pathToFileURL(file).href}`,
    `--user-data-dir=${join(dataDirectory, "window")}`,
    "--window-size=1280,800",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
  ];
  return { process: spawn(program, flags, { stdio: "ignore" }), forgetAddress };
}

const forwardingPage = (address: string): string =>
  `<!doctype html><meta charset="utf-8"><title>CardDesk</title><meta http-equiv="refresh" content="0;url=${address}">`;

function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== "linux" || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY);
}

/** Where the browsers lie that can open a window without an address bar, the best first. */
function browsers(): readonly string[] {
  if (process.platform === "win32") {
    const { ProgramFiles = "C:\\Program Files", "ProgramFiles(x86)": programFilesX86 = "C:\\Program Files (x86)" } =
      process.env;
    return [
      join(ProgramFiles, "Google\\Chrome\\Application\\chrome.exe"),
      join(programFilesX86, "Microsoft\\Edge\\Application\\msedge.exe"),
    ];
  }
  if (process.platform === "darwin")
    return ["Google Chrome", "Chromium", "Microsoft Edge"].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
  return (process.env["PATH"] ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
