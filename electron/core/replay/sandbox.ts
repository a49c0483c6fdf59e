import { createHash } from "node:crypto";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import {
  caCertificateStates,
  cardStates,
  idmCertificateStates,
  revocationReasons,
  userStates,
} from "#shared/domain/states.ts";
import type { Certificate, IdmObject } from "#shared/idm/object.ts";
import type { Recording } from "#shared/ipc/recording.ts";
import { certificatePurposes, sandboxSetupSchema, type SandboxSetup } from "#shared/sandbox.ts";
import { askSandbox } from "../scenarios/sandbox-http.ts";
import { knownObjects, type KnownObjects } from "./known-objects.ts";

type User = SandboxSetup["users"][number];
type Card = SandboxSetup["cards"][number];

/** Milliseconds that the sandbox may take for its set-up. */
const setUpTimeout = 30_000;

/** Replaces the objects of a sandbox by these. Errors: `backend-unreachable`, `backend-refused`. */
export async function setUpSandbox(url: string, setup: SandboxSetup): Promise<Result<null>> {
  try {
    const answer = await askSandbox(url, "PUT", "/sandbox/setup", AbortSignal.timeout(setUpTimeout), setup);
    if (answer.ok) return ok(null);
    return fail(operatorError("backend-refused", { detail: (await answer.text()).slice(0, 500) }));
  } catch {
    return fail(operatorError("backend-unreachable", { address: url }));
  }
}

/**
 * Makes the set-up of a sandbox from the objects of a recording, as they were known after
 * `position` items. Times are moved so that what was valid then is valid now. An object that only a
 * list names has no certificates.
 */
export function sandboxSetup({ items, startedAt }: Recording, position: number, now: Date): SandboxSetup {
  const known = knownObjects(items.slice(0, position));
  const then = Date.parse(startedAt) + (items[Math.max(0, position - 1)]?.at ?? 0);
  const moved = (time: string): string => new Date(Date.parse(time) + now.getTime() - then).toISOString();
  const users = usersOf(known);
  const cards = cardsOf(known, users, moved);
  const ids = new Set(cards.map(({ id }) => id));
  const all = {
    format: 1,
    users: [...users.values()],
    cards,
    certificates: certificatesOf(known, ids, moved, now),
    templates: templatesOf(known),
    tasks: tasksOf(known, new Set([...ids, ...[...users.values()].map(({ id }) => id)]), moved),
    operators: [],
  };
  return sandboxSetupSchema.parse(all);
}

const fieldOf = ({ fields }: IdmObject, name: string): string | null =>
  fields.find((field) => field.name === name)?.value ?? null;

/** Collects users by their account, which a list of cards names too. */
function usersOf({ objects, rows }: KnownObjects): Map<string, User> {
  const users = new Map<string, User>();
  function add(given: Partial<User> & Pick<User, "account" | "name">): void {
    const { account, name } = given;
    const before = users.get(account);
    const made = {
      id: `USR-${account}`,
      version: 1,
      state: "active" as const,
      email: `${account}@example.org`,
      department: "",
    };
    users.set(account, { ...made, ...before, ...given, name: name === "" ? account : name });
  }
  const text = (value: string | null | undefined): string => value ?? "";
  for (const row of rows.values()) {
    const { account, name, person, department } = row.columns;
    const said = text(name ?? person ?? (row.ref.type === "user" ? row.label : ""));
    const own = row.ref.type === "user" ? { id: row.ref.id, state: oneOf(userStates, row.state, "active") } : {};
    if (account !== undefined && account !== "")
      add({ account, name: said, ...own, ...(department === undefined ? {} : { department }) });
  }
  for (const object of objects.values()) {
    const account = fieldOf(object, "account") ?? (object.ref.type === "user" ? object.about?.label : null) ?? "";
    const self = object.ref.type === "user" ? { ...object, relation: "" } : null;
    const person = self ?? object.related.find(({ ref }) => ref.type === "user");
    if (account === "" || person === undefined) continue;
    const email = fieldOf(object, "email");
    const department = fieldOf(object, "department");
    add({
      account,
      id: person.ref.id,
      name: person.label,
      state: oneOf(userStates, person.state, "active"),
      ...(self === null ? {} : { version: atLeastOne(self.version) }),
      ...(email === null ? {} : { email }),
      ...(department === null ? {} : { department }),
    });
  }
  return users;
}

