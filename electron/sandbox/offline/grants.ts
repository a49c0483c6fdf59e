import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Grant, GrantRequest, OfflineProcess } from "#shared/idm/offline.ts";
import { mostObjects } from "#shared/idm/offline.ts";
import { catalogue, effectOf, type ProcessDefinition } from "../engine/catalogue.ts";
import { isIrreversible } from "../engine/irreversible.ts";
import type { Asking } from "../engine/offers.ts";
import { Refusal } from "../refusal.ts";
import type { Store } from "../store/open.ts";
import { isObjectType, type ObjectType } from "../store/objects.ts";
import { first, run } from "../store/sql.ts";
import { enabledIn, findTemplate } from "../store/templates.ts";
import { grantSigner, isKey, thumbprint } from "./grant-token.ts";
import { endOf, ownerOf } from "./journals.ts";

/**
 * The certificate effects that may be decided offline: hold, which is fail-safe, and the release of
 * that hold. An irreversible effect is never among them.
 */
const offlineEffects: ReadonlySet<string> = new Set(["hold", "release"]);

/** A working set: the type of its objects, and their ids. */
export interface WorkingSet {
  readonly type: ObjectType;
  readonly ids: readonly string[];
}

/**
 * Issues a grant for the objects that a search finds. Throws Refusal `not-found` for an unknown
 * type of object, `invalid-input` for more objects than a working set may have or an invalid device
 * key, `forbidden` for a device of another operator.
 */
export function giveGrant(
  { db, search }: Store,
  request: GrantRequest,
  { operator, texts }: Asking,
  now: Date,
): { readonly grant: string; readonly objects: number } {
  const { configuration: type, q, state, lifetime } = request;
  if (!isObjectType(type)) throw new Refusal("not-found");
  if (!isKey(request.device)) throw new Refusal("invalid-input", texts.details.noDeviceKey);
  const found = search.find(type, { q, state: state ?? undefined, limit: mostObjects });
  if (found.total > mostObjects)
    throw new Refusal("invalid-input", texts.details.tooManyObjects(found.total, mostObjects));
  const device = thumbprint(request.device);
  // A device belongs to one operator, so that its journal has one author.
  if ((ownerOf(db, device) ?? operator.id) !== operator.id) throw new Refusal("forbidden");
  const { head } = endOf(db, device);
  const issued = Math.floor(now.getTime() / 1000);
  const grant: Grant = {
    jti: randomUUID(),
    sub: operator.id,
    cnf: { jwk: request.device },
    iat: issued,
    nbf: issued,
    exp: issued + lifetime,
    processes: allowedProcesses(db, type, operator.roles).map(({ symbolicName }) => symbolicName),
    // Allows each object to be put on hold and released once.
    maxEntries: Math.max(1, 2 * found.total),
    firstSeq: head.seq + 1,
    previous: head.hash,
  };
  const jws = grantSigner(db).sign(grant);
  run(
    db,
    "INSERT INTO offline_grants VALUES (?, ?, ?, ?, ?)",
    grant.jti,
    operator.id,
    jws,
    type,
    JSON.stringify(found.ids),
  );
  return { grant: jws, objects: found.total };
}

const grantRow = z.object({
  jws: z.string(),
  type: z.string().refine(isObjectType),
  ids: z.string().transform((json) => z.array(z.string()).parse(JSON.parse(json))),
});

/**
 * Returns the working set of a grant of this operator. Throws Refusal `not-found`, or
 * `grant-expired`.
 */
export function workingSetOf(
  db: DatabaseSync,
  id: string,
  asking: Asking,
  now: Date,
): WorkingSet & { readonly grant: Grant } {
  const sql = "SELECT jws, type, objects AS ids FROM offline_grants WHERE id = ? AND operator = ?";
  const row = first(db, grantRow, sql, id, asking.operator.id);
  const grant = row && grantSigner(db).read(row.jws);
  if (row === undefined || grant === undefined) throw new Refusal("not-found", asking.texts.details.noGrant);
  if (now.getTime() >= grant.exp * 1000) throw new Refusal("grant-expired");
  return { type: row.type, ids: row.ids, grant };
}

/**
 * Reads a grant that was sent with a journal. Throws Refusal `grant-untrusted`, or `forbidden` if
 * it is another operator's.
 */
export function readGrant(db: DatabaseSync, jws: string, { operator }: Asking): Grant {
  const grant = grantSigner(db).read(jws);
  if (grant === undefined) throw new Refusal("grant-untrusted");
  if (grant.sub !== operator.id) throw new Refusal("forbidden");
  return grant;
}

/** Returns the processes of a grant as data, so that the client plans changes by the same rule. */
export function offlineProcesses(db: DatabaseSync, { processes }: Grant, { texts }: Asking): OfflineProcess[] {
  return catalogue
    .filter(({ symbolicName }) => processes.includes(symbolicName))
    .map((process) => ({
      symbolicName: process.symbolicName,
      ...texts.processes[process.symbolicName],
      requiredStates: process.requiredStates === "any" ? "any" : [...process.requiredStates],
      irreversible: isIrreversible(process),
      fields: [],
      effect: effectOf(process, findTemplate(db, process.coreTemplate)?.settings ?? {}),
    }));
}

function allowedProcesses(db: DatabaseSync, type: ObjectType, roles: readonly string[]): ProcessDefinition[] {
  const template = findTemplate(db, type);
  const enabled = template === undefined ? new Set<string>() : enabledIn(template);
  return catalogue.filter(
    (process) =>
      process.coreTemplate === type &&
      offlineEffects.has(process.effect.certificates.kind) &&
      enabled.has(process.symbolicName) &&
      process.roles.some((role) => roles.includes(role)),
  );
}
