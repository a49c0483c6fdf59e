import { beforeAll, describe, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { FieldDevice } from "../../../test/fixtures/field-device.ts";
import { catalogue } from "../engine/catalogue.ts";
import { bench, card, enable, setOptions, user } from "./sandbox.ts";

// If the core template of cards forbids it, no operator can change their own card: by no process,
// and by no process that calls one, neither online, nor in a bulk, nor from a journal.

const at = bench();
const ownCard = expect.stringContaining("your own virtual smart card");

beforeAll(async () => {
  const commands = catalogue.filter(({ coreTemplate }) => coreTemplate === "virtualSmartCard");
  const names = commands.map(({ symbolicName }) => symbolicName);
  await enable(at().admin, names, { allowOwnCard: "false" }, "registered");
  await setOptions(at().admin, "user", {
    UsersDeactivationApproval: "false",
    UsersReactivationApproval: "false",
    UsersLockingApproval: "false",
  });
});

/** The operators who run processes, with the number of their own card and user. */
const operators = [
  { account: "manager", role: "virtualSmartCardManager", number: "000011" },
  { account: "helpdesk", role: "helpdeskOfficer", number: "000012" },
  { account: "officer", role: "registrationOfficer", number: "000013" },
] as const;

const tries = catalogue.flatMap((process) =>
  operators
    .filter(({ role }) => process.roles.includes(role))
    .map(({ account, number }) => ({
      process: process.symbolicName,
      account,
      object: process.coreTemplate === "user" ? user(`USR-${number}`) : card(`VSC-${number}`),
    })),
);

test("every process is tried by at least one operator", () => {
  expect(new Set(tries.map(({ process }) => process)).size).toBe(catalogue.length);
});

describe.each(tries)("$process by $account", ({ process, account, object }) => {
  test("on their own is forbidden, and stays as it is", async () => {
    const client = at()[account];
    const before = await client.ask(idmApi.object, { params: object });
    const body = { process, object, expectedVersion: before.version };
    expect(await client.refused(idmApi.startProcess, { body })).toMatchObject({ code: "forbidden", detail: ownCard });
    expect(await client.ask(idmApi.object, { params: object })).toMatchObject({ version: before.version });
  });
});

test.each(tries.filter(({ account }) => account === "officer"))("$process is not accepted in a bulk", async (own) => {
  const body = { process: own.process, wanted: [{ ref: own.object }] };
  const [verdict] = await at().officer.ask(idmApi.judge, { body });
  const why = verdict?.kind === "notCandidate" ? verdict.why : [];
  expect(why).toContainEqual({ code: "own-card", detail: ownCard });
});

test.each(["VirtualSmartCardProcReactivate", "VirtualSmartCardProcDeactivate"])(
  "%s on the operator's own card is refused in an offline journal",
  async (process) => {
    const { manager } = at();
    const object = card("VSC-000011");
    const { version } = await manager.ask(idmApi.object, { params: object });
    const device = new FieldDevice();
    await device.take(manager, { q: object.id });
    const { results } = await device.post(manager, [device.entry(object.id, { process, object })]);
    expect(results[0]?.outcome).toMatchObject({ kind: "refused", problem: { code: "forbidden", detail: ownCard } });
    expect(await manager.ask(idmApi.object, { params: object })).toMatchObject({ version });
  },
);
