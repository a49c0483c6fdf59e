import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { parseBoundedJson } from "#shared/bounded-json.ts";
import { bridgeFail, type BridgeError, type BridgeResult } from "#shared/bridge/error.ts";
import { lines } from "#shared/bridge/lines.ts";
import {
  bridgeEventSchema,
  bridgeProtocol,
  bridgeResponseSchema,
  bridgeValueSchemas,
  challengeSchema,
  helloSchema,
  lineJson,
  maxLineBytes,
  type BridgeEvent,
  type BridgeMethod,
  type BridgeParams,
  type BridgeResponse,
  type BridgeValues,
  type Hello,
} from "#shared/bridge/messages.ts";
import { isProofOf, newNonce, proofOf } from "#shared/bridge/proof.ts";

/** The address of a bridge (Unix domain socket or named pipe) and its secret. */
export interface BridgeEndpoint {
  readonly address: string;
  readonly secret: string;
}

export interface BridgeListener {
  /** Called for every connection: the state of readers and cards may be out of date. */
  connected(hello: Hello): void;
  event(event: BridgeEvent): void;
  /** Called once for each connection that broke or was refused; the client reconnects. */
  lost(error: BridgeError): void;
}

export interface BridgeClient {
  /** Calls the bridge. Fails at once with `bridge-lost` if there is no connection; never throws. */
  call<M extends BridgeMethod>(method: M, params: BridgeParams<M>): Promise<BridgeResult<BridgeValues[M]>>;
  /** Closes the connection for good; pending calls fail with `bridge-lost`. */
  close(): void;
}

/** Milliseconds. `card` is longer than the bridge's own limit for a card. */
const limits = { hello: 3_000, call: 5_000, card: 45_000, firstRetry: 50, longestRetry: 400 } as const;

/**
 * Keeps a connection to the bridge. `endpoint` is read before every attempt: a restarted bridge has
 * a new one.
 */
export function bridgeClient(endpoint: () => BridgeEndpoint, listener: BridgeListener): BridgeClient {
  const ended = new AbortController();
  const pending = new Map<number, (answer: BridgeResult<unknown>) => void>();
  let socket: Socket | null = null;
  let lastId = 0;

  async function keepConnected(): Promise<void> {
    let wait: number = limits.firstRetry;
    while (!ended.signal.aborted) {
      const outcome = await runConnection();
      if (ended.signal.aborted) return;
      listener.lost(outcome.error);
      wait = outcome.greeted ? limits.firstRetry : Math.min(wait * 2, limits.longestRetry);
      await sleep(wait, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  }

  /** Runs one connection until it closes. */
  async function runConnection(): Promise<{ greeted: boolean; error: BridgeError }> {
    const { address, secret } = endpoint();
    const connection = connect({ path: address, noDelay: true });
    const handshakeTimer = setTimeout(() => connection.destroy(), limits.hello);
    const abort = (): void => void connection.destroy();
    ended.signal.addEventListener("abort", abort);
    let greeted = false;
    let error: BridgeError = { code: "bridge-lost", detail: "" };
    try {
      const incoming = lines(connection, () => maxLineBytes);
      const hello = await shakeHands(connection, incoming, secret);
      clearTimeout(handshakeTimer);
      greeted = true;
      socket = connection;
      listener.connected(hello);
      for await (const line of incoming) dispatch(parsed(line));
    } catch (fault) {
      // The bridge closed the connection or broke the protocol: either way it is over.
      if (fault instanceof Refused) error = { code: "bridge-fault", detail: fault.message };
    } finally {
      socket = null;
      connection.destroy();
      clearTimeout(handshakeTimer);
      ended.signal.removeEventListener("abort", abort);
      for (const settle of pending.values()) settle(bridgeFail("bridge-lost"));
      pending.clear();
    }
    return { greeted, error };
  }

  function dispatch(message: unknown): void {
    const event = bridgeEventSchema.safeParse(message);
    if (event.success) return listener.event(event.data);
    const response = bridgeResponseSchema.parse(message);
    const settle = response.id === null ? undefined : pending.get(response.id);
    settle?.(resultOf(response));
  }

  void keepConnected();
  return {
    call: async (method, params) => {
      if (socket === null) return bridgeFail("bridge-lost");
      const id = ++lastId;
      const answered = Promise.withResolvers<BridgeResult<unknown>>();
      pending.set(id, answered.resolve);
      const longest = method.startsWith("card.") ? limits.card : limits.call;
      const timer = setTimeout(() => answered.resolve(bridgeFail("bridge-timeout", method)), longest);
      send(socket, id, method, params);
      const answer = await answered.promise;
      clearTimeout(timer);
      pending.delete(id);
      if (!answer.ok) return answer;
      const value = bridgeValueSchemas[method].safeParse(answer.value);
      return value.success ? { ok: true, value: value.data } : bridgeFail("bridge-fault", `answer to ${method}`);
    },
    close: () => ended.abort(),
  };
}

/** The handshake with the bridge failed; the message says why, for support. */
class Refused extends Error {
  override readonly name = "Refused";
}

/**
 * Has the bridge prove that it knows the secret before it gets more than a nonce: on Windows
 * another program may own the name of the pipe. Then proves the same to the bridge. Throws Refused,
 * and the errors of the connection.
 */
async function shakeHands(socket: Socket, incoming: AsyncGenerator<string>, secret: string): Promise<Hello> {
  const client = newNonce();
  send(socket, 0, "hello", { protocol: bridgeProtocol, nonce: client });
  const { nonce: bridge, proof } = challengeSchema.parse(await resultFrom(incoming));
  const nonces = { client, bridge };
  if (!(await isProofOf(proof, "bridge", secret, nonces)))
    throw new Refused("who answers at the address of the bridge does not know its secret");
  send(socket, 0, "prove", { proof: await proofOf("client", secret, nonces) });
  return helloSchema.parse(await resultFrom(incoming));
}

async function resultFrom(incoming: AsyncGenerator<string>): Promise<unknown> {
  const { value } = await incoming.next();
  const response = bridgeResponseSchema.parse(parsed(z.string().parse(value)));
  if ("error" in response) throw new Refused(response.error.message);
  return response.result;
}

/** Parses a line; throws if it is not JSON, or beyond the bounds of the protocol. */
function parsed(line: string): unknown {
  const json = parseBoundedJson(line, lineJson);
  if (!json.ok) throw new Error(`a line is ${json.fault}`);
  return json.value;
}

function send(socket: Socket, id: number, method: string, params: object): void {
  socket.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
}

function resultOf(response: BridgeResponse): BridgeResult<unknown> {
  if ("result" in response) return { ok: true, value: response.result };
  const { data, message } = response.error;
  return data === undefined ? bridgeFail("bridge-fault", message) : { ok: false, error: data };
}
