import { request, type IncomingHttpHeaders } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { z } from "zod";
import { run, type Running } from "../../fixtures/process.ts";

/** The browser shell, run as a child of a test, on data of its own. The page must have been built. */
export interface BrowserShell {
  readonly program: Running;
  /** The address with the token. */
  readonly address: string;
  readonly origin: string;
  readonly host: string;
  readonly token: string;
  readonly port: number;
  readonly dataDirectory: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** No back end answers there: what these tests look at needs none. */
export const nobody = "http://127.0.0.1:9";

export async function startBrowserShell(idm = nobody, flags: readonly string[] = []): Promise<BrowserShell> {
  const dataDirectory = mkdtempSync(join(tmpdir(), "carddesk-shell-"));
  const program = run(
    "electron/browser/main.ts",
    ["--idm", idm, "--data-dir", dataDirectory, "--no-open", "--lang", "en"].concat(flags),
  );
  const address = await program.line(/^CardDesk ready (\S+)$/);
  const url = new URL(address);
  return {
    program,
    address,
    origin: url.origin,
    host: url.host,
    token: url.searchParams.get("token") ?? "",
    port: Number(url.port),
    dataDirectory,
    async [Symbol.asyncDispose]() {
      if (program.process.exitCode === null) await program.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request as written: the path is not tidied and every header can be set, unlike with fetch. */
export function ask(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = "GET",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** Swaps the token and returns the cookie as a browser sends it back. */
export async function logInBrowser(shell: BrowserShell): Promise<string> {
  const answer = await ask(shell.port, `/?token=${shell.token}`);
  return answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
}

/** What a WebSocket of the shell told. */
export function frameOf(data: WebSocket.RawData): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(JSON.parse(Buffer.isBuffer(data) ? data.toString() : ""));
}

/** Opens a WebSocket with these headers; resolves to the open socket, or to the HTTP status that refused it. */
export function connect(
  shell: BrowserShell,
  headers: Readonly<Record<string, string>>,
  path = "/socket",
): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${shell.host}${path}`, { headers });
    socket.once("open", () => resolve(socket));
    socket.once("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
    socket.once("error", reject);
  });
}
