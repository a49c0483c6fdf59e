import { createHash, type KeyObject } from "node:crypto";
import { assertNever } from "#shared/domain/assert-never.ts";
import {
  canonical,
  chainFault,
  decidedAt,
  type JournalEntry,
  type JournalFault,
  type SignedEntry,
} from "#shared/domain/journal.ts";
import type { IdmEvent } from "#shared/idm/event.ts";
import type { EntryOutcome, Grant, JournalAnswer } from "#shared/idm/offline.ts";
import type { ProblemCode } from "#shared/idm/problem.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { CaUnavailable } from "../ca/ca.ts";
import { next, start } from "../engine/instances.ts";
import type { Asking } from "../engine/offers.ts";
import type { Engine } from "../engine/subject.ts";
import { problemOf, Refusal } from "../refusal.ts";
import { findStanding, isObjectType } from "../store/objects.ts";
import { transaction } from "../store/sql.ts";
import { outcomeNow } from "./decided.ts";
import { isSigned, keyOf, thumbprint } from "./grant-token.ts";
import {
  countUnder,
  endOf,
  findEntry,
  findOperation,
  isKnownOperation,
  keepEntry,
  type DeviceEnd,
  type Taken,
} from "./journals.ts";

/** The context in which entries are carried out. `view` returns an object as it is now. */
export interface Journaling {
  readonly engine: Engine;
  readonly asking: Asking;
  readonly grant: Grant;
  readonly view: (ref: Ref) => IdmObject | null;
  /** Throws Refusal `step-up-required` if the process needs a fresher log-in. */
  readonly demandFresh: (process: string) => void;
}

/**
 * Problems that mean that the object is not as the operator saw it; any other means that the
 * process is not allowed.
 */
const conflicts: ReadonlySet<ProblemCode> = new Set([
  "version-conflict",
  "wrong-state",
  "not-found",
  "previous-not-applied",
]);

/**
 * Takes entries of one device's journal in order. An entry that is next in the chain is carried out
 * as if its process were started now, and stored with its outcome in the open transaction; one that
 * was taken before gets its present outcome. The first entry that does not fit the chain or the
 * grant ends it, and so does a CA that does not answer, or a process that needs a fresher log-in.
 */
export function takeEntries(
  journaling: Journaling,
  entries: readonly SignedEntry[],
): { readonly answer: JournalAnswer; readonly events: readonly IdmEvent[] } {
  const { engine, asking, grant } = journaling;
  const { db } = engine;
  const device = thumbprint(grant.cnf.jwk);
  const key = keyOf(grant.cnf.jwk);
  const results: JournalAnswer["results"] = [];
  const events: IdmEvent[] = [];
  let broken: JournalAnswer["broken"] = null;
  let stopped: JournalAnswer["stopped"] = null;

  for (const signed of entries) {
    const { seq, operation } = signed.entry;
    const hash = createHash("sha256").update(canonical(signed.entry)).digest("hex");
    const before = signed.entry.device === device ? findEntry(db, device, seq) : undefined;
    if (before?.hash === hash) {
      results.push({ seq, operation, outcome: outcomeNow(journaling, before.outcome) });
      continue;
    }
    const end = endOf(db, device);
    const fault = faultOf(signed, { device, key, end, grant });
    if (fault !== null) {
      const code = fault === "clock-set-back" || fault === "outside-grant" ? "grant-expired" : "journal-broken";
      broken = { seq, code, fault, detail: asking.texts.journalFaults[fault](seq) };
      break;
    }
    try {
      journaling.demandFresh(signed.entry.process);
      const taken = transaction(db, () => {
        const done = carryOut(journaling, signed.entry);
        keepEntry(db, { signed, hash, decidedAt: decidedAt(signed.entry.clock), ...done });
        return done;
      });
      results.push({ seq, operation, outcome: taken.outcome });
      events.push(...taken.events);
    } catch (fault) {
      // The entry is not at fault: it is taken when it is sent again.
      if (!(fault instanceof CaUnavailable || (fault instanceof Refusal && fault.code === "step-up-required")))
        throw fault;
      stopped = problemOf(fault instanceof Refusal ? fault : new Refusal("ca-unavailable"), asking.texts);
      break;
    }
  }
  return { answer: { head: endOf(db, device).head, results, broken, stopped }, events };
}

