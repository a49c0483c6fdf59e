import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import { parseBoundedJson } from "#shared/bounded-json.ts";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { Result } from "#shared/errors.ts";
import { callFrameSchema, type CallFrame, type CoreFrame, type EventMessage } from "#shared/ipc/messages.ts";
import type { Access, CloseCode, Keys } from "./access.ts";
import { refusedCode } from "./refused-code.ts";

/**
 * The longest frame that a page may send, in bytes: fits the 10,000 objects of the largest bulk,
 * with 400 bytes each.
 */
const longestFrame = 4 * 1024 * 1024;
/** Bounds of a frame as JSON: 10,000 objects in the largest bulk, with some values each. */
const frameBounds = { maxLength: longestFrame, maxDepth: 50, maxValues: 200_000 };
/** The longest frame of a refused page, in bytes; its frames are not read. */
const longestRefusedFrame = 64 * 1024;
/**
 * Bytes that a page may leave unread, as a frozen tab does. Beyond this its socket is terminated;
 * it gets the current state when it connects again.
 */
const mostUnread = 16 * 1024 * 1024;
/** Milliseconds for the close handshake of a page. */
const closeTimeout = 1_000;

/** Close codes of RFC 6455, section 7.4.1. */
const unsupportedData = 1003;
const goingAway = 1001;

export interface Pages {
  /** Answers a call of a page. */
  answer(message: unknown): Promise<Result<unknown>>;
  /** Sends a connecting page the current state. */
  greet(send: (message: EventMessage) => void): Promise<void>;
  /** Called when a page was admitted by the token of an address. */
  addressUsed(): void;
  /** Prints a new address; `isAlarm`: an old one was used twice. */
  newAddress(address: string, isAlarm: boolean): void;
}

export interface Sockets {
  /** Sends an event to every page. */
  tell(message: EventMessage): void;
  /** Replaces the secret and sends the new one to every page. */
  replaceSecret(): void;
  close(): void;
}

/**
 * Serves the contract over WebSockets at `/socket` to pages that Access admits; `keep` gets the
 * stream of each. A refused page gets the reason in the close frame, because browsers hide the
 * status of an upgrade from the page.
 */
export function attachSockets(server: Server, access: Access, pages: Pages, keep: (stream: Duplex) => void): Sockets {
  const options = { noServer: true, perMessageDeflate: false, closeTimeout };
  const admitted = new WebSocketServer({ ...options, maxPayload: longestFrame });
  const refused = new WebSocketServer({ ...options, maxPayload: longestRefusedFrame, clientTracking: false });

  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    if (!isOwnPage(request, access)) {
      stream.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n", () => stream.destroy());
      return;
    }
    const refuse = (code: CloseCode): void =>
      refused.handleUpgrade(request, stream, head, (socket) => {
        socket.on("error", () => socket.terminate());
        socket.close(refusedCode, code);
      });
    const verdict = access.admit(keysOf(request));
    switch (verdict.kind) {
      case "admitted":
        if (verdict.swapped) {
          closeAll("page-not-admitted");
          pages.addressUsed();
        }
        keep(stream);
        admitted.handleUpgrade(request, stream, head, (socket) => servePage(socket, pages));
        break;
      case "alarm":
        closeAll("address-used-twice");
        pages.newAddress(verdict.newAddress, true);
        refuse("address-used-twice");
        break;
      case "refused":
        if (verdict.newAddress !== null) pages.newAddress(verdict.newAddress, false);
        refuse(verdict.code);
        break;
      default:
        assertNever(verdict);
    }
  });

  function closeAll(code: CloseCode): void {
    for (const socket of admitted.clients) socket.close(refusedCode, code);
  }

  return {
    tell(message) {
      for (const socket of admitted.clients) send(socket, { kind: "event", message });
    },
    replaceSecret() {
      const secret = access.replaceSecret();
      for (const socket of admitted.clients) send(socket, { kind: "secret", secret });
    },
    close() {
      for (const socket of admitted.clients) socket.close(goingAway);
      admitted.close();
      refused.close();
    },
  };
}

function isOwnPage(request: IncomingMessage, access: Access): boolean {
  return access.isOwnHost(request) && request.url === "/socket" && request.headers.origin === access.origin;
}

const keySchema = z
  .string()
  .regex(/^[\w-]{43,64}$/)
  .nullable()
  .catch(null);

/** Reads the keys from the subprotocols: the only header that a page can set. */
function keysOf(request: IncomingMessage): Keys {
  const protocols = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((each) => each.trim());
  const keyAfter = (prefix: string): string | null =>
    keySchema.parse(protocols.find((each) => each.startsWith(prefix))?.slice(prefix.length));
  return { token: keyAfter("token."), secret: keyAfter("secret.") };
}

function servePage(socket: WebSocket, pages: Pages): void {
  // A broken connection or an oversized frame: `ws` closes the socket itself.
  socket.on("error", () => socket.terminate());
  socket.on("message", (data, isBinary) => {
    // A page that is being closed may send until the close handshake is over.
    if (socket.readyState !== WebSocket.OPEN) return;
    const frame = Buffer.isBuffer(data) && !isBinary ? parse(data.toString()) : null;
    if (frame === null) socket.close(unsupportedData);
    else void answerFrame(socket, frame, pages);
  });
  void pages.greet((message) => send(socket, { kind: "event", message }));
}

async function answerFrame(socket: WebSocket, frame: CallFrame, pages: Pages): Promise<void> {
  const { id, ...message } = frame;
  send(socket, { kind: "answer", id, result: await pages.answer(message) });
}

function send(socket: WebSocket, frame: CoreFrame): void {
  if (socket.bufferedAmount > mostUnread) socket.terminate();
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

function parse(text: string): CallFrame | null {
  const parsed = parseBoundedJson(text, frameBounds);
  return parsed.ok ? (callFrameSchema.safeParse(parsed.value).data ?? null) : null;
}
