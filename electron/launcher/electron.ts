import { join } from "node:path";
import { startChild } from "./children.ts";
import { electronRuntime } from "./electron-runtime.ts";

/** Electron ran, or could not run here, and why. */
export type ElectronRun =
  | { readonly kind: "ran"; readonly exitCode: number }
  | { readonly kind: "unusable"; readonly why: string };

/** Runs the Electron shell to its end; fetches the runtime where it is missing. */
export async function runElectron(args: readonly string[]): Promise<ElectronRun> {
  const why = obstacle();
  if (why !== null) return { kind: "unusable", why };
  const fetchFailed = electronRuntime() === null ? await fetchRuntime() : null;
  const program = electronRuntime();
  if (program === null)
    return { kind: "unusable", why: `the Electron runtime could not be fetched (${fetchFailed ?? "it is not there"})` };
  return start(program, args);
}

/**
 * What is known to end Chromium at its start. Never `--no-sandbox`: a page of a back end's data is
 * not run by root.
 */
function obstacle(): string | null {
  if (process.platform !== "linux") return null;
  if (process.getuid?.() === 0) return "Electron does not run as root";
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return DISPLAY || WAYLAND_DISPLAY ? null : "there is no display for Electron";
}

/** Resolves to the reason where it fails. */
async function fetchRuntime(): Promise<string | null> {
  const own = (name: string): string => join(import.meta.dirname, name);
  // The proxy of the environment holds for the release server.
  const args = ["--use-env-proxy", "--import", own("follow-parent.mjs"), own("fetch-electron.ts")];
  const { child, ended } = startChild(process.execPath, args, ["ignore", "pipe", "inherit", "ipc"]);
  const said = textOf(child.stdout);
  const end = await ended;
  return end.kind === "code" && end.code === 0 ? null : said().trim() || "it could not be unpacked";
}

/**
 * The program says `ready` when its page is there. What Chromium writes before is told only if it
 * gets so far.
 */
async function start(program: string, args: readonly string[]): Promise<ElectronRun> {
  const { child, ended } = startChild(program, args, ["ignore", "inherit", "pipe", "ipc"]);
  const said = textOf(child.stderr);
  let isReady = false;
  child.once("message", () => {
    isReady = true;
    process.stderr.write(said());
    child.stderr?.removeAllListeners("data");
    child.stderr?.pipe(process.stderr, { end: false });
  });
  const end = await ended;
  if (isReady) return { kind: "ran", exitCode: end.kind === "code" ? end.code : 1 };
  // 0: another instance has come to the front. 2: it was refused, and says why by itself.
  if (end.kind === "code" && (end.code === 0 || end.code === 2)) {
    process.stderr.write(said());
    return { kind: "ran", exitCode: end.code };
  }
  const how = end.kind === "code" ? `exit code ${end.code}` : end.how;
  return { kind: "unusable", why: `Electron ended before its window was there (${lastWords(said()) ?? how})` };
}

/** All that a stream has said so far. */
function textOf(stream: NodeJS.ReadableStream | null): () => string {
  let text = "";
  stream?.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return () => text;
}

/** Longest quotation of Chromium, in characters. */
const longestQuote = 200;

/**
 * What Chromium died of: its line with FATAL, or else its last one, without process, time and place
 * in its source.
 */
function lastWords(text: string): string | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const line = lines.find((each) => each.includes(":FATAL:")) ?? lines.at(-1);
  return line?.replace(/^\[[^\]]*\]\s*/, "").slice(0, longestQuote) ?? null;
}
