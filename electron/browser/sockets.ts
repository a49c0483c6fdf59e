import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { callFrameSchema, type CallFrame, type CoreFrame, type EventMessage } from "#shared/ipc/messages.ts";
import type { Result } from "#shared/errors.ts";
import { WebSocket, WebSocketServer } from "ws";
import type { Access } from "./access.ts";

/** The longest frame that a page may send, in bytes: the 10,000 objects of the largest bulk fit, 400 bytes for each. */
const longestFrame = 4 * 1024 * 1024;

/** Close codes of RFC 6455, section 7.4.1. */
const unsupportedData = 1003;
const goingAway = 1001;

type Answer = (message: unknown) => Promise<Result<unknown>>;
type Greeting = (send: (message: EventMessage) => void) => Promise<void>;

export interface Sockets {
  /** Tells an event to every page. */
  tell(message: EventMessage): void;
  close(): void;
}

/**
 * The contract over WebSockets at `/socket`. A socket opens only for the own page: right host, exactly the own origin, and
 * the cookie. `greeting` is told to each page that connects: what it may have missed.
 */
export function attachSockets(server: Server, access: Access, answer: Answer, greeting: Greeting): Sockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: longestFrame, perMessageDeflate: false });

  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    if (mayConnect(request, access))
      sockets.handleUpgrade(request, stream, head, (socket) => serveSocket(socket, answer, greeting));
    else stream.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
  });

  return {
    tell(message) {
      for (const socket of sockets.clients) send(socket, { kind: "event", message });
    },
    close() {
      for (const socket of sockets.clients) socket.close(goingAway);
      sockets.close();
    },
  };
}

function mayConnect(request: IncomingMessage, access: Access): boolean {
  return (
    access.isOwnHost(request) &&
    request.url === "/socket" &&
    request.headers.origin === access.origin &&
    access.hasCookie(request)
  );
}

function serveSocket(socket: WebSocket, answer: Answer, greeting: Greeting): void {
  // A broken connection, or a frame too long: `ws` closes the socket, there is nothing more to do here.
  socket.on("error", () => socket.terminate());
  socket.on("message", (data, isBinary) => {
    const frame = Buffer.isBuffer(data) && !isBinary ? parse(data.toString()) : null;
    if (frame === null) socket.close(unsupportedData);
    else void answerFrame(socket, frame, answer);
  });
  void greeting((message) => send(socket, { kind: "event", message }));
}

async function answerFrame(socket: WebSocket, frame: CallFrame, answer: Answer): Promise<void> {
  const { id, area, name, args } = frame;
  send(socket, { kind: "answer", id, result: await answer({ area, name, args }) });
}

function send(socket: WebSocket, frame: CoreFrame): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

function parse(text: string): CallFrame | null {
  try {
    return callFrameSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
