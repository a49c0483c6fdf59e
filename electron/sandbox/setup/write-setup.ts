import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { SandboxSetup } from "#shared/sandbox.ts";
import { commandsOf, settingsOf } from "../api/admin.ts";
import { processNamed } from "../engine/catalogue.ts";
import { coreTemplates, shippedSettings } from "../engine/core-templates.ts";
import { checkValues, firstChoices } from "../engine/form.ts";
import { changesIn, planProcess } from "../engine/plans.ts";
import type { Engine } from "../engine/subject.ts";
import { targetOf } from "../engine/target.ts";
import { operatorOf } from "../store/accounts.ts";
import { insertInstance, setStep, setValues } from "../store/instances.ts";
import { run } from "../store/sql.ts";
import { insertTask, setPostponed } from "../store/tasks.ts";
import type { Texts } from "../texts/texts.ts";

/** The tables that a setup replaces. The operators and the keys of the sandbox stay. */
const replaced = [
  "certificates",
  "cards",
  "users",
  "history",
  "instances",
  "tasks",
  "templates",
  "offline_grants",
  "offline_devices",
  "offline_entries",
  "answers",
  "fingerprints",
];

/**
 * Writes a checked setup in place of all present data. Runs in the caller's transaction. Throws
 * Refusal `invalid-input` for a command, a setting or a value that its template or process does not
 * have.
 */
export function writeSetup(engine: Engine, setup: SandboxSetup, texts: Texts): void {
  const { db } = engine;
  for (const table of replaced) run(db, `DELETE FROM ${table}`);
  writeObjects(engine, setup);
  writeTemplates(db, setup, texts);
  run(db, "UPDATE accounts SET user = NULL");
  for (const { account, user } of setup.operators)
    run(db, "UPDATE accounts SET user = ? WHERE account = ?", user, account);
  for (const task of setup.tasks) writeTask(engine, task, texts);
}

function writeObjects({ db, ca }: Engine, { users, cards, certificates }: SandboxSetup): void {
  const sorted = users.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const { id, state, version, name, account, email, department } of sorted)
    run(
      db,
      "INSERT INTO users VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
      id,
      state,
      version,
      name,
      account,
      email,
      department,
    );
  for (const { id, state, version, user, issuedAt, heldBy } of cards)
    run(db, "INSERT INTO cards VALUES (NULL, ?, ?, ?, ?, ?, ?)", id, state, version, user, issuedAt, heldBy);

  const userOf = new Map(cards.map(({ id, user }) => [id, user]));
  const subjectOfUser = new Map(users.map((user) => [user.id, subjectOf(user)]));
  const ofPerson = (card: string): string => subjectOfUser.get(userOf.get(card) ?? "") ?? "";
  for (const { serial, stateInIdm, version, card, purpose, validFrom, validTo, heldBy } of certificates) {
    const values = [serial, stateInIdm, version, card, purpose, ofPerson(card), validFrom, validTo, heldBy];
    run(db, "INSERT INTO certificates VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", ...values);
  }
  ca.replaceAll(
    certificates.map(({ serial, card, purpose, validFrom: notBefore, validTo: notAfter, stateInCa, reason }) => ({
      serial,
      subject: ofPerson(card),
      purpose,
      notBefore,
      notAfter,
      reason: stateInCa === "onHold" ? "certificateHold" : reason,
    })),
  );
}

/** Returns the name in RFC 4514 form; a character that would need escaping becomes a space. */
function subjectOf({ name, department }: SandboxSetup["users"][number]): string {
  const plain = (text: string): string => text.replaceAll(/[^\p{L}\p{M}\p{N}.’' -]/gu, " ").trim();
  const unit = plain(department);
  return `CN=${plain(name) || "-"},${unit === "" ? "" : `OU=${unit},`}O=Example`;
}

function writeTemplates(db: DatabaseSync, { templates }: SandboxSetup, texts: Texts): void {
  for (const definition of coreTemplates) {
    const { id, states } = definition;
    const given = templates.find((template) => template.id === id);
    const named = Object.entries(given?.commands ?? definition.commands);
    const rest = states.filter((state) => !named.some(([name]) => name === state)).map((state) => [state, []] as const);
    const edit = {
      states: [...named, ...rest].map(([state, commands]) => ({
        id: state,
        additionalCommands: commands.map((process) => ({ process })),
      })),
      settings: { ...shippedSettings(id), ...given?.settings },
    };
    const commands = JSON.stringify(commandsOf(edit, definition, texts));
    const settings = JSON.stringify(settingsOf(edit, definition, texts));
    run(db, "INSERT INTO templates VALUES (?, ?, ?, ?)", id, given?.version ?? 1, commands, settings);
  }
}

/** Writes a task with the process instance that waits for it. */
function writeTask(engine: Engine, task: SandboxSetup["tasks"][number], texts: Texts): void {
  const { db } = engine;
  const { process: symbolicName, object, requestedAt, postponed } = task;
  const asking = { operator: operatorOf(db, task.requester), texts };
  const { process, subject } = targetOf(engine, symbolicName, object, asking);
  const values = { ...firstChoices(process), ...task.values };
  checkValues(processNamed(symbolicName).fields, values, asking);
  const { version, state } = subject;
  const asked = task.asked ?? { version, state, changes: changesIn(planProcess(engine, process, subject), texts) };

  const id = randomUUID();
  const { type, id: objectId } = object;
  const expectedVersion = asked.version;
  const operator = asking.operator.id;
  insertInstance(db, { id, process: symbolicName, type, object: objectId, operator, expectedVersion, origin: null });
  setValues(db, id, values);
  setStep(db, id, { kind: "approval", requestId: task.id, text: "" });
  insertTask(db, { id: task.id, instance: id, requestedAt, asked });
  if (postponed !== null) setPostponed(db, task.id, postponed);
}
