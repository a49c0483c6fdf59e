import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { HistoryEntry } from "#shared/idm/object.ts";
import { queueEntrySchema, queuePageSchema, type QueueEntry } from "#shared/ipc/offline.ts";
import { wizardSchema, type Wizard } from "#shared/ipc/wizard.ts";
import { BulkLedger } from "./bulk-ledger.ts";
import { cards, users, type BackEnd } from "./back-end.ts";
import { Violation } from "./violation.ts";

/** Records what the core reported as done, and compares it with the history of the back end. */
export class Ledger {
  readonly found: Violation[] = [];
  /** Operations that the core reported as queued, with the device and number of their entries. */
  readonly queued = new Map<string, { readonly device: string; readonly seq: number; readonly owner: string }>();
  readonly #backEnd: BackEnd;
  /** The latest state of each process instance of the wizard. */
  readonly #instances = new Map<string, Wizard["kind"]>();
  readonly #bulk = new BulkLedger();
  #instance: string | null = null;

  constructor(backEnd: BackEnd) {
    this.#backEnd = backEnd;
  }

  /** Records a message to a window. `operator` is the one logged in there. */
  told(what: string, content: unknown, operator: string | null): void {
    if (operator !== null && what === "event offline.entriesChanged")
      for (const entry of z.array(queueEntrySchema).parse(content)) this.#entry(operator, entry);
    this.#bulk.told(what, content);
    if (what === "event wizard.changed") this.#wizard(wizardSchema.parse(content));
  }

  #wizard(wizard: Wizard): void {
    if ("instance" in wizard && wizard.instance !== null) this.#instance = wizard.instance;
    if (wizard.kind === "closed" || wizard.kind === "starting") this.#instance = null;
    if (this.#instance !== null && wizard.kind !== "queued") this.#instances.set(this.#instance, wizard.kind);
    if (wizard.kind !== "done" || wizard.readBack.kind !== "confirmed") return;
    const { object } = wizard.readBack;
    const state = wizard.step.changes.find(
      ({ subject, what }) => what === "state" && subject.id === wizard.object.id,
    )?.after;
    if (state !== undefined && state !== (object?.state ?? null))
      this.found.push(new Violation("read-back", `confirmed as ${state}, but it was read as ${object?.state}`));
  }

  #entry(owner: string, { operation, device, seq }: QueueEntry): void {
    if (!this.queued.has(operation)) this.queued.set(operation, { device, seq, owner });
  }

  /**
   * Compares the records with the histories of all objects; `entries` are those of all operators
   * after the last sync.
   */
  async check(entries: readonly QueueEntry[]): Promise<void> {
    const histories = await Promise.all([...cards, ...users].map((ref) => this.#backEnd.history(ref)));
    const history = histories.flat();
    this.#checkInstances(histories);
    this.#checkJournal(history, entries);
    const isOther = ({ device, instance }: HistoryEntry): boolean =>
      device !== null || this.#instances.has(instance ?? "") || this.#isForeign(instance);
    for (const [n, { id }] of cards.entries())
      for (const fault of this.#bulk.faults(histories[n] ?? [], id, isOther)) this.#fail("read-back", fault);
  }

  #checkInstances(histories: readonly (readonly HistoryEntry[])[]): void {
    for (const history of histories) {
      const seen = new Set<string>();
      for (const { instance, process } of history) {
        // One instance may run several processes on an object, each once.
        const name = `${process} in ${instance}`;
        if (instance !== null && seen.has(name)) this.#fail("intents", `${name} was carried out twice`);
        seen.add(name);
      }
    }
    const done = new Set(histories.flat().map(({ instance }) => instance));
    for (const [instance, kind] of this.#instances) {
      if (kind === "done" && !done.has(instance)) this.#fail("read-back", `${instance} was called done, and was not`);
      if (kind === "failed" && done.has(instance))
        this.#fail("read-back", `${instance} was called failed, and was done`);
    }
  }

  #checkJournal(history: readonly HistoryEntry[], entries: readonly QueueEntry[]): void {
    for (const [operation, { owner, seq }] of this.queued)
      if (!entries.some((entry) => entry.operation === operation))
        this.#fail("intents", `entry ${seq} of ${owner} is gone`);
    const applied = entries.filter(({ state }) => state.kind === "applied").map(nameOf);
    const done = history
      .filter(({ device }) => device !== null)
      .map(({ device, journalSeq }) => `${device} ${journalSeq}`);
    // A request that a second person approved also has an entry in the history, although its own
    // entry is still in `approval`.
    const other = entries.filter(({ state }) => state.kind === "approval").map(nameOf);
    const rest = done.filter((each) => !other.includes(each));
    if (!isDeepStrictEqual(applied.toSorted(), rest.toSorted()))
      this.#fail("intents", `entries ${applied.join()} are called applied, carried out were ${rest.join()}`);
  }

  /** Whether a colleague carried out the instance on another machine. */
  #isForeign(instance: string | null): boolean {
    return this.#backEnd.colleagues.has(instance ?? "");
  }

  #fail(rule: "intents" | "read-back", what: string): void {
    this.found.push(new Violation(rule, what));
  }
}

const nameOf = ({ device, seq }: QueueEntry): string => `${device} ${seq}`;

export const entriesOf = (page: unknown): readonly QueueEntry[] => queuePageSchema.parse(page).entries;
