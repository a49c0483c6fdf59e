import { beforeAll, describe, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import type { ProcessOffer } from "#shared/idm/object.ts";
import { cardStates, userStates } from "#shared/domain/states.ts";
import {
  bench,
  card,
  deactivate,
  enable,
  lock,
  lockUser,
  reactivate,
  remove,
  request,
  start,
  startOn,
  user,
} from "./sandbox.ts";

const at = bench();

/** Returns every process, offered or not, on an object in each state that the sandbox has. */
async function allOffers(): Promise<{ state: string; offers: ProcessOffer[] }[]> {
  const { officer } = at();
  const all: { state: string; offers: ProcessOffer[] }[] = [];
  for (const [id, states] of [["virtualSmartCard", cardStates] as const, ["user", userStates] as const]) {
    for (const state of states) {
      const { items } = await officer.ask(idmApi.search, { params: { id }, query: { state, limit: "1" } });
      for (const { ref } of items) {
        const offers = await officer.ask(idmApi.processes, { params: ref });
        all.push({ state: `${id} ${state}`, offers });
      }
    }
  }
  return all;
}

test("a digit key belongs to the same process in every state, and an irreversible process has none", async () => {
  const all = await allOffers();
  expect(new Set(all.map(({ state }) => state)).size).toBeGreaterThanOrEqual(6);
  const offers = all.flatMap((each) => each.offers);
  expect(offers.filter(({ irreversible, key }) => irreversible && key !== null)).toEqual([]);
  const byKey = new Map<string, Set<string>>();
  for (const { key, symbolicName, coreTemplate } of offers.filter((each) => each.key !== null)) {
    const place = `${coreTemplate} ${key}`;
    byKey.set(place, (byKey.get(place) ?? new Set()).add(symbolicName));
  }
  expect([...byKey.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1]);
});

test("Lock and Delete are irreversible, Deactivate and Reactivate are not", async () => {
  const offers = (await allOffers()).flatMap((each) => each.offers);
  const named = (irreversible: boolean): string[] =>
    [
      ...new Set(offers.filter((each) => each.irreversible === irreversible).map((each) => each.symbolicName)),
    ].toSorted();
  expect(named(true)).toEqual([lockUser, remove, lock].toSorted());
  expect(named(false)).toEqual(["UsersProcDeactivate", "UsersProcReactivate", deactivate, reactivate].toSorted());
});

describe("the texts of a process", () => {
  beforeAll(() => enable(at().admin, [reactivate]));

  test("name the person in the form, with the verb and whether the process can be undone", async () => {
    const { officer } = at();
    const { items } = await officer.ask(idmApi.search, { params: { id: "user" }, query: { state: "inactive" } });
    const holder = items[0];
    if (holder === undefined) throw new Error("no inactive user");
    const onUser = await startOn(officer, lockUser, holder.ref);
    expect(onUser.step).toMatchObject({
      irreversible: true,
      action: "Lock user",
      about: { label: holder.columns["account"], person: holder.label, personState: "inactive" },
    });
    const onCard = await start(officer, reactivate, "VSC-000003");
    expect(onCard.step).toMatchObject({
      irreversible: false,
      action: "Reactivate card",
      about: { label: "VSC-000003", personState: "inactive" },
    });
  });

  test("have the verb in the language of the request", async () => {
    const { officer } = at();
    const { version } = await officer.ask(idmApi.object, { params: card("VSC-000001") });
    const body = { process: lock, object: card("VSC-000001"), expectedVersion: version };
    const verbs = [];
    for (const language of ["en", "sv", "de", "fr"]) {
      const { step } = await officer.ask(idmApi.startProcess, { body, headers: { "Accept-Language": language } });
      verbs.push(step.kind === "form" ? step.action : step.kind);
    }
    expect(verbs).toEqual(["Lock card", "Lås kortet", "Karte sperren", "Verrouiller la carte"]);
  });

  test("name the person in an object, a task and a candidate of a bulk", async () => {
    const { officer, helpdesk, approver } = at();
    const { about } = await officer.ask(idmApi.object, { params: card("VSC-000002") });
    expect(about).toMatchObject({ label: "VSC-000002", personState: "active" });
    const { items } = await helpdesk.ask(idmApi.search, { params: { id: "user" }, query: { state: "active" } });
    const id = items[0]?.ref.id ?? "";
    await request(helpdesk, "UsersProcDeactivate", id);
    const [task] = await approver.ask(idmApi.tasks, {});
    const person = await helpdesk.ask(idmApi.object, { params: user(id) });
    expect(task).toMatchObject({ about: person.about, irreversible: false, action: "Deactivate user" });
    const [judged] = await officer.ask(idmApi.judge, {
      body: { process: reactivate, wanted: [{ ref: card("VSC-000002") }] },
    });
    expect(judged).toMatchObject({ kind: "candidate", about });
  });
});