/** Returns the fault of an entry in the place of the next one; null if it has none. */
function faultOf(
  signed: SignedEntry,
  known: { readonly device: string; readonly key: KeyObject; readonly end: DeviceEnd; readonly grant: Grant },
): JournalFault | null {
  const { device, key, end, grant } = known;
  const fault = chainFault(signed.entry, device, end.head);
  if (fault !== null) return fault;
  if (!isSigned(canonical(signed.entry), signed.signature, key)) return "bad-signature";
  const at = decidedAt(signed.entry.clock);
  if (at < grant.nbf * 1000 || at >= grant.exp * 1000) return "outside-grant";
  return at < end.decidedAt ? "clock-set-back" : null;
}

type Done = Pick<Taken, "outcome" | "version"> & { readonly events: readonly IdmEvent[] };

/**
 * Runs the process of an entry as if it were started now. Throws CaUnavailable; its changes up to
 * then are undone.
 */
function carryOut(journaling: Journaling, entry: JournalEntry): Done {
  const { engine, asking, grant, view } = journaling;
  const now = engine.now();
  const at = now.toISOString();
  const unchanged = (outcome: EntryOutcome): Done => ({ outcome, version: null, events: [] });
  if (now.getTime() < grant.nbf * 1000 || now.getTime() >= grant.exp * 1000)
    return unchanged({ kind: "expired", at, now: view(entry.object) });
  try {
    return transaction(engine.db, () => run(journaling, entry, at));
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    const problem = problemOf(fault, asking.texts);
    const kind = conflicts.has(fault.code) ? "conflict" : "refused";
    return unchanged({ kind, at, problem, now: view(entry.object) });
  }
}

/** Runs the process. Throws Refusal if it is not allowed or no longer fits. */
function run({ engine, asking, grant }: Journaling, entry: JournalEntry, at: string): Done {
  const { db } = engine;
  const { process, object, values, operation } = entry;
  if (entry.grant !== grant.jti || entry.operator !== grant.sub) throw new Refusal("grant-untrusted");
  if (!grant.processes.includes(process)) throw new Refusal("not-allowed-offline");
  if (countUnder(db, grant.jti) >= grant.maxEntries) throw new Refusal("grant-used-up");
  if (isKnownOperation(db, operation)) throw new Refusal("idempotency-mismatch");
  const origin = { device: entry.device, seq: entry.seq };
  const expectedVersion = versionSeen(engine, entry);
  const instance = start(engine, { process, object, expectedVersion }, asking, origin);
  const { instance: ended, events } = next(engine, instance.id, values, asking);
  const { step } = ended;
  switch (step.kind) {
    case "done": {
      const { type, id } = object;
      const version = isObjectType(type) ? findStanding(db, { type, id })?.version : undefined;
      return { outcome: { kind: "applied", at, changes: step.changes }, version: version ?? null, events };
    }
    case "approval":
      return {
        outcome: { kind: "approval", at, requestId: step.requestId, text: step.text },
        version: null,
        events,
      };
    case "failed":
      throw new CaUnavailable();
    case "form":
      throw new Refusal("invalid-input");
    default:
      return assertNever(step);
  }
}

/**
 * Returns the version that the operator decided on: the one they saw, or the one that the entry
 * before it on the same object led to, whose answer they did not have.
 */
function versionSeen({ db }: Engine, { device, follows, seen }: JournalEntry): number {
  if (follows === null) return seen.version;
  const version = findOperation(db, device, follows)?.version ?? null;
  if (version === null) throw new Refusal("previous-not-applied");
  return version;
}
