import { expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { bench } from "./sandbox.ts";

const at = bench();

const graph = (id: string, language = "en") =>
  at().manager.ask(idmApi.stateGraph, { params: { id }, headers: { "Accept-Language": language } });

/** `from -> to: process` of every transition. */
const transitions = async (id: string): Promise<string[]> =>
  (await graph(id)).transitions.map(({ processName, from, to }) => `${from} -> ${to}: ${processName}`);

test("the state graph of a virtual smart card has a transition for each process, and locked as its final state", async () => {
  const { name, states } = await graph("virtualSmartCard");
  expect(name).toBe("Virtual smart card");
  expect(states.filter(({ final }) => final)).toEqual([{ id: "locked", name: "Locked", final: true }]);
  expect(await transitions("virtualSmartCard")).toEqual([
    "inactive -> active: Reactivate virtual smart card",
    "active -> inactive: Deactivate virtual smart card",
    "active -> locked: Lock virtual smart card",
    "registered -> null: Delete virtual smart card",
    "active -> null: Delete virtual smart card",
    "inactive -> null: Delete virtual smart card",
    "locked -> null: Delete virtual smart card",
  ]);
});

test("the state graph of a user has three final states and a transition for each process", async () => {
  const { states } = await graph("user", "de");
  expect(states.filter(({ final }) => final).map(({ name }) => name)).toEqual(["Abgebrochen", "Abgelehnt", "Gesperrt"]);
  expect(await transitions("user")).toEqual([
    "active -> inactive: Deactivate user",
    "inactive -> active: Reactivate user",
    "active -> locked: Lock user",
    "inactive -> locked: Lock user",
  ]);
});

test.each(["certificate", "printer", "toString"])("%s has no core template and so no graph", async (id) => {
  expect(await at().manager.refused(idmApi.stateGraph, { params: { id } })).toMatchObject({
    status: 404,
    code: "not-found",
  });
});
