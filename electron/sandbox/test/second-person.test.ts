import { beforeAll, describe, expect, test } from "vitest";
import type { Ref } from "#shared/domain/ref.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { Instance } from "#shared/idm/instance.ts";
import type { HistoryEntry } from "#shared/idm/object.ts";
import type { SearchPage } from "#shared/idm/search.ts";
import { FieldDevice } from "../../../test/fixtures/field-device.ts";
import { problemIn, type ApiClient } from "../../../test/fixtures/sandbox.ts";
import { catalogue, takes, type ProcessDefinition } from "../engine/catalogue.ts";
import { coreTemplates } from "../engine/core-templates.ts";
import { bench, card, decide, enable, next, setOptions, user } from "./sandbox.ts";

// No process has the effect of another without the second person that the other one needs: every
// process, under every combination of the settings, on every state that it accepts, online, as in a
// bulk, and from a journal. roles.test.ts tests who may start a process at all.

/** The settings that make a process wait for a second person, with the core template of each. */
const approvals = coreTemplates.flatMap(({ id, settings }) =>
  settings
    .filter(({ name }) => catalogue.some((process) => process.coreTemplate === id && process.approval === name))
    .map(({ name }) => ({ id, name })),
);

/** Every combination of the settings, as the names of those that are on. */
const mixes = Array.from({ length: 2 ** approvals.length }, (_, mix) =>
  approvals.filter((_each, bit) => (mix & (1 << bit)) !== 0).map(({ name }) => name),
);

const at = bench({ flags: ["--people", "300"] });

/** Numbers of unused people with their cards, by the states of both; no operator is among them. */
const unused = new Map<string, string[]>();
const kindOf = (userState: string, cardState: string): string => `${userState} with ${cardState} card`;

async function statesOf(type: string): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  for (let cursor: string | null = ""; cursor !== null;) {
    const query: Record<string, string> = { limit: "200", ...(cursor === "" ? {} : { cursor }) };
    const page: SearchPage = await at().officer.ask(idmApi.search, { params: { id: type }, query });
    for (const { ref, state } of page.items) states.set(ref.id.slice("USR-".length), state);
    cursor = page.next;
  }
  return states;
}

const kinds = [
  { user: "active", card: "active" },
  { user: "active", card: "inactive" },
  { user: "inactive", card: "inactive" },
] as const;
type Kind = (typeof kinds)[number];

/** Returns the number of a person of this kind that no test has used. */
function fresh(kind: Kind): string {
  const number = unused.get(kindOf(kind.user, kind.card))?.pop();
  if (number === undefined) throw new Error(`Nobody is left of: ${kindOf(kind.user, kind.card)}.`);
  return number;
}

const objectOf = ({ coreTemplate }: ProcessDefinition, number: string): Ref =>
  coreTemplate === "user" ? user(`USR-${number}`) : card(`VSC-${number}`);

/**
 * Returns the kinds that a process accepts; the owner of a card makes no difference to a process on
 * cards.
 */
const kindsFor = (process: ProcessDefinition): Kind[] =>
  kinds.filter(({ user, card }) =>
    process.coreTemplate === "user" ? takes(process, user) : takes(process, card) && user === "active",
  );

/** Returns the history of a person and that of their card, each newest first. */
async function historyOf(number: string): Promise<HistoryEntry[]> {
  const pages = [user(`USR-${number}`), card(`VSC-${number}`)].map((params) =>
    at().officer.ask(idmApi.history, { params }),
  );
  return (await Promise.all(pages)).flatMap(({ items }) => items);
}

/** Returns the first value of each field of a form. */
const firstChoices = ({ step }: Instance): Record<string, string | null> =>
  step.kind === "form"
    ? Object.fromEntries(step.fields.map(({ name, choices }) => [name, choices[0]?.value ?? null]))
    : {};

/** The outcome of requesting a process; `request` is the id of the request to approve. */
type Answer = { readonly kind: "forbidden" | "done" } | { readonly kind: "asked"; readonly request: string };

/** A way to request a process. */
type Route = (client: ApiClient, process: ProcessDefinition, object: Ref) => Promise<Answer>;

async function runFrom(client: ApiClient, process: string, object: Ref, expectedVersion: number): Promise<Answer> {
  const started = await client.send(idmApi.startProcess, { body: { process, object, expectedVersion } });
  if (started.status !== 201) return refused(problemIn(started).code);
  const form = idmApi.startProcess.answer.parse(started.body);
  const { step } = await next(client, form, {}, firstChoices(form));
  if (step.kind === "approval") return { kind: "asked", request: step.requestId };
  expect(step.kind).toBe("done");
  return { kind: "done" };
}

