import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Result } from "#shared/errors.ts";
import { eventMessageSchema, type EventMessage } from "#shared/ipc/messages.ts";
import type { Core } from "../../electron/core/core.ts";
import type { BackEnd } from "./back-end.ts";
import { Ledger } from "./ledger.ts";
import { coreState, Page, type PageState } from "./page.ts";
import { at, Privacy } from "./privacy.ts";
import type { Program } from "./program.ts";
import { killThreads } from "./seams.ts";
import { Violation } from "./violation.ts";
import { Wire } from "./wire.ts";
import { memorySettings } from "../fixtures/memory-settings.ts";
import { silentLog } from "../fixtures/silent-log.ts";
import { noProxy } from "../fixtures/network.ts";

/**
 * The longest wait for an expected event, in milliseconds. Only a defect or a very busy machine
 * exceeds it.
 */
const patience = 8_000;

/** A core that runs, with its connection to the back end. */
interface Running {
  readonly core: Core;
  readonly wire: Wire;
  readonly directory: string;
  /** False after the core was killed; what it emits then is discarded. */
  alive: boolean;
}

/** One machine with the program, two windows and the back end; holds the records of one run. */
export class World {
  readonly backEnd: BackEnd;
  readonly privacy: Privacy;
  readonly ledger: Ledger;
  /** The accounts of the two operators. */
  readonly operators: readonly [string, string];
  /** Violations whose text contains one of these are ignored. */
  readonly ignored: readonly string[];
  /** The commands that ran while `isNoting` was true; those that end a run are not recorded. */
  isNoting = true;
  readonly commands: object[] = [];
  readonly #program: Program;
  readonly #root: string;
  readonly #faults: string[] = [];
  readonly #found: Violation[] = [];
  /** Milliseconds by which the machine's clocks are ahead of this process's. */
  readonly #clock = { now: 0, uptime: 0 };
  #ended = false;
  #endedHeld = false;
  readonly #pending = new Set<Promise<unknown>>();
  readonly #past: Running[] = [];
  #running: Running | undefined;
  #pages: readonly [Page, Page] | undefined;
  #wake: (() => void)[] = [];

  constructor(
    program: Program,
    backEnd: BackEnd,
    directory: string,
    operators: readonly [string, string],
    ignored: readonly string[],
  ) {
    this.#program = program;
    this.backEnd = backEnd;
    this.operators = operators;
    this.ignored = ignored;
    this.privacy = new Privacy(backEnd.persons);
    this.ledger = new Ledger(backEnd);
    this.#root = mkdtempSync(join(directory, "machine-"));
  }

  get wire(): Wire {
    return this.#now().wire;
  }

  /** Returns one of the two windows. */
  page(n: number): Page {
    const page = this.#pages?.[n % 2];
    if (page === undefined) throw new Error("The program was not started.");
    return page;
  }

  get pages(): readonly Page[] {
    return this.#pages ?? [];
  }

  /** The state that the first connected window shows. */
  get state(): PageState {
    return (this.pages.find(({ connected }) => connected) ?? this.page(0)).state;
  }

  get operator(): string | null {
    const { session } = this.state;
    return session.kind === "active" ? session.operator.account : null;
  }

