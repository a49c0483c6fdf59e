import type { Client } from "#shared/ipc/types.ts";
import type { Bulk } from "#shared/ipc/bulk.ts";
import type { Connection } from "#shared/ipc/app.ts";
import type { OfflineState } from "#shared/ipc/offline.ts";
import type { CallMessage, EventMessage } from "#shared/ipc/messages.ts";
import type { SessionState } from "#shared/ipc/session.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import type { Program } from "./program.ts";

/** The core's state as a page shows it; null before the core has sent it. */
export interface PageState {
  readonly connection: Connection | null;
  readonly session: SessionState;
  readonly wizard: Wizard | null;
  readonly offline: OfflineState | null;
  readonly bulk: Bulk | null;
}

/** The core's end of the contract, as a shell uses it. */
export interface Shell {
  answer(message: CallMessage): Promise<unknown>;
  /** False after the program was killed. */
  alive(): boolean;
  /** Sends the current state, as to a page that has reconnected. */
  greet(send: (message: EventMessage) => void): Promise<void>;
}

/** Observes every message on a page's connection. */
export type Told = (page: Page, what: string, content: unknown, askedBy: string | null) => void;

/**
 * One window: the contract's client over a connection that can drop, and the page state derived
 * from events.
 */
export class Page {
  readonly client: Client;
  state: PageState = {
    connection: null,
    session: { kind: "none" },
    wizard: null,
    offline: null,
    bulk: null,
  };
  readonly name: string;
  #connected = true;
  readonly #program: Program;
  readonly #shell: Shell;
  readonly #listeners = new Set<(message: unknown) => void>();
  readonly #told: Told;

  constructor(name: string, program: Program, shell: Shell, told: Told) {
    this.name = name;
    this.#program = program;
    this.#shell = shell;
    this.#told = told;
    this.client = program.createClient({
      call: (message) => {
        const asker = this.operator();
        // Inspected in the turn in which the core answers, when a shell would send it.
        return shell.answer(message).then((answered) => {
          if (!this.#connected || !shell.alive()) throw new Error("The connection was lost.");
          const answer: unknown = structuredClone(answered);
          told(this, `answer ${message.area}.${message.name}`, answer, asker);
          return answer;
        });
      },
      listen: (listener) => {
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
      },
    });
  }

  /** The account that this page takes to be logged in, including that of an expired session. */
  operator(): string | null {
    const { session } = this.state;
    return session.kind === "active" || session.kind === "expired" ? session.operator.account : null;
  }

  receive(message: EventMessage): void {
    if (!this.#connected) return;
    const copy = structuredClone(message);
    this.#told(this, `event ${copy.area}.${copy.name}`, copy.payload, null);
    for (const listener of this.#listeners) listener(copy);
  }

  /** Reads the core's state and then follows its events, as a page does when it is loaded. */
  async follow(): Promise<void> {
    const { client } = this;
    const set = (change: Partial<PageState>): void => void (this.state = { ...this.state, ...change });
    client.app.onConnectionChanged((connection) => set({ connection }));
    client.session.onChanged((session) => set({ session }));
    client.wizard.onChanged((wizard) => set({ wizard }));
    client.offline.onChanged((offline) => set({ offline }));
    client.bulk.onChanged((bulk) => set({ bulk }));
    const session = await client.session.state();
    if (session.ok) set({ session: session.value });
    const connection = await client.app.connection();
    if (connection.ok) set({ connection: connection.value });
    const wizard = await client.wizard.state();
    if (wizard.ok) set({ wizard: wizard.value });
    const offline = await client.offline.state();
    if (offline.ok) set({ offline: offline.value });
    const bulk = await client.bulk.state();
    if (bulk.ok) set({ bulk: bulk.value });
    await client.wizard.entries();
  }

  /** Creates a new window in place of this one. */
  again(): Page {
    return new Page(this.name, this.#program, this.#shell, this.#told);
  }

  /** Drops the connection; messages sent meanwhile are lost. */
  disconnect(): void {
    this.#connected = false;
  }

  async reconnect(): Promise<void> {
    if (this.#connected) return;
    this.#connected = true;
    await this.#shell.greet((message) => this.receive(message));
  }

  get connected(): boolean {
    return this.#connected;
  }
}

/** Reads the core's current state through a page's client. */
export async function coreState(client: Client): Promise<PageState> {
  const [connection, session, wizard, offline, bulk] = await Promise.all([
    client.app.connection(),
    client.session.state(),
    client.wizard.state(),
    client.offline.state(),
    client.bulk.state(),
  ]);
  return {
    connection: connection.ok ? connection.value : null,
    session: session.ok ? session.value : { kind: "none" },
    wizard: wizard.ok ? wizard.value : null,
    offline: offline.ok ? offline.value : null,
    bulk: bulk.ok ? bulk.value : null,
  };
}
