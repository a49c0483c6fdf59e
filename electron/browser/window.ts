import { spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

export interface Window {
  readonly process: ChildProcess;
  /** Removes the address from the disk, once it was used or cannot be used. */
  forgetAddress(): void;
}

/**
 * Opens the address in a window of its own: Chromium or a browser built on it, with a profile in
 * the data directory that has no extensions and no pages of other sites. Returns null if there is
 * no display or no such browser, or if the data directory cannot be written.
 *
 * Every user of the machine can read the command line, so the window starts on a file that leads to
 * the address and that only this user can read. This does not work with a Chromium that may not
 * read the data directory, such as one from a snap or a flatpak: it cannot keep its profile there
 * either.
 */
export function openWindow(address: string, dataDirectory: string): Window | null {
  const program = hasDisplay() ? browsers().find(isExecutable) : undefined;
  if (program === undefined) return null;
  const folder = join(dataDirectory, "open");
  const file = join(folder, "carddesk.html");
  const forgetAddress = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    // A killed program leaves it behind.
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

/** Returns the paths of browsers that can open a window without an address bar, the best first. */
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