  async start(directory = join(this.#root, "1")): Promise<void> {
    const { afterAnswers, createCore, emitter, greet, keys, serve, timing } = this.#program;
    const wire = new Wire(this.backEnd.url);
    mkdirSync(directory, { recursive: true });
    const fault = (fields: object): void => {
      if (running.alive)
        this.#faults.push(JSON.stringify(fields, (_, it: unknown) => (it instanceof Error ? String(it.stack) : it)));
    };
    const ports = {
      info: { version: "0", shell: "browser", idm: { url: wire.url, sandbox: true }, systemLanguage: "en" },
      aboutFile: "dist/about.json",
      ca: null,
      ways: null,
      settings: memorySettings(),
      dataDirectory: directory,
      ...noProxy,
      openExternal: async () => false,
      log: {
        ...silentLog,
        error: (fields: object, message: string) => fault({ ...fields, message }),
      },
      offline: { directory, vault: keys.keyFile(directory, "") },
      bridge: {
        endpoint: () => ({ address: "/nonexistent/bridge.sock", secret: "" }),
        stop: async () => undefined,
      },
      desktop: null,
      timing,
      clock: {
        now: () => Date.now() + this.#clock.now,
        uptime: () => performance.now() + this.#clock.uptime,
      },
    } as const;
    const report = (place: unknown, reason: unknown): void => fault({ place, reason, message: "border" });
    const core = createCore(
      ports,
      emitter(
        afterAnswers((message: EventMessage) => {
          if (!running.alive) return;
          for (const page of this.pages) page.receive(message);
          for (const wake of this.#wake.splice(0)) wake();
        }),
        report,
      ),
    );
    const running: Running = { core, wire, directory, alive: true };
    this.#running = running;
    const answer = serve(core.handlers, report);
    const shell = {
      answer,
      alive: () => running.alive,
      greet: (send: (message: EventMessage) => void) =>
        greet(core.handlers, (...told: readonly unknown[]) => send(messageOf(told))),
    };
    const page = (name: string): Page =>
      new Page(name, this.#program, shell, (...told) => {
        this.privacy.told(...told);
        this.#watchSession(told[1], told[2]);
        this.ledger.told(told[1], told[2], told[0].operator());
      });
    this.#pages = [page("window 1"), page("window 2")];
    await Promise.all(this.pages.map((each) => each.follow()));
    await this.until("the connection is known", ({ connection }) => connection?.kind !== "connecting");
  }

  /** Advances the clocks of the back end and the machine. */
  pass(milliseconds: number): void {
    this.backEnd.pass(milliseconds);
    this.#clock.now += milliseconds;
    this.#clock.uptime += milliseconds;
  }

  /** Changes the machine's wall clock; its uptime cannot be set. */
  setClock(milliseconds: number): void {
    this.#clock.now += milliseconds;
  }

  /** Records that the back end has ended every session. */
  sessionsEnded(): void {
    this.#ended = true;
    // A log-in whose answer is held back may be among the ended sessions.
    this.#endedHeld = this.wire.holding;
  }

  #watchSession(what: string, content: unknown): void {
    // A session that begins offline has no token, so it is reported as expired when the back end is
    // reachable again.
    if (what === "answer session.logIn" && at(content, "ok") === true) {
      this.#ended = this.wire.down || this.#endedHeld;
      this.#endedHeld = false;
    }
    if (what === "event session.changed" && at(content, "kind") === "expired" && !this.#ended)
      this.#found.push(new Violation("session", "it is called expired, but the back end has not ended it"));
  }

  /** Reconnects the windows, which then receive the state for the operator who is logged in now. */
  async reconnect(pages = this.pages): Promise<void> {
    const session = await this.#now().core.handlers.session.state();
    const account = session.ok && session.value.kind !== "none" ? session.value.operator.account : "";
    for (const page of pages)
      await (session.ok && session.value.kind === "active"
        ? this.privacy.arrives(account, page.reconnect())
        : page.reconnect());
  }

  /** Closes a window and opens it again. */
  async reload(n: number): Promise<void> {
    const old = this.page(n);
    old.disconnect();
    const fresh = old.again();
    this.#pages = n % 2 === 0 ? [fresh, this.page(1)] : [this.page(0), fresh];
    await fresh.follow();
  }

  /** Stops the program as its operator does, and starts it again. */
  async restart(): Promise<void> {
    this.wire.release();
    const { core, wire, directory } = this.#now();
    const { down } = wire;
    await this.within("the end of the program", core.stop());
    this.#pending.clear();
    wire.close();
    await this.#startAgain(directory, down);
  }

  /** Kills the program in the middle of its work, and starts it again with the files on disk. */
  async kill(): Promise<void> {
    const running = this.#now();
    const { down } = running.wire;
    running.alive = false;
    running.wire.close();
    killThreads(running.directory);
    this.#past.push(running);
    this.#pending.clear();
    const directory = join(this.#root, String(this.#past.length + 1));
    // The database is still open in this process, so the new program uses a copy of the files.
    cpSync(running.directory, directory, { recursive: true });
    await this.#startAgain(directory, down);
  }

  async #startAgain(directory: string, down: boolean): Promise<void> {
    await this.start(directory);
    if (!down) return;
    this.wire.cut();
    await this.until("offline", ({ connection }) => connection?.kind === "offline");
  }

  #now(): Running {
    if (this.#running === undefined) throw new Error("The program was not started.");
    return this.#running;
  }

  /**
   * Waits for the answer to a call. Returns null while answers are held back, or if the outcome
   * cannot be read before the next log-in. The answer then comes later, or never if the window lost
   * its connection.
   */
  async answer<T>(what: string, asked: Promise<Result<T>>): Promise<Result<T> | null> {
    if (!this.wire.holding) {
      const first = Promise.race([asked, this.#awaitsLogIn(asked)]);
      return this.within(`an answer to ${what}`, first);
    }
    this.#pending.add(asked);
    void asked.finally(() => this.#pending.delete(asked));
    return Promise.race([asked, this.#turns()]);
  }

  /**
   * Returns null once the wizard needs a log-in to read the outcome of a lost Next; otherwise never
   * resolves.
   */
  async #awaitsLogIn(asked: Promise<unknown>): Promise<null> {
    const end = performance.now() + patience;
    const done = asked.then(() => "done" as const);
    while (performance.now() < end) {
      const { wizard, session } = this.state;
      if (wizard?.kind === "unknown" && session.kind === "expired") return null;
      if ((await Promise.race([done, this.#event()])) === "done") break;
    }
    return new Promise(() => undefined);
  }

  /** Waits long enough for work without the back end to finish, and for a request to be sent. */
  async #turns(): Promise<null> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    return null;
  }

  /**
   * Waits for calls that were made while answers were held back, except one that needs a log-in.
   */
  async settlePending(): Promise<void> {
    const settled = Promise.all(this.#pending);
    await this.within("answers that were held", Promise.race([settled, this.#awaitsLogIn(settled)]));
  }

  async within<T>(what: string, promise: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Violation("stuck", `${what} did not come`)), patience);
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits until the first connected window shows the expected state. */
  async until(what: string, holds: (state: PageState) => boolean): Promise<void> {
    const end = performance.now() + patience;
    while (!holds(this.state)) {
      if (performance.now() > end) throw new Violation("stuck", `${what} did not come: ${JSON.stringify(this.state)}`);
      await this.#event();
    }
  }

  /**
   * Waits for the next event of the core, or 20 ms, because a page reads some state without an
   * event.
   */
  async #event(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 20);
      this.#wake.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /**
   * Waits until both windows show the core's state. It must happen once no message is in flight.
   */
  async agree(): Promise<void> {
    const end = performance.now() + patience / 4;
    for (;;) {
      const pages = this.pages.filter(({ connected }) => connected);
      const [first] = pages;
      if (first === undefined) return;
      const core = await this.within("the state of the core", coreState(first.client));
      const wrong = pages.flatMap((page) => differences(page, core));
      if (wrong.length === 0) return;
      if (performance.now() > end) return this.report(new Violation("windows", wrong.join("; ")));
      await this.#event();
    }
  }

  /** Notes a fault that nothing in the core has caught. */
  unhandled(fault: unknown): void {
    this.#faults.push(`unhandled: ${fault instanceof Error ? String(fault.stack) : String(fault)}`);
  }

  /** Throws the first violation that is not ignored. */
  check(): void {
    const faults = this.#faults.splice(0).map((fault) => new Violation("fault", fault));
    for (const found of [
      ...this.#found.splice(0),
      ...this.privacy.found.splice(0),
      ...this.ledger.found.splice(0),
      ...faults,
    ])
      this.report(found);
  }

  report(violation: Violation): void {
    if (!this.ignored.some((part) => violation.message.includes(part))) throw violation;
  }

  /** Stops everything that still runs, and deletes the machine's files. */
  async end(): Promise<void> {
    const running = this.#running;
    if (running !== undefined) {
      running.alive = false;
      running.wire.release();
    }
    const cores = [...this.#past, ...(running === undefined ? [] : [running])];
    await Promise.race([
      Promise.allSettled(cores.map(({ core }) => core.stop())),
      new Promise((resolve) => setTimeout(resolve, 1_000)),
    ]);
    for (const { wire, directory } of cores) {
      wire.close();
      killThreads(directory);
    }
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** Converts an emitted event to a message. An older `greet` already sends messages. */
function messageOf([area, name, payload]: readonly unknown[]): EventMessage {
  return eventMessageSchema.parse(typeof area === "string" ? { area, name, payload } : area);
}

function differences(page: Page, core: PageState): string[] {
  return (
    (["connection", "session", "wizard", "offline", "bulk"] as const)
      // A locked window keeps its wizard without receiving further changes; a window loaded while
      // locked has none.
      .filter((part) => part !== "wizard" || core.session.kind !== "locked")
      .filter((part) => !isDeepStrictEqual(page.state[part], core[part]))
      .map(
        (part) =>
          `${page.name} shows ${part} ${JSON.stringify(page.state[part])}, the core says ${JSON.stringify(core[part])}`,
      )
  );
}
