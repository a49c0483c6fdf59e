import { afterEach, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import type { TemplateEdit } from "#shared/idm/template.ts";
import { bench, card, enable, lock, reactivate } from "./sandbox.ts";

const at = bench();
afterEach(() => at().sandbox.reset());

const params = { id: "virtualSmartCard" };
const shipped = {
  certificateStateAfterReactivation: "onHold",
  allowOwnCard: "true",
  reactivationApproval: "false",
  bulkLimit: "500",
};
const template = () => at().admin.ask(idmApi.coreTemplate, { params });

/** Returns the present template with a change, ready to be saved. */
async function edit(change: Partial<TemplateEdit> = {}): Promise<TemplateEdit> {
  const { states, settings } = await template();
  return { states, settings, ...change };
}

test("Home > Cards > Virtual smart card has a tab for each state and knows its processes", async () => {
  const [summary] = await at().admin.ask(idmApi.coreTemplates);
  expect(summary).toMatchObject({ name: "Virtual smart card", category: { name: "Cards" } });
  const { states, availableProcesses, settingChoices, settings } = await template();
  expect(states.map(({ name }) => name)).toEqual(["Registered", "Active", "Inactive", "Locked"]);
  expect(states.flatMap(({ additionalCommands }) => additionalCommands)).toEqual([{ process: lock }]);
  expect(availableProcesses).toContainEqual({ symbolicName: reactivate, name: "Reactivate virtual smart card" });
  expect(settings).toEqual(shipped);
  expect(settingChoices[0]?.choices.map(({ value }) => value)).toEqual(["onHold", "valid"]);
});

test("a saved core template takes effect at once for an operator who is logged in", async () => {
  const { manager, admin } = at();
  const offered = async () => {
    const offers = await manager.ask(idmApi.processes, { params: card("VSC-000002") });
    return offers.filter((offer) => offer.offered).map(({ symbolicName }) => symbolicName);
  };
  expect(await offered()).toEqual([]);
  const saved = await enable(admin, [reactivate]);
  expect(saved.version).toBe(2);
  expect(await offered()).toEqual([reactivate]);
  expect(await template()).toEqual(saved);
});

test("saving an outdated version of a core template is refused as a version conflict and overwrites nothing", async () => {
  const { admin } = at();
  const stale = await edit();
  await enable(admin, [reactivate]);
  const refused = await admin.refused(idmApi.saveCoreTemplate, { params, body: stale, headers: { "If-Match": '"1"' } });
  expect(refused).toMatchObject({ status: 409, code: "version-conflict" });
  expect((await template()).version).toBe(2);
});

test.each([
  [undefined, 428],
  ["1", 400],
  ["*", 400],
  ['W/"1"', 400],
  ['"one"', 400],
])("If-Match: %s is refused", async (ifMatch, status) => {
  const headers = ifMatch === undefined ? {} : { "If-Match": ifMatch };
  const refused = await at().admin.refused(idmApi.saveCoreTemplate, { params, body: await edit(), headers });
  expect(refused).toMatchObject({ status, code: "invalid-input" });
});

const tabs = (
  active: readonly string[],
  ids = ["registered", "active", "inactive", "locked"],
): TemplateEdit["states"] =>
  ids.map((id) => ({
    id,
    additionalCommands: id === "active" ? active.map((process) => ({ process })) : [],
  }));

test.each<[string, Partial<TemplateEdit>]>([
  ["an unknown process", { states: tabs(["NoSuchProcess"]) }],
  ["a process twice in a tab", { states: tabs([lock, lock]) }],
  ["an unknown state", { states: tabs([lock], ["registered", "active", "inactive", "locked", "lost"]) }],
  ["a missing state", { states: tabs([lock], ["registered", "active", "inactive"]) }],
  ["a state twice", { states: tabs([lock], ["registered", "active", "active", "inactive", "locked"]) }],
  ["an unknown setting", { settings: { ...shipped, colour: "blue" } }],
  ["an unknown value", { settings: { ...shipped, certificateStateAfterReactivation: "revoked" } }],
  ["a limit of a bulk that is none of its choices", { settings: { ...shipped, bulkLimit: "501" } }],
  ["a missing setting", { settings: { allowOwnCard: "true" } }],
])("%s is refused and changes nothing", async (_what, change) => {
  const before = await template();
  const body = await edit(change);
  const refused = await at().admin.refused(idmApi.saveCoreTemplate, { params, body, headers: { "If-Match": '"1"' } });
  expect(refused).toMatchObject({ status: 400, code: "invalid-input" });
  expect(refused.detail).toBeTruthy();
  expect(await template()).toEqual(before);
});

test("only the policy administrator can read and save core templates", async () => {
  const { manager, officer, helpdesk, approver } = at();
  for (const client of [manager, officer, helpdesk, approver]) {
    expect(await client.refused(idmApi.coreTemplates)).toMatchObject({ status: 403, code: "forbidden" });
    expect(await client.refused(idmApi.coreTemplate, { params })).toMatchObject({ status: 403, code: "forbidden" });
    const body = await edit();
    const refused = await client.refused(idmApi.saveCoreTemplate, { params, body, headers: { "If-Match": '"1"' } });
    expect(refused).toMatchObject({ status: 403, code: "forbidden" });
  }
});

test("a template that does not exist is not found", async () => {
  const { admin } = at();
  for (const id of ["printer", "certificate", "toString"]) {
    expect(await admin.refused(idmApi.coreTemplate, { params: { id } })).toMatchObject({
      status: 404,
      code: "not-found",
    });
  }
});
