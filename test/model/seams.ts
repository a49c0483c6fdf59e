import crypto from "node:crypto";
import { EventEmitter } from "node:events";
import { syncBuiltinESMExports } from "node:module";
import threads from "node:worker_threads";

/**
 * Replaces the slow parts with equivalents: keys are derived with the lowest cost of scrypt, and
 * worker threads run in this thread. Must be called before the program under test is loaded.
 */
export function replaceSlowParts(): void {
  const cheap = { N: 2, r: 1, p: 1 } as const;
  const { scrypt, scryptSync } = crypto;
  Object.assign(crypto, {
    scryptSync: (password: string, salt: Uint8Array, length: number) => scryptSync(password, salt, length, cheap),
    scrypt: (
      password: string,
      salt: Uint8Array,
      length: number,
      done: (fault: Error | null, key: Buffer) => void,
    ): void => scrypt(password, salt, length, cheap, done),
  });
  Object.assign(threads, { Worker: ThreadHere });
  syncBuiltinESMExports();
}

/** The thread program's end of the channel. */
class Port extends EventEmitter {
  readonly postMessage: (message: unknown) => void;

  constructor(postMessage: (message: unknown) => void) {
    super();
    this.postMessage = postMessage;
  }
}

const here = new Set<ThreadHere>();
let loading: Promise<unknown> = Promise.resolve();
let loaded = 0;

/**
 * A `Worker` whose program runs in this thread; messages are copied and come one turn of the event
 * loop later.
 */
class ThreadHere extends EventEmitter {
  readonly data: unknown;
  readonly #port: Port;
  readonly #ready: Promise<void>;
  #ended = false;

  constructor(program: URL, { workerData }: { readonly workerData: unknown }) {
    super();
    this.data = workerData;
    this.#port = new Port((message) => {
      const copy: unknown = structuredClone(message);
      this.#later(() => this.emit("message", copy));
    });
    here.add(this);
    // The program reads `parentPort` when it is evaluated, so one program is loaded at a time.
    this.#ready = this.#load(program, loading);
    this.#ready.catch((fault: unknown) => this.emit("error", fault));
    loading = this.#ready.catch(() => undefined);
  }

  async #load(program: URL, before: Promise<unknown>): Promise<void> {
    await before;
    Object.assign(threads, { parentPort: this.#port, workerData: structuredClone(this.data) });
    syncBuiltinESMExports();
    loaded += 1;
    // The query makes it a new module, so that each thread evaluates its own copy.
    await import(`${program.href}?thread=${loaded}`);
  }

  postMessage(message: unknown): void {
    const copy: unknown = structuredClone(message);
    this.#ready.then(
      () => this.#later(() => this.#port.emit("message", copy)),
      () => undefined,
    );
  }

  async terminate(): Promise<number> {
    this.end();
    return 0;
  }

  /** Stops all delivery, as SIGKILL does. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    here.delete(this);
    this.emit("exit", 0);
  }

  #later(deliver: () => void): void {
    setImmediate(() => {
      if (!this.#ended) deliver();
    });
  }
}

/** Ends the threads that work on a file in this directory, even in the middle of their work. */
export function killThreads(directory: string): void {
  for (const thread of here)
    if (JSON.stringify(thread.data).includes(JSON.stringify(directory).slice(1, -1))) thread.end();
}
