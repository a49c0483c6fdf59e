import type { SandboxSetup } from "#shared/sandbox.ts";
import { findProcess } from "../engine/catalogue.ts";
import { Refusal } from "../refusal.ts";

type Certificate = SandboxSetup["certificates"][number];

/**
 * Checks that the parts of a setup are consistent; the schema has checked each by itself. Throws
 * Refusal `invalid-input` with the first inconsistency.
 */
export function checkSetup(setup: SandboxSetup, now: Date): void {
  const { users, cards, certificates, templates, tasks, operators } = setup;
  const known = {
    user: unique("user", users, ({ id }) => id),
    virtualSmartCard: unique("card", cards, ({ id }) => id),
  };
  unique("account", users, ({ account }) => account);
  unique("mail address", users, ({ email }) => email);
  unique("certificate", certificates, ({ serial }) => serial);
  unique("core template", templates, ({ id }) => id);
  unique("task", tasks, ({ id }) => id);
  unique("operator", operators, ({ account }) => account);

  for (const { id, user } of cards)
    demand(known.user.has(user), `The card ${id} is of a user ${user}, who is not there.`);
  for (const certificate of certificates) {
    const { serial, card } = certificate;
    demand(known.virtualSmartCard.has(card), `The certificate ${serial} is on a card ${card}, which is not there.`);
    checkStateInCa(certificate, now);
  }
  for (const { account, user } of operators)
    demand(known.user.has(user), `The operator ${account} is a user ${user}, who is not there.`);
  for (const { id, process, object } of tasks) {
    const { type } = object;
    const isThere = (type === "user" || type === "virtualSmartCard") && known[type].has(object.id);
    demand(isThere, `The task ${id} is about an object ${type} ${object.id}, which is not there.`);
    demand(
      findProcess(process)?.coreTemplate === type,
      `The task ${id} is of a process ${process}, which ${type} has not.`,
    );
  }
}

/**
 * Checks a state in the CA against times and reason. The CA derives its answer from these, so a
 * state that contradicts them would not be the one it reports.
 */
function checkStateInCa({ serial, stateInCa, validTo, reason }: Certificate, now: Date): void {
  const isPast = new Date(validTo) < now;
  const isRevoked = stateInCa === "revoked";
  demand(
    isRevoked || isPast === (stateInCa === "expired"),
    `The certificate ${serial} is ${stateInCa}, but valid to ${validTo}.`,
  );
  demand(
    isRevoked === (reason !== null),
    `The certificate ${serial} is ${stateInCa}: a reason is of what is revoked, and of nothing else.`,
  );
}

function demand(isFine: boolean, otherwise: string): void {
  if (!isFine) throw new Refusal("invalid-input", otherwise);
}

function unique<T>(what: string, items: readonly T[], name: (item: T) => string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const item of items) {
    demand(!names.has(name(item)), `There are two of the ${what} ${name(item)}.`);
    names.add(name(item));
  }
  return names;
}