function cardsOf({ objects, rows }: KnownObjects, users: ReadonlyMap<string, User>, moved: Move): Card[] {
  const cards = new Map<string, Card>();
  const longAgo = moved(new Date(0).toISOString());
  for (const { ref, state, columns } of rows.values()) {
    const user = users.get(columns["account"] ?? "");
    if (ref.type === "virtualSmartCard" && user !== undefined) cards.set(ref.id, card(ref.id, state, user.id, longAgo));
  }
  for (const object of objects.values()) {
    const user = users.get(fieldOf(object, "account") ?? "");
    if (object.ref.type !== "virtualSmartCard" || user === undefined) continue;
    const issued = fieldOf(object, "issued");
    const issuedAt = issued === null || Number.isNaN(Date.parse(issued)) ? longAgo : moved(issued);
    const holders = object.certificates.flatMap(({ stateInIdm, heldBy }) => (stateInIdm === "onHold" ? [heldBy] : []));
    cards.set(object.ref.id, {
      ...card(object.ref.id, object.state, user.id, issuedAt),
      version: atLeastOne(object.version),
      // A deactivation puts the card and its certificates on hold under the same name.
      heldBy: object.state === "inactive" ? (holders.find((holder) => holder !== null) ?? null) : null,
    });
  }
  return [...cards.values()];
}

const card = (id: string, state: string, user: string, issuedAt: string): Card => ({
  id,
  version: 1,
  state: oneOf(cardStates, state, "registered"),
  user,
  issuedAt,
  heldBy: null,
});

type Move = (time: string) => string;

function certificatesOf(
  { objects }: KnownObjects,
  cards: ReadonlySet<string>,
  moved: Move,
  now: Date,
): SandboxSetup["certificates"] {
  const made = [...objects.values()]
    .filter(({ ref }) => ref.type === "virtualSmartCard" && cards.has(ref.id))
    .flatMap(({ ref, certificates }) => certificates.map((each) => certificate(each, ref.id, moved, now)));
  return [...new Map(made.map((each) => [each.serial, each])).values()];
}

function certificate(given: Certificate, card: string, moved: Move, now: Date): SandboxSetup["certificates"][number] {
  const { serial, purpose, validFrom, validTo, stateInIdm, heldBy, stateInCa } = given;
  const inIdm = oneOf(idmCertificateStates, stateInIdm, "valid");
  const guess = inIdm === "issued" ? "valid" : inIdm;
  const isOver = Date.parse(moved(validTo)) < now.getTime();
  const told = oneOf(caCertificateStates, stateInCa.status, guess);
  // The sandbox's CA goes by the times: a certificate past its end is expired there unless it is
  // revoked, whatever the recording says.
  const inCa = told === "revoked" ? told : isOver ? "expired" : told === "expired" ? "valid" : told;
  const reasons = revocationReasons.filter((reason) => reason !== "certificateHold");
  return {
    serial: serialOf(serial),
    version: 1,
    card,
    purpose: oneOf(certificatePurposes, purpose, "authentication"),
    validFrom: moved(validFrom),
    validTo: moved(validTo),
    stateInIdm: inIdm,
    heldBy,
    stateInCa: inCa,
    reason: inCa === "revoked" ? oneOf(reasons, stateInCa.reason ?? "", "unspecified") : null,
  };
}

/** Returns a valid serial as it is, or one that is derived from the text. */
function serialOf(serial: string): string {
  if (/^(?!00)([0-9a-f]{2}){1,19}$/.test(serial)) return serial;
  return `5a${createHash("sha256").update(serial).digest("hex").slice(0, 32)}`;
}

/** Makes the templates; if none was read, the offers show which processes were enabled. */
function templatesOf({ templates, offers }: KnownObjects): SandboxSetup["templates"] {
  return (["virtualSmartCard", "user"] as const).flatMap((id) => {
    const template = templates.get(id);
    if (template !== undefined) {
      const commands = template.states.map((state): [string, string[]] => [
        state.id,
        state.additionalCommands.map(({ process }) => process),
      ]);
      return [
        {
          id,
          version: atLeastOne(template.version),
          commands: Object.fromEntries(commands),
          settings: template.settings,
        },
      ];
    }
    const enabled = offers.get(id)?.filter(({ why }) => !why.some(({ code }) => code === "not-enabled"));
    if (enabled === undefined) return [];
    return [{ id, version: 1, commands: { active: enabled.map(({ symbolicName }) => symbolicName) }, settings: {} }];
  });
}

function tasksOf({ tasks }: KnownObjects, there: ReadonlySet<string>, moved: Move): SandboxSetup["tasks"] {
  return tasks
    .filter(({ object }) => there.has(object.id))
    .map(({ id, process, object, requestedAt, ownRequest }) => ({
      id,
      process,
      object,
      // An approval checks the roles of the requester; the officer may run every process. The
      // operator's own request, which they cannot decide, must stay one.
      requester: ownRequest === undefined ? ("officer" as const) : ("approver" as const),
      requestedAt: moved(requestedAt),
      values: {},
      asked: null,
      postponed: null,
    }));
}

const atLeastOne = (version: number): number => Math.max(1, version);

/** Returns the word if it is one of `words`, else `otherwise`. */
const oneOf = <const W extends readonly string[]>(words: W, word: string, otherwise: W[number]): W[number] =>
  words.find((known) => known === word) ?? otherwise;
