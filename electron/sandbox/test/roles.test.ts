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

const accounts: Readonly<Record<Role, string>> = {
  virtualSmartCardManager: "vscmanager",
  helpdeskOfficer: "helpdesk",
  registrationOfficer: "officer",
  approver: "approver",
  policyAdministrator: "admin",
};
const clients = new Map<Role, ApiClient>();
beforeAll(async () => {
  for (const role of roles) clients.set(role, await logIn(at().sandbox.url, accounts[role]));
});
function clientOf(role: Role): ApiClient {
  const client = clients.get(role);
  if (client === undefined) throw new Error(`${role} is not logged in.`);
  return client;
}

const operators: readonly Role[] = ["virtualSmartCardManager", "helpdeskOfficer", "registrationOfficer", "approver"];
const deciders: readonly Role[] = ["registrationOfficer", "approver"];
const administrators: readonly Role[] = ["policyAdministrator"];

/** Who may make which call of the API: every call is here, or the types do not fit. */
const mayCall: Readonly<Record<ApiCallName, readonly Role[]>> = {
  health: roles,
  logIn: roles,
  logOut: roles,
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
  test.each(roles)("by %s", async (role) => {
    const wanted: ApiCall = idmApi[name];
    // Log out would end the session of the tests that follow.
    const client = name === "logOut" ? await logIn(at().sandbox.url, accounts[role]) : clientOf(role);
    const answer = await client.send(wanted, {
      params: { type: "user", id: "virtualSmartCard" },
      ...(wanted.method === "POST" || wanted.method === "PUT" ? { body: {} } : {}),
    });
    const code = answer.status < 400 ? "answered" : problemIn(answer).code;
    expect(code === "forbidden" ? "forbidden" : "let in").toBe(mayCall[name].includes(role) ? "let in" : "forbidden");
  });
});

const cardProcesses: readonly Role[] = ["virtualSmartCardManager", "registrationOfficer"];
const userProcesses: readonly Role[] = ["helpdeskOfficer", "registrationOfficer"];
const mayRun = [
  { process: reactivate, object: card("VSC-000002"), allowed: cardProcesses },
  { process: deactivate, object: card("VSC-000001"), allowed: cardProcesses },
  { process: lock, object: card("VSC-000001"), allowed: cardProcesses },
  { process: remove, object: card("VSC-000001"), allowed: cardProcesses },
  { process: deactivateUser, object: user("USR-000001"), allowed: userProcesses },
  { process: reactivateUser, object: user("USR-000003"), allowed: userProcesses },
  { process: lockUser, object: user("USR-000001"), allowed: ["registrationOfficer"] as const },
];

describe("a process", () => {
  beforeAll(async () => {
    await enable(at().admin, [reactivate, deactivate, remove]);
  });

  test.each(mayRun)("$process is started by the roles that have it, and by no other", async (row) => {
    const { process, object } = row;
    const body = { process, object, expectedVersion: 1 };
    const answered: Partial<Record<Role, string>> = {};
    for (const role of roles) {
      const answer = await clientOf(role).send(idmApi.startProcess, { body });
      answered[role] = answer.status === 201 ? "started" : problemIn(answer).code;
    }
    const allowed: readonly Role[] = row.allowed;
    const expected = roles.map((role) => [role, allowed.includes(role) ? "started" : "forbidden"]);
    expect(answered).toEqual(Object.fromEntries(expected));
  });
});

describe("an operator's own card", () => {
  const why = async (client: ApiClient, params: { type: string; id: string }): Promise<string[][]> => {
    const offers = await client.ask(idmApi.processes, { params });
    return offers.map((offer) => offer.why.map(({ code }) => code).filter((code) => code === "own-card"));
  };

  test("is like any other as shipped, and nobody's to change for themselves where the template forbids it", async () => {
    const { manager, officer, admin } = at();
    const [own, officers] = [card("VSC-000011"), user("USR-000013")];
    expect((await why(manager, own)).flat()).toEqual([]);
    expect((await why(officer, officers)).flat()).toEqual([]);

    await setOptions(admin, "virtualSmartCard", { allowOwnCard: "false" });
    expect(await why(manager, own)).toEqual([["own-card"], ["own-card"], ["own-card"], ["own-card"]]);
    expect((await why(officer, own)).flat()).toEqual([]);
    // What the processes of a user call would change the card all the same.
    expect(await why(officer, officers)).toEqual([["own-card"], ["own-card"], ["own-card"]]);
    expect((await why(clientOf("helpdeskOfficer"), officers)).flat()).toEqual([]);

    const { version } = await manager.ask(idmApi.object, { params: own });
    const body = { process: lock, object: own, expectedVersion: version };
    expect(await manager.refused(idmApi.startProcess, { body })).toMatchObject({
      status: 403,
      code: "forbidden",
      detail: "This would change your own virtual smart card, and its core template forbids that.",
    });
  });
});
