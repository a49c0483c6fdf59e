import type { OperatorError } from "#shared/errors.ts";
import type { CallFrame, Transport } from "#shared/ipc/messages.ts";
import { refusedCode } from "../refused-code.ts";
import type { PageKeys } from "./keys.ts";

/**
 * Pause before the socket is opened again, in milliseconds: doubles from the first to the longest
 * value.
 */
const firstPause = 250;
const longestPause = 5_000;

interface Waiting {
  resolve(result: unknown): void;
  reject(reason: Error): void;
}

interface Connection {
  readonly socket: WebSocket;
  /** Unanswered calls, by the id of their frame. */
  readonly waiting: Map<number, Waiting>;
}

/**
 * Carries the contract over a WebSocket to the browser shell. When the socket drops, pending calls
 * are rejected and it is opened again, with growing pauses; a call during such a pause opens it at
 * once. The shell then sends the current state by itself.
 *
 * A page that the shell refuses gets the reason as the result of every call. A page that was
 * admitted before is also reloaded, so that nothing of the operator stays on screen.
 */
export function createTransport(open: () => WebSocket, keys: PageKeys, reload: () => void): Transport {
  const listeners = new Set<(message: unknown) => void>();
  let lastId = 0;
  let pause = firstPause;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let isAdmitted = false;
  let current = connect();

  function connect(): Connection {
    clearTimeout(retry);
    const connection: Connection = { socket: open(), waiting: new Map() };
    const { socket, waiting } = connection;
    socket.addEventListener("open", () => {
      pause = firstPause;
    });
    socket.addEventListener("message", (event) => {
      isAdmitted = true;
      keys.admitted();
      receive(waiting, parse(event.data));
    });
    socket.addEventListener("close", ({ code, reason }) => {
      if (code === refusedCode) {
        for (const call of waiting.values()) call.resolve(refusal(reason));
        waiting.clear();
        if (isAdmitted) reload();
        return;
      }
      for (const call of waiting.values()) call.reject(new Error("The connection to the program was lost."));
      waiting.clear();
      if (current !== connection) return;
      retry = setTimeout(() => {
        current = connect();
      }, pause);
      pause = Math.min(pause * 2, longestPause);
    });
    return connection;
  }

  /** Unpacks a frame. The page's end of the contract validates the event or result in it. */
  function receive(waiting: Map<number, Waiting>, frame: unknown): void {
    if (typeof frame !== "object" || frame === null) return;
    if ("secret" in frame && typeof frame.secret === "string") keys.replaceSecret(frame.secret);
    if ("message" in frame) for (const listener of listeners) listener(frame.message);
    if ("id" in frame && typeof frame.id === "number" && "result" in frame) {
      waiting.get(frame.id)?.resolve(frame.result);
      waiting.delete(frame.id);
    }
  }

  return {
    call(message) {
      if (current.socket.readyState > WebSocket.OPEN) current = connect();
      const { socket, waiting } = current;
      lastId += 1;
      const frame: CallFrame = { ...message, id: lastId };
      const text = JSON.stringify(frame);
      return new Promise((resolve, reject) => {
        waiting.set(frame.id, { resolve, reject });
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
        else socket.addEventListener("open", () => socket.send(text));
      });
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Returns a failed result of the contract; the page's end checks the code. */
function refusal(code: string): { readonly ok: false; readonly error: Omit<OperatorError, "code"> & { code: string } } {
  return { ok: false, error: { code, params: {}, details: "" } };
}

function parse(data: unknown): unknown {
  try {
    return typeof data === "string" ? JSON.parse(data) : null;
  } catch {
    return null;
  }
}
