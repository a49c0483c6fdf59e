import { z } from "zod";
import type { IdmEvent } from "#shared/idm/event.ts";
import { processNamed } from "../engine/catalogue.ts";
import { firstChoices } from "../engine/form.ts";
import { next, start } from "../engine/instances.ts";
import type { Engine } from "../engine/subject.ts";
import { Refusal } from "../refusal.ts";
import { operatorOf } from "../store/accounts.ts";
import { findStanding, type StoredRef } from "../store/objects.ts";
import { all, run, transaction } from "../store/sql.ts";
import { findTemplate, saveTemplate } from "../store/templates.ts";
import { textsFor } from "../texts/texts.ts";

const reactivateCard = "VirtualSmartCardProcReactivate";
const deactivateUser = "UsersProcDeactivate";
const lock = "UsersProcLock";

/**
 * Requests two processes that need a second person, as another operator, the registration officer.
 */
export function requestsOpen(engine: Engine): void {
  setApprovals(engine, "true");
  enable(engine, "virtualSmartCard", reactivateCard);
  runAs(engine, reactivateCard, { type: "virtualSmartCard", id: "VSC-000002" });
  runAs(engine, deactivateUser, { type: "user", id: "USR-000001" });
}

/** Switches approvals off and enables locking, so that `lockUser` locks at once. */
export function withoutApprovals(engine: Engine): void {
  setApprovals(engine, "false");
  enable(engine, "user", lock);
}

/** Locks a user with all cards, as another operator; does nothing if that is refused. */
export const lockUser = (engine: Engine, id: string): readonly IdmEvent[] => runAs(engine, lock, { type: "user", id });

const yesterday = (now: Date): string => new Date(now.getTime() - 86_400_000).toISOString();
/** Number of cards, counted from the first, whose certificates expire. */
const mostExpired = 20;

/**
 * Makes the certificates of the first cards expire yesterday, in Identity Manager and in the CA;
 * revoked ones stay revoked.
 */
export function expireCertificates({ db, ca, now }: Engine): void {
  const validTo = yesterday(now());
  const serials = all(
    db,
    z.object({ id: z.string() }),
    "SELECT certificates.id FROM certificates JOIN cards ON cards.id = card WHERE cards.n <= ?",
    mostExpired,
  );
  transaction(db, () => {
    for (const { id } of serials) {
      ca.endAt(id, validTo);
      run(
        db,
        `UPDATE certificates SET valid_to = ?, state = iif(state = 'revoked', state, 'expired'), held_by = NULL,
           version = version + 1 WHERE id = ?`,
        validTo,
        id,
      );
    }
  });
}

/** Sets every option that makes a process wait for a second person. */
function setApprovals({ db }: Engine, value: "true" | "false"): void {
  for (const id of ["virtualSmartCard", "user"]) {
    const template = findTemplate(db, id);
    if (template === undefined) continue;
    const settings = Object.entries(template.settings).map(([name, old]) => [
      name,
      name.endsWith("Approval") ? value : old,
    ]);
    saveTemplate(db, id, { ...template, settings: Object.fromEntries(settings) });
  }
}

function enable({ db }: Engine, id: string, process: string): void {
  const template = findTemplate(db, id);
  if (template === undefined || Object.values(template.commands).flat().includes(process)) return;
  const active = [...(template.commands["active"] ?? []), process];
  saveTemplate(db, id, { ...template, commands: { ...template.commands, active } });
}

/**
 * Starts a process as the registration officer and presses Next, with the first choice of each
 * field. Returns no events if it is refused.
 */
function runAs(engine: Engine, process: string, object: StoredRef): readonly IdmEvent[] {
  const { db } = engine;
  const asking = { operator: operatorOf(db, "officer"), texts: textsFor(undefined) };
  const values = firstChoices(processNamed(process));
  try {
    return transaction(db, () => {
      const expectedVersion = findStanding(db, object)?.version ?? 0;
      const { id } = start(engine, { process, object, expectedVersion }, asking);
      return next(engine, id, values, asking).events;
    });
  } catch (fault) {
    // A setup may have changed the data.
    if (fault instanceof Refusal) return [];
    throw fault;
  }
}
