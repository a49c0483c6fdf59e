import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { nobody } from "./browser-shell.ts";
import {
  electronDouble,
  type ContentsDouble,
  type DoubleOptions,
  type ElectronDouble,
  type SessionDouble,
  type WindowDouble,
} from "./electron-double.ts";

/** The built Electron shell, loaded under Node against the double. */
export interface ElectronShell {
  readonly electron: ElectronDouble;
  /**
   * Return the single window, its contents, and the session of the page. Each throws if there is
   * not exactly one.
   */
  window(): WindowDouble;
  contents(): ContentsDouble;
  session(): SessionDouble;
  /** Makes a call as the page does; `event` identifies the sender. */
  call(message: unknown, event?: unknown): Promise<unknown>;
  readonly stderr: string;
  /** Returns the program's log: JSON lines. */
  log(): string;
  /** Delivers a process event, such as a signal or an uncaught fault, to the program. */
  hear(name: string, value?: unknown): void;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface StartOptions extends Partial<DoubleOptions> {
  /** Command line after the program's own name and folder. */
  readonly args?: readonly string[];
  /** Value of CARDDESK_IDM. */
  readonly idm?: string;
  /** Called with the data folder before the program starts. */
  readonly prepare?: (userData: string) => void;
}

/**
 * A listener of the program on `process`. That process belongs to the test here, so the listeners
 * are recorded instead.
 */
type Listener = (value: unknown) => void;

const bundle = join(process.cwd(), "dist/main/main.js");

/** Loads a fresh copy of the built bundle, and makes the runtime ready. */
export async function startElectronShell({
  args = ["--idm", nobody],
  idm,
  prepare,
  ...options
}: StartOptions = {}): Promise<ElectronShell> {
  const userData = mkdtempSync(join(tmpdir(), "carddesk-electron-"));
  prepare?.(userData);
  const electron = electronDouble({ userData, ...options });
  const written: string[] = [];
  const stderr = vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
  vi.stubEnv("CARDDESK_IDM", idm);
  vi.doMock("electron", () => electron.module);
  vi.resetModules();
  const { argv } = process;
  const listeners = new Map<string | symbol, Listener[]>();
  const listen = vi.spyOn(process, "on").mockImplementation((name: string | symbol, listener: Listener) => {
    listeners.set(name, [...(listeners.get(name) ?? []), listener]);
    return process;
  });
  const unlisten = vi.spyOn(process, "removeAllListeners").mockImplementation((name) => {
    listeners.delete(name ?? "");
    return process;
  });
  try {
    process.argv = ["electron", ".", ...args];
    await import(bundle);
    await electron.ready();
  } finally {
    process.argv = argv;
    stderr.mockRestore();
    listen.mockRestore();
    unlisten.mockRestore();
    vi.unstubAllEnvs();
  }

  const shell: ElectronShell = {
    electron,
    window: () => only(electron.windows),
    contents: () => shell.window().webContents,
    session: () => only(electron.sessions.filter(({ partition }) => partition === "carddesk")),
    async call(message, event = { sender: shell.contents(), senderFrame: shell.contents().mainFrame }) {
      return only([...electron.calls.values()])(event, message);
    },
    stderr: written.join(""),
    log: () => readFileSync(join(userData, "carddesk.log"), "utf8"),
    hear: (name, value) => listeners.get(name)?.forEach((listener) => listener(value)),
    async [Symbol.asyncDispose]() {
      if (electron.app.exits.length === 0) electron.app.quit();
      await vi.waitFor(() => only(electron.app.exits), { timeout: 30_000 });
      rmSync(userData, { recursive: true, force: true });
    },
  };
  return shell;
}

function only<T>(values: readonly T[]): T {
  const [value, ...others] = values;
  if (value === undefined || others.length > 0) throw new Error(`expected one, found ${values.length}`);
  return value;
}
