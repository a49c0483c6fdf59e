import { join } from "node:path";
import { startChild } from "./children.ts";
import { electronRuntime } from "./electron-runtime.ts";

/** The result of a run: Electron ran, or could not run here, with the reason. */
export type ElectronRun =
  | { readonly kind: "ran"; readonly exitCode: number }
  | { readonly kind: "unusable"; readonly why: string };

/** Runs the Electron shell to its end; fetches the runtime if it is missing. */
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
 * Returns a known reason for Chromium to end at its start, or null. `--no-sandbox` must never be
 * the answer: root must not run a page that shows a back end's data.
 */
function obstacle(): string | null {
  if (process.platform !== "linux") return null;
  if (process.getuid?.() === 0) return "Electron does not run as root";
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return DISPLAY || WAYLAND_DISPLAY ? null : "there is no display for Electron";
}

/** Fetches the runtime; resolves to the reason if that fails, otherwise to null. */
async function fetchRuntime(): Promise<string | null> {
  const own = (name: string): string => join(import.meta.dirname, name);
  // The proxy of the environment applies to the release server too.
  const args = ["--use-env-proxy", "--import", own("follow-parent.mjs"), own("fetch-electron.ts")];
  const { child, ended } = startChild(process.execPath, args, ["ignore", "pipe", "inherit", "ipc"]);
  const said = textOf(child.stdout);
  const end = await ended;
  return end.kind === "code" && end.code === 0 ? null : said().trim() || "it could not be unpacked";
}

/**
 * Runs the program, which sends `ready` when its page is loaded. Until then Chromium's output is
 * held back; it is printed once the program gets so far, or refuses to start.
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
  // 0: another instance came to the front. 2: the program was refused, and has printed the reason.
  if (end.kind === "code" && (end.code === 0 || end.code === 2)) {
    process.stderr.write(said());
    return { kind: "ran", exitCode: end.code };
  }
  const how = end.kind === "code" ? `exit code ${end.code}` : end.how;
  return { kind: "unusable", why: `Electron ended before its window was there (${lastWords(said()) ?? how})` };
}

/** Collects the output of a stream; the returned function gives all of it so far. */
function textOf(stream: NodeJS.ReadableStream | null): () => string {
  let text = "";
  stream?.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return () => text;
}

/** Longest quotation of Chromium's output, in characters. */
const longestQuote = 200;

/**
 * Returns the line that explains the end of Chromium: the one with FATAL, or else the last one,
 * without its prefix (process, time and source location).
 */
function lastWords(text: string): string | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const line = lines.find((each) => each.includes(":FATAL:")) ?? lines.at(-1);
  return line?.replace(/^\[[^\]]*\]\s*/, "").slice(0, longestQuote) ?? null;
}
