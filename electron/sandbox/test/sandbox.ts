import { afterAll, beforeAll } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import type { Ref } from "#shared/domain/ref.ts";
import type { Instance, Values } from "#shared/idm/instance.ts";
import type { DecidedTask } from "#shared/idm/task.ts";
import {
  logIn,
  startSandbox,
  type ApiClient,
  type RunningSandbox,
  type SandboxFlags,
} from "../../../test/fixtures/sandbox.ts";

/** One sandbox for the tests of a file, with every account logged in. */
export interface Bench {
  readonly sandbox: RunningSandbox;
  readonly manager: ApiClient;
  readonly officer: ApiClient;
  readonly helpdesk: ApiClient;
  readonly approver: ApiClient;
  readonly admin: ApiClient;
}

/** Starts a sandbox before the tests of a file and stops it after them. */
export function bench(flags?: SandboxFlags): () => Bench {
  let made: Bench | undefined;
  beforeAll(async () => {
    const sandbox = await startSandbox(flags);
    const [manager, officer, helpdesk, approver, admin] = await Promise.all([
      logIn(sandbox.url, "vscmanager"),
      logIn(sandbox.url, "officer"),
      logIn(sandbox.url, "helpdesk"),
      logIn(sandbox.url, "approver"),
      logIn(sandbox.url, "admin"),
    ]);
    made = { sandbox, manager, officer, helpdesk, approver, admin };
  });
  afterAll(async () => made?.sandbox[Symbol.asyncDispose]());
  return () => {
    if (made === undefined) throw new Error("The sandbox is not there yet.");
    return made;
  };
}

export const user = (id: string) => ({ type: "user", id });

export const card = (id: string) => ({ type: "virtualSmartCard", id });

export const read = (client: ApiClient, id: string): Promise<IdmObject> =>
  client.ask(idmApi.object, { params: card(id) });

export const reactivate = "VirtualSmartCardProcReactivate";
export const deactivate = "VirtualSmartCardProcDeactivate";
export const lock = "VirtualSmartCardProcLockForOperator";
export const deactivateUser = "UsersProcDeactivate";
export const reactivateUser = "UsersProcReactivate";
export const lockUser = "UsersProcLock";
export const remove = "VirtualSmartCardProcDelete";

/** Puts commands into a state tab of the template, as an administrator does. */
export async function enable(
  admin: ApiClient,
  processes: readonly string[],
  settings: Record<string, string> = {},
  tab = "active",
) {
  const params = { id: "virtualSmartCard" };
  const template = await admin.ask(idmApi.coreTemplate, { params });
  const states = template.states.map(({ id, additionalCommands }) => ({
    id,
    additionalCommands:
      id === tab ? [...additionalCommands, ...processes.map((process) => ({ process }))] : additionalCommands,
  }));
  const body = { states, settings: { ...template.settings, ...settings } };
  return admin.ask(idmApi.saveCoreTemplate, { params, body, headers: { "If-Match": `"${template.version}"` } });
}

/** Sets options of a core template. */
export async function setOptions(admin: ApiClient, id: string, options: Record<string, string>): Promise<void> {
  const { states, settings, version } = await admin.ask(idmApi.coreTemplate, { params: { id } });
  const body = { states, settings: { ...settings, ...options } };
  await admin.ask(idmApi.saveCoreTemplate, { params: { id }, body, headers: { "If-Match": `"${version}"` } });
}

/** Lets the processes of users run at once, without a second person. */
export const withoutApproval = (admin: ApiClient): Promise<void> =>
  setOptions(admin, "user", {
    UsersDeactivationApproval: "false",
    UsersReactivationApproval: "false",
    UsersLockingApproval: "false",
  });

/** Starts a process on an object at its present version. */
export async function startOn(client: ApiClient, process: string, object: Ref): Promise<Instance> {
  const { version } = await client.ask(idmApi.object, { params: { ...object } });
  return client.ask(idmApi.startProcess, { body: { process, object, expectedVersion: version } });
}

export const start = (client: ApiClient, process: string, id: string): Promise<Instance> =>
  startOn(client, process, card(id));

export const next = (
  client: ApiClient,
  instance: Instance,
  headers: Record<string, string> = {},
  values: Values = {},
): Promise<Instance> => client.ask(idmApi.nextStep, { params: { id: instance.id }, body: { values }, headers });

/** Runs Start and Next of a process on a user, with the first reason of its list. */
export async function runOnUser(client: ApiClient, process: string, id: string): Promise<Instance> {
  const form = await startOn(client, process, user(id));
  const [reason] = form.step.kind === "form" ? form.step.fields : [];
  return next(client, form, {}, { reason: reason?.choices[0]?.value ?? null });
}

/** Requests a process that needs a second person; returns the id of the request. */
export async function request(client: ApiClient, process: string, id: string): Promise<string> {
  const { step } = await runOnUser(client, process, id);
  if (step.kind !== "approval") throw new Error(`The step is ${step.kind}.`);
  return step.requestId;
}

export const decide = (client: ApiClient, id: string, decision: string, reason?: string): Promise<DecidedTask> =>
  client.ask(idmApi.decideTask, { params: { id }, body: { decision, ...(reason === undefined ? {} : { reason }) } });

/** Runs Start and Next of a process on a card. */
export const runProcess = async (client: ApiClient, process: string, id: string): Promise<Instance> =>
  next(client, await start(client, process, id));

/** Returns `purpose: in Identity Manager, in the CA` of every certificate of a card. */
export const states = ({ certificates }: IdmObject): string[] =>
  certificates.map(({ purpose, stateInIdm, stateInCa }) => `${purpose}: ${stateInIdm}, ${stateInCa.status}`);

/** Returns the changes of a step as `subject what: before -> after (note)`. */
export function changes({ step }: Instance): string[] {
  if (step.kind !== "form" && step.kind !== "done") throw new Error(`The step is ${step.kind}.`);
  return step.changes.map(({ subject, what, before, after, note }) => {
    const label = subject.label.split(" ", 1).join("");
    return `${label} ${what}: ${before} -> ${after}${note === undefined ? "" : ` (${note})`}`;
  });
}

/** Returns how often a process is in the history of a card. */
export async function timesDone(client: ApiClient, process: string, id: string): Promise<number> {
  const { items } = await client.ask(idmApi.history, { params: card(id) });
  return items.filter((entry) => entry.process === process).length;
}