function refused(code: string): Answer {
  if (code !== "forbidden") throw new Error(`It was refused as ${code}.`);
  return { kind: code };
}

const online: Route = async (client, { symbolicName }, object) => {
  const found = await client.send(idmApi.object, { params: { ...object } });
  if (found.status !== 200) return refused(problemIn(found).code);
  return runFrom(client, symbolicName, object, idmApi.object.answer.parse(found.body).version);
};

const inBulk: Route = async (client, { symbolicName }, object) => {
  const body = { process: symbolicName, wanted: [{ ref: object }] };
  const judged = await client.send(idmApi.judge, { body });
  if (judged.status !== 200) return refused(problemIn(judged).code);
  const [verdict] = idmApi.judge.answer.parse(judged.body);
  if (verdict?.kind !== "candidate") throw new Error(`The verdict is ${JSON.stringify(verdict)}.`);
  return runFrom(client, symbolicName, object, verdict.version);
};

const fromJournal: Route = async (client, { symbolicName }, object) => {
  const device = new FieldDevice();
  await device.take(client, { q: object.id });
  const { results } = await device.post(client, [device.entry(object.id, { process: symbolicName, object })]);
  const outcome = results[0]?.outcome;
  if (outcome?.kind === "approval") return { kind: "asked", request: outcome.requestId };
  if (outcome?.kind === "refused") {
    // A grant has only reversible processes.
    expect(outcome.problem.code).toBe("not-allowed-offline");
    return { kind: "forbidden" };
  }
  expect(outcome?.kind).toBe("applied");
  return { kind: "done" };
};

/**
 * Runs a process on an unused person, and lets the approver approve it if a second person is
 * needed; returns the outcome.
 */
async function attempt(client: ApiClient, process: ProcessDefinition, kind: Kind, route: Route, on: readonly string[]) {
  const number = fresh(kind);
  const before = await historyOf(number);
  const answer = await route(client, process, objectOf(process, number));
  if (answer.kind === "forbidden") {
    unused.get(kindOf(kind.user, kind.card))?.push(number);
    return "forbidden";
  }
  const meanwhile = answer.kind === "asked" ? await historyOf(number) : before;
  expect(meanwhile).toEqual(before);
  if (answer.kind === "asked") await decide(at().approver, answer.request, "approve");
  const known = new Set(before.map(({ seq }) => seq));
  const written = (await historyOf(number)).filter(({ seq }) => !known.has(seq));
  const ran = catalogue.filter(({ symbolicName }) => written.some((entry) => entry.process === symbolicName));
  expect(ran).toContain(process);
  // A second person is asked if and only if a process that ran needs one, and is then recorded for
  // all that ran.
  const needed = ran.some(({ approval }) => approval !== null && on.includes(approval));
  const names = ran.map(({ symbolicName }) => symbolicName);
  expect({ names, asked: answer.kind === "asked" }).toEqual({ names, asked: needed });
  expect(new Set(written.map(({ approvedBy }) => approvedBy))).toEqual(new Set([needed ? "Aprilia Provera" : null]));
  return answer.kind;
}

describe.each(mixes.map((on) => ({ on })))("with approval switched on for $on", ({ on }) => {
  beforeAll(async () => {
    await at().sandbox.reset();
    const commands = catalogue.filter(({ coreTemplate }) => coreTemplate === "virtualSmartCard");
    const names = commands.map(({ symbolicName }) => symbolicName);
    await enable(at().admin, names, {}, "registered");
    for (const { id } of coreTemplates) {
      const own = approvals.filter((each) => each.id === id);
      const settings = own.map(({ name }) => [name, on.includes(name) ? "true" : "false"]);
      await setOptions(at().admin, id, Object.fromEntries(settings));
    }
    unused.clear();
    const [users, cards] = [await statesOf("user"), await statesOf("virtualSmartCard")];
    for (const [number, state] of users) {
      const kind = kindOf(state, cards.get(number) ?? "");
      if (Number(number) > 20) unused.set(kind, [...(unused.get(kind) ?? []), number]);
    }
  });

  test.each(catalogue)("$symbolicName waits for approval exactly if it or its calls need it", async (process) => {
    const { manager, officer, helpdesk } = at();
    const ofUsers = process.coreTemplate === "user";
    const seen: string[] = [];
    for (const kind of kindsFor(process)) {
      seen.push(await attempt(ofUsers ? helpdesk : manager, process, kind, online, on));
      seen.push(await attempt(officer, process, kind, inBulk, on));
      // A journal has entries on cards only.
      if (!ofUsers) seen.push(await attempt(manager, process, kind, fromJournal, on));
    }
    expect(seen.some((each) => each !== "forbidden")).toBe(true);
  });
});
