import { once } from "node:events";
import type { Socket } from "node:net";
import { bridgeResponseSchema, challengeSchema } from "#shared/bridge/messages.ts";
import { proofOf } from "#shared/bridge/proof.ts";

const clientNonce = "0".repeat(64);

/** Encodes a call as a line. */
export const request = (method: string, params: object = {}, id = 1): string =>
  `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;

export const hello = request("hello", { protocol: 2, nonce: clientNonce });

/** Sends `hello` and waits for the answer. Returns the line with the proof for this secret. */
export async function proofLine(socket: Socket, secret: string): Promise<string> {
  socket.write(hello);
  const answer = bridgeResponseSchema.parse(JSON.parse(String(await once(socket, "data"))));
  const { nonce } = challengeSchema.parse("result" in answer ? answer.result : answer);
  return request("prove", { proof: await proofOf("client", secret, { client: clientNonce, bridge: nonce }) });
}

/** Performs the handshake. Returns the text of the bridge's answer to the proof. */
export async function shakeHands(socket: Socket, secret: string): Promise<string> {
  socket.write(await proofLine(socket, secret));
  return String(await once(socket, "data"));
}
