import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { failure } from "../../bridge/failure.ts";
import type { Pcsc, PcscListener } from "../../bridge/pcsc.ts";
import { controls, frame, frames } from "./frames.ts";

const readerName = "CardDesk simulated reader";

/** A card that is plugged in: messages are answered in the order in which they were sent. */
interface Slot {
  readonly socket: Socket;
  readonly atr: Buffer;
  readonly awaited: ((answer: Buffer | null) => void)[];
}

/** The simulated PC/SC, with its controls. */
export interface SimulatedService {
  readonly pcsc: Pcsc;
  /** The port that accepts cards. */
  readonly port: number;
  /** Starts or stops the service with its reader. */
  set(state: "running" | "stopped"): void;
}

/**
 * Opens a PC/SC with one simulated reader: it listens on a loopback port, like the vpcd driver, and
 * accepts the same virtual cards. Port 0 picks one.
 */
export async function simulatedPcsc(port: number): Promise<SimulatedService> {
  let state: "running" | "stopped" = "running";
  let slot: Slot | null = null;
  let changes = 0;
  let listener: PcscListener | null = null;

  function present(next: Slot | null): void {
    slot = next;
    changes++;
    tell();
  }

  function tell(): void {
    listener?.service(state, "");
    if (state === "running") listener?.reader(readerName, { present: slot !== null, closed: false, changes });
  }

  async function hold(socket: Socket): Promise<void> {
    const awaited: Slot["awaited"] = [];
    socket.write(frame(Uint8Array.of(controls.atr)));
    let mine: Slot | null = null;
    try {
      for await (const message of frames(socket)) {
        if (mine !== null) awaited.shift()?.(message);
        else if (slot === null) present((mine = { socket, atr: message, awaited }));
        else break;
      }
    } catch {
      // The card was pulled out.
    }
    socket.destroy();
    for (const answer of awaited) answer(null);
    if (mine !== null && slot === mine) present(null);
  }

  function inserted(name: string): Slot {
    if (state === "stopped") throw failure("service-not-running");
    if (name !== readerName) throw failure("no-reader");
    if (slot === null) throw failure("no-card");
    return slot;
  }

  const server = createServer({ noDelay: true }, (socket) => void hold(socket));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");

  const address = server.address();
  const pcsc: Pcsc = {
    addon: "simulated, no PC/SC",
    watch: (told) => {
      listener = told;
      tell();
      return () => {
        server.close();
        slot?.socket.destroy();
      };
    },
    atr: async (name) => inserted(name).atr,
    open: async (name) => {
      const { socket, atr, awaited } = inserted(name);
      socket.write(frame(Uint8Array.of(controls.on)));
      return {
        atr,
        transmit: async (apdu) => {
          if (socket.destroyed) throw failure("card-removed");
          const answered = Promise.withResolvers<Buffer | null>();
          awaited.push(answered.resolve);
          socket.write(frame(apdu));
          const answer = await answered.promise;
          if (answer === null) throw failure("card-removed");
          return answer;
        },
        close: async (after) => {
          if (after === "reset" && !socket.destroyed) socket.write(frame(Uint8Array.of(controls.reset)));
        },
      };
    },
  };
  return {
    pcsc,
    port: typeof address === "object" && address !== null ? address.port : port,
    set(next) {
      state = next;
      tell();
    },
  };
}
