import { chmodSync, lstatSync, rmSync } from "node:fs";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { dirname } from "node:path";
import { parseBoundedJson } from "#shared/bounded-json.ts";
import type { BridgeError } from "#shared/bridge/error.ts";
import { lines } from "#shared/bridge/lines.ts";
import {
  bridgeProtocol,
  bridgeRequestSchema,
  bridgeValueSchemas,
  helloRequestSchema,
  maxLineBytes,
  lineJson,
  proveRequestSchema,
  rpcCodes,
  type BridgeEvent,
  type BridgeResponse,
  type Challenge,
  type Hello,
} from "#shared/bridge/messages.ts";
import { isProofOf, newNonce, proofOf } from "#shared/bridge/proof.ts";
import type { Answer } from "./calls.ts";
import { BridgeFailure } from "./failure.ts";
import { limits } from "./limits.ts";

export interface BridgeServer {
  /**
   * Listens on a Unix domain socket (mode 0600, in a directory of this user with mode 0700) or a
   * Windows named pipe (by its default descriptor only the user, administrators and the system may
   * write to it). Throws if the directory is not safe.
   */
  listen(address: string, answer: Answer): Promise<void>;
  /** Sends an event to every authenticated connection. */
  tell(event: BridgeEvent): void;
  connections(): number;
  close(): void;
}

/**
 * Creates a server that speaks the protocol of the bridge with every client that knows the secret.
 */
export function bridgeServer(secret: string, simulated: boolean): BridgeServer {
  const strangers = new Set<Socket>();
  const friends = new Set<Socket>();

  const server = createServer({ noDelay: true });

  /** Serves a new connection until it ends or breaks the protocol. */
  function admit(socket: Socket, answer: Answer): void {
    strangers.add(socket);
    // When full, drop the oldest unauthenticated connection, so that silent clients cannot lock
    // others out.
    const [oldest] = strangers;
    if (oldest !== undefined && strangers.size > limits.strangers) {
      strangers.delete(oldest);
      oldest.destroy();
    }
    const handshakeTimer = setTimeout(() => strangers.has(socket) && socket.destroy(), limits.handshake);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      clearTimeout(handshakeTimer);
      strangers.delete(socket);
      friends.delete(socket);
    });
    serve(socket, answer).then(
      () => socket.destroySoon(),
      () => socket.destroy(),
    );
  }

  async function serve(socket: Socket, answer: Answer): Promise<void> {
    const running = new Set<Promise<void>>();
    const incoming = lines(socket, () => (friends.has(socket) ? maxLineBytes : limits.helloLine));
    if (!(await greet(socket, incoming))) return;
    for await (const line of incoming) {
      const call = respond(line, answer).then((response) => send(socket, response));
      running.add(call);
      void call.finally(() => running.delete(call));
      if (running.size >= limits.callsAtOnce) await Promise.race(running);
    }
  }

  /**
   * Exchanges proofs. Returns false if the connection is to be closed; a client that does not know
   * the secret gets no reason.
   */
  async function greet(socket: Socket, incoming: AsyncGenerator<string>): Promise<boolean> {
    const refuse = (id: number, code: number, text: string): false => {
      send(socket, { jsonrpc: "2.0", id, error: { code, message: text } });
      return false;
    };
    const hello = helloRequestSchema.safeParse(await nextMessage(incoming));
    if (!hello.success) return false;
    const { protocol, nonce: client } = hello.data.params;
    if (protocol !== bridgeProtocol)
      return refuse(hello.data.id, rpcCodes.params, `This bridge speaks version ${bridgeProtocol} of the protocol.`);
    if (client === undefined) return false;
    const nonces = { client, bridge: newNonce() };
    const challenge: Challenge = { protocol, nonce: nonces.bridge, proof: await proofOf("bridge", secret, nonces) };
    send(socket, { jsonrpc: "2.0", id: hello.data.id, result: challenge });

    const prove = proveRequestSchema.safeParse(await nextMessage(incoming));
    if (!prove.success || !(await isProofOf(prove.data.params.proof, "client", secret, nonces))) return false;
    const { id } = prove.data;
    if (friends.size === limits.connections) return refuse(id, rpcCodes.request, "Too many connections.");
    // The connection may have been closed meanwhile.
    if (!strangers.delete(socket)) return false;
    friends.add(socket);
    const result: Hello = { protocol, simulated };
    send(socket, { jsonrpc: "2.0", id, result });
    return true;
  }

  function send(socket: Socket, message: BridgeResponse | BridgeEvent): void {
    if (socket.writableLength > limits.unread) socket.destroy();
    else if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
  }

  return {
    listen: async (address, answer) => {
      const pipe = address.startsWith(String.raw`\\.\pipe`);
      if (!pipe) clearPlace(address);
      server.on("connection", (socket) => admit(socket, answer));
      server.listen(address);
      await once(server, "listening");
      if (!pipe) chmodSync(address, 0o600);
    },
    tell: (event) => friends.forEach((socket) => send(socket, event)),
    connections: () => friends.size,
    close: () => {
      server.close();
      for (const socket of [...strangers, ...friends]) socket.destroy();
    },
  };
}

async function respond(line: string, answer: Answer): Promise<BridgeResponse> {
  const message = parseJson(line);
  const request = bridgeRequestSchema.safeParse(message);
  if (!request.success) return notACall(message);
  const { id } = request.data;
  try {
    return { jsonrpc: "2.0", id, result: await answer(request.data) };
  } catch (fault) {
    return { jsonrpc: "2.0", id, error: { code: rpcCodes.card, message: "The call failed.", data: errorOf(fault) } };
  }
}

/**
 * Removes the socket of a killed bridge, and throws unless its directory is closed to others:
 * between `listen` and `chmod` only the directory protects the socket.
 */
function clearPlace(address: string): void {
  const directory = lstatSync(dirname(address));
  if (!directory.isDirectory() || directory.uid !== process.getuid?.() || (directory.mode & 0o077) !== 0)
    throw new Error(`${dirname(address)} must be a directory of this user with mode 0700.`);
  if (lstatSync(address, { throwIfNoEntry: false })?.isSocket() === true) rmSync(address);
}

async function nextMessage(incoming: AsyncGenerator<string>): Promise<unknown> {
  const { done, value } = await incoming.next();
  return done === true ? undefined : parseJson(value);
}

function errorOf(fault: unknown): BridgeError {
  if (fault instanceof BridgeFailure) return fault.error;
  return { code: "bridge-fault", detail: fault instanceof Error ? fault.name : typeof fault };
}

/** Returns the error for a message that is no call, without repeating anything of the message. */
function notACall(message: unknown): BridgeResponse {
  const field = (name: string): unknown =>
    typeof message === "object" && message !== null && Object.hasOwn(message, name)
      ? Reflect.get(message, name)
      : undefined;
  const given = field("id");
  const id = typeof given === "number" && Number.isSafeInteger(given) ? given : null;
  const refuse = (code: number, text: string): BridgeResponse => ({
    jsonrpc: "2.0",
    id,
    error: { code, message: text },
  });
  if (message === undefined) return refuse(rpcCodes.parse, "Not JSON.");
  const method = field("method");
  if (id === null || typeof method !== "string") return refuse(rpcCodes.request, "Not a request.");
  if (!Object.hasOwn(bridgeValueSchemas, method)) return refuse(rpcCodes.method, "No such call.");
  return refuse(rpcCodes.params, "These are not the parameters of the call.");
}

function parseJson(line: string): unknown {
  const parsed = parseBoundedJson(line, lineJson);
  return parsed.ok ? parsed.value : undefined;
}
