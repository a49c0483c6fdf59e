import { once } from "node:events";
import type { Socket } from "node:net";
import { bridgeResponseSchema, challengeSchema } from "#shared/bridge/messages.ts";
import { proofOf } from "#shared/bridge/proof.ts";

const clientNonce = "0".repeat(64);

/** A call as a line. */
export const request = (method: string, params: object = {}, id = 1): string =>
  `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;

export const hello = request("hello", { protocol: 2, nonce: clientNonce });

/** Says hello; the line of the proof with this secret, once the bridge has answered. */
export async function proofLine(socket: Socket, secret: string): Promise<string> {
  socket.write(hello);
  const answer = bridgeResponseSchema.parse(JSON.parse(String(await once(socket, "data"))));
  const { nonce } = challengeSchema.parse("result" in answer ? answer.result : answer);
  return request("prove", { proof: await proofOf("client", secret, { client: clientNonce, bridge: nonce }) });
}

/** The text of what the bridge answers to the proof. */
export async function shakeHands(socket: Socket, secret: string): Promise<string> {
  socket.write(await proofLine(socket, secret));
  return String(await once(socket, "data"));
}
