import { createPublicKey, verify } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { canonical, chainFault, emptyHead, type Head, type SignedEntry } from "#shared/domain/journal.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { DeviceHead } from "#shared/idm/offline.ts";
import type { HistoryEntry, IdmObject } from "#shared/idm/object.ts";
import { entryHash, type Device } from "../../electron/core/store/device.ts";
import type { StoredEntry } from "../../electron/core/store/journal-table.ts";
import { openStore } from "../../electron/core/store/store.ts";
import type { ApiClient } from "../fixtures/sandbox.ts";
import type { Task } from "./client.ts";

/** Counts over all rounds so far. */
export interface Counts {
  intents: number;
  /** By kind, and by error code if there is one. */
  readonly outcomes: Record<string, number>;
  clientKills: number;
  clientStarts: number;
  meanwhile: number;
}

/** A card as it was at some time, with the number of the last entry in its history then. */
export interface Trace {
  readonly card: IdmObject;
  readonly historySeq: number;
}

/** A finished round, with the view of both the client and the back end. */
export interface Played {
  readonly api: ApiClient;
  readonly task: Task;
  readonly device: Device;
  /** Operations that the client reported as queued. */
  readonly acknowledged: readonly string[];
  /** The cards before the round. */
  readonly before: readonly Trace[];
  readonly counts: Counts;
}

/** An invariant does not hold. */
export class Broken extends Error {
  override readonly name = "Broken";
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Broken(what);
}

/** Compares the client's journal on disk with the back end's records. Throws Broken. */
export async function check(played: Played): Promise<void> {
  const { api, task, device, acknowledged, before } = played;
  const entries = readJournal(task, acknowledged);
  const head = verifyChain(
    entries.map(({ signed }) => signed),
    device,
  );
  const remembered = await wholeHead(api, device.id, entries.length);
  must(isDeepStrictEqual(remembered.head, head), "the back end has another head");
  for (const { signed, state } of entries) {
    const { seq } = signed.entry;
    const outcome = remembered.results.find((each) => each.seq === seq)?.outcome.kind;
    must(outcome === state.kind, `entry ${seq}: the client says ${state.kind}, the back end ${outcome}`);
  }
  for (const trace of before) await checkCard(api, trace, entries, device.id);
  count(entries, played.counts);
}

/**
 * Reads the single journal of a round from the client's disk. Returns no entries if the client was
 * killed before it had one.
 */
function readJournal(task: Task, acknowledged: readonly string[]): readonly StoredEntry[] {
  const store = openStore(task.file, Buffer.from(task.key, "base64"));
  const { journals, keptAside } = store.found();
  store.close();
  must(keptAside === null, "the database was taken for damaged");
  const [journal] = journals;
  const entries = journal?.entries ?? [];
  if (journal !== undefined) {
    must(journal.fault === null, `the journal has a fault: ${JSON.stringify(journal.fault)}`);
    must(journal.record?.broken === null, `the journal was refused: ${JSON.stringify(journal.record?.broken)}`);
  }
  const operations = new Set(entries.map(({ signed }) => signed.entry.operation));
  must(
    acknowledged.every((operation) => operations.has(operation)),
    "an entry that was called queued is gone",
  );
  must(operations.size === entries.length, "an operation is there twice");
  return entries;
}

async function wholeHead(api: ApiClient, device: string, length: number): Promise<DeviceHead> {
  const ask = (from: number) => api.ask(idmApi.deviceHead, { params: { id: device }, query: { from: String(from) } });
  const { head, results } = await ask(1);
  must(results.length === length, `the back end knows ${results.length} of ${length} entries`);
  return { head, results };
}

function verifyChain(entries: readonly SignedEntry[], device: Device): Head {
  const key = createPublicKey({ key: { ...device.publicKey }, format: "jwk" });
  return entries.reduce<Head>((head, { entry, signature }) => {
    must(chainFault(entry, device.id, head) === null, `the chain breaks at entry ${entry.seq}`);
    const octets = Buffer.from(signature, "base64url");
    const signed = verify("sha256", Buffer.from(canonical(entry)), { key, dsaEncoding: "ieee-p1363" }, octets);
    must(signed, `the signature of entry ${entry.seq} is wrong`);
    return { seq: entry.seq, hash: entryHash(entry) };
  }, emptyHead);
}

const cardParams = ({ ref: { type, id } }: IdmObject) => ({ params: { type, id } });

/** Reads where the history of a card ends now. */
export async function traceOf(api: ApiClient, card: IdmObject): Promise<Trace> {
  const { items } = await api.ask(idmApi.history, cardParams(card));
  return { card, historySeq: items[0]?.seq ?? 0 };
}

/**
 * Compares a card with its history since the round began: every change of the card has exactly one
 * entry, each entry begins in the state in which the previous one ended, and the entries of this
 * device are exactly those that the client reports as applied, once each.
 */
async function checkCard(api: ApiClient, trace: Trace, entries: readonly StoredEntry[], device: string): Promise<void> {
  const { id } = trace.card.ref;
  const now = await api.ask(idmApi.object, cardParams(trace.card));
  const { items } = await api.ask(idmApi.history, cardParams(trace.card));
  const since = items.filter(({ seq }) => seq > trace.historySeq).toReversed();
  must(
    now.version - trace.card.version === since.length,
    `${id} went from version ${trace.card.version} to ${now.version}, its history has ${since.length} entries`,
  );
  const end = since.reduce((state: string | null, { before, after, process }) => {
    must(before?.state === state, `${id} was ${state} before ${process}, its history says ${before?.state}`);
    return after?.state ?? null;
  }, trace.card.state);
  must(end === now.state, `${id} is ${now.state}, its history ends with ${end}`);
  const done = since.filter((item) => item.device === device).map(seqOf);
  const applied = entries
    .filter(({ signed, state }) => signed.entry.object.id === id && state.kind === "applied")
    .map(({ signed }) => signed.entry.seq);
  must(
    isDeepStrictEqual(done, applied),
    `${id}: entries ${applied.join()} are applied, ${done.join()} were carried out`,
  );
}

const seqOf = ({ journalSeq }: HistoryEntry): number | null => journalSeq;

function count(entries: readonly StoredEntry[], counts: Counts): void {
  counts.intents += entries.length;
  for (const { state } of entries) {
    const kind = "error" in state ? `${state.kind} ${state.error.code}` : state.kind;
    counts.outcomes[kind] = (counts.outcomes[kind] ?? 0) + 1;
  }
}
