import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "./random.ts";

/**
 * Faults that the wire applies to a request. `late` and `reordered` delay it for longer than the
 * client waits: after or before it reaches the back end.
 */
const wireFaults = ["lost", "answerLost", "late", "reordered", "duplicated"] as const;
type WireFault = (typeof wireFaults)[number];

/** The time that the client of the torture waits for an answer, in milliseconds. */
export const clientPatience = 300;

/**
 * A connection between client and back end that loses, delays, duplicates and reorders requests and
 * answers.
 */
export interface Wire {
  readonly url: string;
  /** Sets the probability of a fault, for each request. */
  set(probability: number): void;
  readonly counts: Record<WireFault | "sound", number>;
  /** Resolves when no request is in flight. */
  quiet(): Promise<void>;
  /** Describes the requests in flight, each with its current step. */
  underWay(): string;
  close(): void;
}

/** A request in flight. */
interface Carried {
  readonly request: string;
  step: string;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/**
 * Opens a wire to the back end at `target`. A back end that was killed has lost its sessions:
 * `logIn` returns a new token, which replaces the one that the client sends.
 */
export async function openWire(target: () => string, logIn: () => Promise<string>, random: Random): Promise<Wire> {
  let probability = 0;
  let token = "";
  const underWay = new Map<Promise<void>, Carried>();
  const counts: Wire["counts"] = { sound: 0, lost: 0, answerLost: 0, late: 0, reordered: 0, duplicated: 0 };

  async function carry(carried: Carried, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    const fault = random.chance(probability) ? random.pick(wireFaults) : "sound";
    counts[fault] += 1;
    const sent = (): Promise<Answer> => {
      carried.step = `sent, ${fault}`;
      return send(target(), token, incoming, body);
    };
    async function forward(): Promise<Answer | null> {
      try {
        const answer = await sent();
        if (answer.status !== 401) return answer;
        carried.step = `log in, ${fault}`;
        token = await logIn();
        return await sent();
      } catch {
        return null;
      }
    }
    const reply = (answer: Answer | null): void => {
      if (answer === null) response.destroy();
      else response.writeHead(answer.status, headersOf(answer)).end(answer.body);
    };
    switch (fault) {
      case "sound":
        return reply(await forward());
      case "lost":
        return void response.destroy();
      case "answerLost":
        await forward();
        return void response.destroy();
      case "late": {
        const answer = await forward();
        await sleep(clientPatience * 1.3);
        return reply(answer);
      }
      case "reordered":
        await sleep(clientPatience * (1 + random.next() * 2));
        return reply(await forward());
      case "duplicated": {
        // Either answer may reach the client: the first, or the one to the repeated request.
        const answers = await Promise.all([forward(), forward()]);
        return reply(random.pick(answers));
      }
    }
  }

  const server = createServer((incoming, response) => {
    const carried: Carried = { request: `${incoming.method} ${incoming.url}`, step: "reading" };
    const done = carry(carried, incoming, response)
      .catch(() => void response.destroy())
      .finally(() => underWay.delete(done));
    underWay.set(done, carried);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    set(next) {
      probability = next;
    },
    counts,
    async quiet() {
      while (underWay.size > 0) await Promise.all(underWay.keys());
    },
    underWay: () => [...underWay.values()].map(({ request: what, step }) => `${what} (${step})`).join(", "),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const headersOf = ({ headers }: Answer): Record<string, string> => {
  const type = headers["content-type"];
  return type === undefined ? {} : { "content-type": type };
};

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function send(target: string, token: string, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      target + (incoming.url ?? "/"),
      {
        method: incoming.method,
        headers: {
          "content-type": "application/json",
          "content-length": body.length,
          authorization: `Bearer ${token}`,
        },
        agent: false,
      },
      (answer) => {
        bodyOf(answer).then(
          (received) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: received }),
          reject,
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
