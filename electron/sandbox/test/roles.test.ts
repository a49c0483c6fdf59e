import { beforeAll, describe, expect, test } from "vitest";
import { roles, type Role } from "#shared/domain/roles.ts";
import { idmApi, type ApiCall, type ApiCallName } from "#shared/idm/api.ts";
import { logIn, problemIn, type ApiClient } from "../../../test/fixtures/sandbox.ts";
import {
  bench,
  card,
  deactivate,
  deactivateUser,
  enable,
  lock,
  lockUser,
  reactivate,
  reactivateUser,
  remove,
  setOptions,
  user,
} from "./sandbox.ts";

const at = bench();

/** Every account, with its roles. */
const accounts = {
  vscmanager: ["virtualSmartCardManager"],
  helpdesk: ["helpdeskOfficer"],
  officer: ["registrationOfficer", "bulkOperator"],
  approver: ["approver"],
  admin: ["policyAdministrator"],
} as const satisfies Record<string, readonly Role[]>;
type Account = keyof typeof accounts;
const everybody = Object.keys(accounts).filter((name): name is Account => Object.hasOwn(accounts, name));

const clients = new Map<Account, ApiClient>();
beforeAll(async () => {
  for (const account of everybody) clients.set(account, await logIn(at().sandbox.url, account));
});
function clientOf(account: Account): ApiClient {
  const client = clients.get(account);
  if (client === undefined) throw new Error(`${account} is not logged in.`);
  return client;
}

test("every role belongs to an account", () => {
  expect(new Set(everybody.flatMap((account) => accounts[account]))).toEqual(new Set(roles));
});

const operators: readonly Account[] = ["vscmanager", "helpdesk", "officer", "approver"];
const deciders: readonly Account[] = ["officer", "approver"];
const bulkOperators: readonly Account[] = ["officer"];
const administrators: readonly Account[] = ["admin"];

/** The accounts that may make each call of the API; the type requires every call to be here. */
const mayCall: Readonly<Record<ApiCallName, readonly Account[]>> = {
  health: everybody,
  logInWays: everybody,
  logIn: everybody,
  logInWithCertificate: everybody,
  logInWithProvider: everybody,
  prove: everybody,
  logOut: everybody,
  searchConfigurations: operators,
  search: operators,
  object: operators,
  processes: operators,
  history: operators,
  stateGraph: operators,
  identify: operators,
  startProcess: operators,
  nextStep: operators,
  previousStep: operators,
  cancelProcess: operators,
  tasks: deciders,
  decideTask: deciders,
  bulkOptions: bulkOperators,
  judge: bulkOperators,
  coreTemplates: administrators,
  coreTemplate: administrators,
  saveCoreTemplate: administrators,
  offlineKeys: operators,
  takeGrant: operators,
  workingSet: operators,
  postJournal: operators,
  deviceHead: operators,
};

const names = Object.keys(idmApi).filter((name): name is ApiCallName => Object.hasOwn(idmApi, name));

describe.each(names)("%s", (name) => {
  test.each(everybody)("by %s is let in or forbidden according to the roles", async (account) => {
    const wanted: ApiCall = idmApi[name];
    // Log out would end the session of the tests that follow.
    const client = name === "logOut" ? await logIn(at().sandbox.url, account) : clientOf(account);
    const answer = await client.send(wanted, {
      params: { type: "user", id: "virtualSmartCard" },
      ...(wanted.method === "POST" || wanted.method === "PUT" ? { body: {} } : {}),
    });
    const code = answer.status < 400 ? "answered" : problemIn(answer).code;
    expect(code === "forbidden" ? "forbidden" : "let in").toBe(
      mayCall[name].includes(account) ? "let in" : "forbidden",
    );
  });
});

const cardProcesses: readonly Account[] = ["vscmanager", "officer"];
const userProcesses: readonly Account[] = ["helpdesk", "officer"];
const mayRun = [
  { process: reactivate, object: card("VSC-000002"), allowed: cardProcesses },
  { process: deactivate, object: card("VSC-000001"), allowed: cardProcesses },
  { process: lock, object: card("VSC-000001"), allowed: cardProcesses },
  { process: remove, object: card("VSC-000001"), allowed: cardProcesses },
  { process: deactivateUser, object: user("USR-000001"), allowed: userProcesses },
  { process: reactivateUser, object: user("USR-000003"), allowed: userProcesses },
  { process: lockUser, object: user("USR-000001"), allowed: ["officer"] as const },
];

describe("the start of", () => {
  beforeAll(async () => {
    await enable(at().admin, [reactivate, deactivate, remove]);
  });

  test.each(mayRun)("$process is allowed to the accounts whose role has it, and to no others", async (row) => {
    const { process, object } = row;
    const body = { process, object, expectedVersion: 1 };
    const answered: Partial<Record<Account, string>> = {};
    for (const account of everybody) {
      const answer = await clientOf(account).send(idmApi.startProcess, { body });
      answered[account] = answer.status === 201 ? "started" : problemIn(answer).code;
    }
    const allowed: readonly Account[] = row.allowed;
    const expected = everybody.map((account) => [account, allowed.includes(account) ? "started" : "forbidden"]);
    expect(answered).toEqual(Object.fromEntries(expected));
  });
});

describe("an operator's own card", () => {
  const why = async (client: ApiClient, params: { type: string; id: string }): Promise<string[][]> => {
    const offers = await client.ask(idmApi.processes, { params });
    return offers.map((offer) => offer.why.map(({ code }) => code).filter((code) => code === "own-card"));
  };

  test("is like any other as shipped, and cannot be changed by its operator if the core template forbids it", async () => {
    const { manager, officer, admin } = at();
    const [own, officers] = [card("VSC-000011"), user("USR-000013")];
    expect((await why(manager, own)).flat()).toEqual([]);
    expect((await why(officer, officers)).flat()).toEqual([]);

    await setOptions(admin, "virtualSmartCard", { allowOwnCard: "false" });
    expect(await why(manager, own)).toEqual([["own-card"], ["own-card"], ["own-card"], ["own-card"]]);
    expect((await why(officer, own)).flat()).toEqual([]);
    // The processes of a user call others that would change the card as well.
    expect(await why(officer, officers)).toEqual([["own-card"], ["own-card"], ["own-card"]]);
    expect((await why(clientOf("helpdesk"), officers)).flat()).toEqual([]);

    const { version } = await manager.ask(idmApi.object, { params: own });
    const body = { process: lock, object: own, expectedVersion: version };
    expect(await manager.refused(idmApi.startProcess, { body })).toMatchObject({
      status: 403,
      code: "forbidden",
      detail: "This would change your own virtual smart card, and its core template forbids that.",
    });
  });
});
