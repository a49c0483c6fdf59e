import { randomBytes } from "node:crypto";
import { request, type IncomingHttpHeaders } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { z } from "zod";
import { run, type Running } from "../../fixtures/process.ts";

/**
 * The browser shell, running as a child process of a test on its own data. The page must have been
 * built.
 */
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

/** An address without a back end; these tests need none. */
export const nobody = "http://127.0.0.1:9";

export async function startBrowserShell(
  idm = nobody,
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<BrowserShell> {
  const dataDirectory = mkdtempSync(join(tmpdir(), "carddesk-shell-"));
  const program = run(
    "electron/browser/main.ts",
    ["--idm", idm, "--data-dir", dataDirectory, "--no-open", "--lang", "en"].concat(flags),
    env,
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

/**
 * Sends one request verbatim: unlike fetch, it does not normalize the path and can set every
 * header.
 */
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

/** The credentials that a page presents when it connects. */
export interface PageKeys {
  readonly token?: string;
  readonly secret?: string;
}

/** Generates a secret as a page does. */
export const newSecret = (): string => randomBytes(32).toString("hex");

export const protocolsOf = ({ token, secret }: PageKeys): string[] => [
  "carddesk",
  ...(token === undefined ? [] : [`token.${token}`]),
  ...(secret === undefined ? [] : [`secret.${secret}`]),
];

/** Parses a message from the shell's WebSocket. */
export function frameOf(data: WebSocket.RawData): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(JSON.parse(Buffer.isBuffer(data) ? data.toString() : ""));
}

/**
 * Connects as a page of the shell does: resolves to the socket when it is greeted, to the code of
 * the refusal, or to the HTTP status of the upgrade.
 */
export function connect(
  shell: Pick<BrowserShell, "host" | "origin">,
  keys: PageKeys,
  headers: Readonly<Record<string, string>> = {},
  path = "/socket",
): Promise<WebSocket | string | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${shell.host}${path}`, protocolsOf(keys), {
      headers: { origin: shell.origin, ...headers },
    });
    socket.once("message", () => resolve(socket));
    socket.once("close", (code, reason) => resolve(code === 4001 ? reason.toString() : code));
    socket.once("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
    socket.once("error", reject);
  });
}

/** Connects a page that must be admitted. */
export async function openPage(shell: Pick<BrowserShell, "host" | "origin">, keys: PageKeys): Promise<WebSocket> {
  const socket = await connect(shell, keys);
  if (!(socket instanceof WebSocket)) throw new Error(`refused: ${socket}`);
  return socket;
}

/** Opens the printed address. Returns the secret that opens further pages. */
export async function firstSecret(shell: BrowserShell): Promise<string> {
  const secret = newSecret();
  (await openPage(shell, { token: shell.token, secret })).close();
  return secret;
}

/** Calls the core over a socket. */
export function call(socket: WebSocket, id: number, message: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const heard = (data: WebSocket.RawData): void => {
      const frame = frameOf(data);
      if (frame["kind"] !== "answer" || frame["id"] !== id) return;
      socket.off("message", heard).off("close", reject);
      resolve(frame["result"]);
    };
    socket.on("message", heard);
    socket.once("close", reject);
    socket.send(JSON.stringify({ id, ...message }));
  });
}
