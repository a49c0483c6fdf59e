import { spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Opens the address in a window of its own: Chromium or a browser built on it, with a profile that has no extensions and
 * no other site's pages. Null where there is no display or no such browser.
 */
export function openWindow(address: string, profile: string): ChildProcess | null {
  const program = hasDisplay() ? browsers().find(isExecutable) : undefined;
  if (program === undefined) return null;
  const flags = [
    `--app=${address}`,
    `--user-data-dir=${profile}`,
    "--window-size=1280,800",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
  ];
  return spawn(program, flags, { stdio: "ignore" });
}

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
    return true;
  } catch {
    return false;
  }
}
