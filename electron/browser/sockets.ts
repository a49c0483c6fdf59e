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
 * The longest frame that a page may send, in bytes: the 10,000 objects of the largest bulk fit, 400
 * bytes for each.
 */
const longestFrame = 4 * 1024 * 1024;
/** Each of the 10,000 objects of the largest bulk has some values. */
const frameBounds = { maxLength: longestFrame, maxDepth: 50, maxValues: 200_000 };
/** The longest frame of a page that is refused, in bytes; its frames are not read. */
const longestRefusedFrame = 64 * 1024;
/** Bytes that a page may leave unread, as a frozen tab does. It is greeted anew when it is back. */
const mostUnread = 16 * 1024 * 1024;
/** Milliseconds that a closed page has to say goodbye. */
const closeTimeout = 1_000;

/** Close codes of RFC 6455, section 7.4.1. */
const unsupportedData = 1003;
const goingAway = 1001;

export interface Pages {
  /** Answers a call of a page. */
  answer(message: unknown): Promise<Result<unknown>>;
  /** Tells a page that connects what it may have missed. */
  greet(send: (message: EventMessage) => void): Promise<void>;
  /** A page was admitted for the token of an address. */
  addressUsed(): void;
  /** A new address is to be printed; `isAlarm`: an old one was used twice. */
  newAddress(address: string, isAlarm: boolean): void;
}

export interface Sockets {
  /** Tells an event to every page. */
  tell(message: EventMessage): void;
  /** Hands every page a new secret in place of the one before. */
  replaceSecret(): void;
  close(): void;
}

/**
 * The contract over WebSockets at `/socket`, for pages that Access admits; `keep` is told the
 * stream of each. A page that is refused is told why in the close frame, because a browser does not
 * tell a page the status of an upgrade.
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

/** The keys stand among the subprotocols: the only header that a page can write. */
function keysOf(request: IncomingMessage): Keys {
  const protocols = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((each) => each.trim());
  const keyAfter = (prefix: string): string | null =>
    keySchema.parse(protocols.find((each) => each.startsWith(prefix))?.slice(prefix.length));
  return { token: keyAfter("token."), secret: keyAfter("secret.") };
}

function servePage(socket: WebSocket, pages: Pages): void {
  // A broken connection, or a frame too long: `ws` closes the socket, nothing is left to do here.
  socket.on("error", () => socket.terminate());
  socket.on("message", (data, isBinary) => {
    // A page that was closed may go on sending until it has said goodbye.
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
