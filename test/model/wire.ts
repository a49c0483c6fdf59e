import http from "node:http";

/**
 * How the next changing request fails. `twice` and `late` send a copy of it: immediately, or on
 * `deliverLate`.
 */
export const wireFaults = ["lost", "answerLost", "twice", "late"] as const;
export type WireFault = (typeof wireFaults)[number];

type Answered = (answer: http.IncomingMessage) => void;

/** The first of the port numbers that identify wires; no program listens on them. */
const firstPort = 61_000;
/** A port without a listener. */
const closedPort = 1;

/**
 * The connection of one program to the back end. Faults are injected in the client's process, into
 * real requests.
 */
export class Wire {
  readonly url: string;
  /** Whether answers are held back until `release`. */
  holding = false;
  /** The fault of the next changing request. */
  fault: WireFault | null = null;
  #down = false;
  readonly #target: string;
  readonly #held: (() => void)[] = [];
  readonly #late: (() => void)[] = [];
  readonly #open = new Set<http.ClientRequest>();

  constructor(target: string) {
    this.#target = target;
    const port = firstPort + (made % 4000);
    made += 1;
    this.url = `http://127.0.0.1:${port}`;
    wires.set(String(port), this);
  }

  get down(): boolean {
    return this.#down;
  }

  /** Breaks the requests in flight; later ones are refused. */
  cut(): void {
    this.#down = true;
    this.holding = false;
    this.#held.length = 0;
    for (const request of this.#open) request.destroy(reset());
    this.#open.clear();
  }

  mend(): void {
    this.#down = false;
  }

  /** Delivers the held answers. */
  release(): void {
    this.holding = false;
    for (const go of this.#held.splice(0)) go();
  }

  /** Sends the copies that were held back. */
  deliverLate(): void {
    for (const go of this.#late.splice(0)) go();
  }

  close(): void {
    this.cut();
    wires.delete(new URL(this.url).port);
  }

  send(options: http.RequestOptions, answered: Answered | undefined): http.ClientRequest {
    if (this.#down) return real({ ...options, port: closedPort }, answered);
    const { port } = new URL(this.#target);
    const there = { ...options, port };
    const changes = options.method !== "GET" && options.path !== "/v1/sessions";
    const fault = changes ? this.fault : null;
    if (changes) this.fault = null;
    const request = real(there);
    this.#open.add(request);
    request.once("close", () => this.#open.delete(request));
    if (fault === "lost") process.nextTick(() => request.destroy(reset()));
    if (fault === "twice" || fault === "late") this.#copy(request, there, fault);
    request.once("response", (answer: http.IncomingMessage) => {
      if (fault === "answerLost") {
        answer.resume();
        answer.once("end", () => request.emit("error", reset()));
      } else if (this.holding && options.path !== "/v1/health") {
        this.#held.push(() => (request.destroyed ? undefined : answered?.(answer)));
      } else answered?.(answer);
    });
    return request;
  }

  /** Sends a copy once the request has been written completely. */
  #copy(request: http.ClientRequest, options: http.RequestOptions, fault: "twice" | "late"): void {
    const chunks: Buffer[] = [];
    const keep = (chunk: unknown): void => {
      if (typeof chunk === "string" || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
    };
    const again = (): void => {
      const copy = real({ ...options, agent: false }, (answer) => void answer.resume());
      copy.on("error", () => undefined);
      copy.end(Buffer.concat(chunks));
    };
    const write = request.write.bind(request);
    const end = request.end.bind(request);
    Object.assign(request, {
      write: (chunk: unknown, ...rest: []) => {
        keep(chunk);
        return write(chunk, ...rest);
      },
      end: (chunk?: unknown) => {
        keep(chunk);
        if (fault === "twice") again();
        else this.#late.push(again);
        return end(chunk);
      },
    });
  }
}

const real = http.request.bind(http);
const wires = new Map<string, Wire>();
let made = 0;

const reset = (): Error => Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

/** Routes the requests of this process to a wire if their port names one. */
export function useWires(): void {
  Object.assign(http, {
    request: (options: http.RequestOptions, answered?: Answered) => {
      const wire = wires.get(String(options.port));
      return wire === undefined ? real(options, answered) : wire.send(options, answered);
    },
  });
}
