import crypto from "node:crypto";
import { EventEmitter } from "node:events";
import { syncBuiltinESMExports } from "node:module";
import threads from "node:worker_threads";

/**
 * Replaces what costs a run its time by something that behaves alike: keys are derived with the
 * lowest cost of scrypt, and a thread runs its program in this thread. It must be loaded before the
 * program under test.
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

/** The end of the channel that the program of the thread has. */
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
    // The query makes it another module: each thread evaluates the program for itself.
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

  /** Nothing is delivered any more, as after SIGKILL. */
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

/** Ends the threads that work on a file in this directory, in the middle of whatever they do. */
export function killThreads(directory: string): void {
  for (const thread of here)
    if (JSON.stringify(thread.data).includes(JSON.stringify(directory).slice(1, -1))) thread.end();
}
