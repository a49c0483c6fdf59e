import { once } from "node:events";
import { connect } from "node:net";
import { controls, frame, frames } from "./frames.ts";
import type { VirtualCard } from "./piv-card.ts";

/** The port of the first slot of Debian's vsmartcard-vpcd. */
export const vpcdPort = 35_963;

/** A card in the virtual reader. */
export interface PluggedCard {
  /** Resolves when the card is out: it was pulled, or the reader went away. */
  readonly out: Promise<void>;
  pullOut(): void;
}

/**
 * Puts the card into the virtual reader that listens on this loopback port. Throws the error of the
 * connection.
 */
export async function plugIn(card: VirtualCard, port: number): Promise<PluggedCard> {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  await once(socket, "connect");

  async function serve(): Promise<void> {
    for await (const message of frames(socket)) {
      const [control] = message;
      if (message.length > 1) socket.write(frame(card.process(message)));
      else if (control === controls.atr) socket.write(frame(card.atr));
      else card.reset();
    }
  }

  return { out: serve().catch(() => undefined), pullOut: () => void socket.destroy() };
}
