import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { idmApi, type ApiCall } from "#shared/idm/api.ts";
import type { HistoryEntry, IdmObject } from "#shared/idm/object.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { enable, setSettings } from "../fixtures/enable.ts";
import { call, logIn, type ApiClient, type CallInput } from "../fixtures/sandbox.ts";
import type { Program } from "./program.ts";

const people = 16;

/** The account that reads the back end's state, in its own session. */
const observer = "approver";

/**
 * The cards that commands choose from: active, inactive, inactive, locked; the rest depends on the
 * seed.
 */
export const cards = [1, 2, 3, 4, 5, 6].map((n): Ref => ({ type: "virtualSmartCard", id: `VSC-00000${n}` }));
export const users = [1, 2, 3].map((n): Ref => ({ type: "user", id: `USR-00000${n}` }));

export const deactivate = "VirtualSmartCardProcDeactivate";
export const reactivate = "VirtualSmartCardProcReactivate";
const lockCard = "VirtualSmartCardProcLockForOperator";

/** The back end refused a request. */
class Refused extends Error {}

/** The sandbox in this process, accessed independently of the program under test. */
export class BackEnd {
  readonly url: string;
  readonly #clock: { ahead: number };
  /** Names, accounts and addresses of the people in the sandbox. */
  persons: readonly string[] = [];
  /** Process instances that a colleague carried out on another machine. */
  readonly colleagues = new Set<string>();
  readonly #stop: () => Promise<void>;
  readonly #clients = new Map<string, Promise<ApiClient>>();

  private constructor(url: string, clock: { ahead: number }, stop: () => Promise<void>) {
    this.url = url;
    this.#clock = clock;
    this.#stop = stop;
  }

  static async start({ startSandbox }: Program, directory: string): Promise<BackEnd> {
    const dataDir = mkdtempSync(join(directory, "sandbox-"));
    const clock = { ahead: 0 };
    const sandbox = await startSandbox({
      dataDir,
      people,
      seed: undefined,
      port: 0,
      sessionSeconds: 360_000,
      allowFaults: true,
      now: () => new Date(Date.now() + clock.ahead),
    });
    const made = new BackEnd(sandbox.url, clock, async () => {
      await sandbox.stop();
      rmSync(dataDir, { recursive: true, force: true });
    });
    const { items } = await made.ask(observer, idmApi.search, { params: { id: "user" }, query: { q: "" } });
    made.persons = items.map(({ columns, label }) => columns["name"] ?? label);
    return made;
  }

  /** Resets the back end to its initial state, with the processes of cards enabled. */
  async reset(approval: boolean): Promise<void> {
    this.#clock.ahead = 0;
    this.colleagues.clear();
    this.#clients.clear();
    await call(this.url, "POST", "/sandbox/reset");
    await enable(this.url, deactivate, reactivate, lockCard);
    if (approval) await setSettings(this.url, { reactivationApproval: "true" });
  }

  /** Advances the back end's clock. */
  pass(milliseconds: number): void {
    this.#clock.ahead += milliseconds;
  }

  /** Ends every session, at the next request. */
  async expire(): Promise<void> {
    const match = { method: "*", path: "*" };
    await call(this.url, "POST", "/sandbox/faults", { match, effect: { expireSessions: true } });
    await call(this.url, "GET", "/v1/health");
  }

  /** Sends a request as an operator, in a separate session. */
  async ask<S extends z.ZodType>(
    account: string,
    wanted: ApiCall & { readonly answer: S },
    input: CallInput = {},
  ): Promise<z.output<S>> {
    const logged = this.#clients.get(account) ?? logIn(this.url, account);
    this.#clients.set(account, logged);
    const answer = await (await logged).send(wanted, input);
    if (answer.status === wanted.status) return wanted.answer.parse(answer.body);
    if (this.#clients.get(account) === logged) this.#clients.delete(account);
    if (answer.status === 401) return this.ask(account, wanted, input);
    throw new Refused(`${wanted.method} ${wanted.path} was answered ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  /** Reads an object as it is now; null if it does not exist. */
  async object({ type, id }: Ref): Promise<IdmObject | null> {
    try {
      return await this.ask(observer, idmApi.object, { params: { type, id } });
    } catch (fault) {
      if (fault instanceof Refused) return null;
      throw fault;
    }
  }

  /**
   * Returns the changes that processes made to an object, oldest first. Leaves out requests for
   * approval, which changed nothing.
   */
  async history({ type, id }: Ref): Promise<readonly HistoryEntry[]> {
    const params = { type, id };
    const { items } = await this.ask(observer, idmApi.history, { params, query: { limit: "200" } });
    const changes = items.filter(({ process, before, after }) => process !== null && !isDeepStrictEqual(before, after));
    return changes.toReversed();
  }

  /**
   * Deactivates or reactivates a card as a colleague on another machine, if the back end allows it.
   */
  async changeElsewhere(ref: Ref): Promise<void> {
    await this.#change(ref).catch((fault: unknown) => {
      if (!(fault instanceof Refused)) throw fault;
    });
  }

  async #change(ref: Ref): Promise<void> {
    const card = await this.object(ref);
    const process = card === null ? undefined : { active: deactivate, inactive: reactivate }[card.state];
    if (card === null || process === undefined) return;
    const body = { process, object: ref, expectedVersion: card.version };
    const headers = () => ({ "Idempotency-Key": crypto.randomUUID() });
    const { id } = await this.ask("vscmanager", idmApi.startProcess, { body, headers: headers() });
    this.colleagues.add(id);
    await this.ask("vscmanager", idmApi.nextStep, { params: { id }, body: { values: {} }, headers: headers() });
  }

  stop(): Promise<void> {
    return this.#stop();
  }
}
