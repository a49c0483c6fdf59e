import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { idmApi } from "#shared/idm/api.ts";
import { grantSchema } from "#shared/idm/offline.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import { deviceOf, newDeviceKey, type Device } from "../../electron/core/store/device.ts";
import { logIn, type ApiClient } from "../fixtures/sandbox.ts";
import { Broken, check, traceOf, type Counts } from "./check.ts";
import type { Task } from "./client.ts";
import { runClient, type ClientKill, type KilledBackEnd } from "./processes.ts";
import type { Random } from "./random.ts";
import type { Watch } from "./watch.ts";
import type { Wire } from "./wire.ts";

const reactivate = "VirtualSmartCardProcReactivate";
const deactivate = "VirtualSmartCardProcDeactivate";
const lock = "VirtualSmartCardProcLockForOperator";
const manager = { id: "OPR-1", name: "Vera Cardell", account: "vscmanager", roles: ["virtualSmartCardManager"] };

export interface Rig {
  readonly backEnd: KilledBackEnd;
  readonly wire: Wire;
  readonly random: Random;
  readonly counts: Counts;
  readonly watch: Watch;
}

/**
 * Plays one round: decisions on some cards with a new device, while client and back end are killed
 * and the wire fails, until every entry has an answer; then compares what client and back end
 * recorded. Throws Broken.
 */
export async function playRound(rig: Rig): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "carddesk-torture-"));
  try {
    await play(rig, directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function play({ backEnd, wire, random, counts, watch }: Rig, directory: string): Promise<void> {
  watch.step("the back end to run");
  await backEnd.running();
  watch.step("cards and a grant");
  const api = await logIn(backEnd.url(), manager.account);
  const cards = await someCards(api, random);
  const before = await Promise.all(cards.map((card) => traceOf(api, card)));
  const deviceKey = newDeviceKey();
  const device = deviceOf(deviceKey);
  const lifetime = random.chance(0.05) ? 1 : 3600;
  const decisions = decide(cards, random);
  const task: Task = {
    url: wire.url,
    token: "of the wire",
    file: join(directory, "offline.db"),
    key: randomBytes(32).toString("base64"),
    deviceKey: deviceKey.toString("base64"),
    operator: manager,
    grant: await takeGrant(api, device, lifetime),
    decisions,
    sync: false,
    killAtRequest: null,
  };

  const acknowledged: string[] = [];
  const queued = (operation: string): void => void acknowledged.push(operation);
  const run = async (next: Task, kill: ClientKill): Promise<boolean> => {
    counts.clientStarts += 1;
    watch.step("the client", () => `with on the wire: ${wire.underWay()}`);
    const ended = await runClient(next, kill, queued, watch.signal);
    if (ended.kind === "killed") counts.clientKills += 1;
    return ended.kind === "done";
  };

  // The offline part. If the client was killed, decisions that it had not reported as queued are
  // not made again: their entries may or may not exist.
  const together = random.chance(0.5);
  if (!together) await run(task, killOf(random, 0.5, decisions.length * 8));
  if (random.chance(0.25)) {
    counts.meanwhile += 1;
    watch.step("somebody else's process");
    await meanwhile(backEnd.url(), random.pick(cards), random);
  }
  if (lifetime === 1) await sleep(1_100);

  // The connection is back, possibly with faults.
  wire.set(random.chance(0.7) ? 0.3 : 0);
  let first = together ? task.decisions : [];
  for (let attempt = 0; ; attempt += 1) {
    if (attempt > 50) throw new Broken("the journal is not synced after 50 starts");
    if (attempt < 3 && random.chance(0.3)) backEnd.killAtWrite(random.between(1, 12 * decisions.length));
    else if (attempt < 3 && random.chance(0.1)) backEnd.kill();
    const killAtRequest = attempt < 4 && random.chance(0.3) ? random.between(1, 8) : null;
    const kill = attempt < 4 ? killOf(random, 0.4, 40) : { atWrite: null, after: null };
    if (await run({ ...task, decisions: first, sync: true, killAtRequest }, kill)) break;
    first = [];
  }
  wire.set(0);
  backEnd.killAtWrite(null);
  watch.step("the answers on the wire", () => wire.underWay());
  await wire.quiet();
  watch.step("the back end to run in the end");
  await backEnd.running();
  watch.step("what client and back end say");
  await check({ api: await logIn(backEnd.url(), manager.account), task, device, acknowledged, before, counts });
}

function killOf(random: Random, probability: number, writes: number): ClientKill {
  if (!random.chance(probability)) return { atWrite: null, after: null };
  if (random.chance(0.7)) return { atWrite: random.between(1, writes), after: null };
  return { atWrite: null, after: random.between(150, 900) };
}

async function someCards(api: ApiClient, random: Random): Promise<IdmObject[]> {
  const page = await api.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query: { limit: "200" } });
  const usable = page.items.filter(({ state }) => state === "active" || state === "inactive");
  const count = random.between(1, 5);
  const ids = new Set(Array.from({ length: count }, () => random.pick(usable).ref.id));
  return Promise.all([...ids].map((id) => api.ask(idmApi.object, { params: { type: "virtualSmartCard", id } })));
}

/** Returns one to eight decisions. Most fit the expected state of their card; a few do not. */
function decide(cards: readonly IdmObject[], random: Random): Task["decisions"] {
  const states = new Map(cards.map(({ ref, state }) => [ref.id, state]));
  return Array.from({ length: random.between(1, 8) }, () => {
    const card = random.pick(cards);
    const state = states.get(card.ref.id) ?? card.state;
    const fitting = state === "active" ? deactivate : reactivate;
    const process = random.chance(0.05) ? lock : random.chance(0.05) ? reactivate : fitting;
    if (process === fitting) states.set(card.ref.id, process === reactivate ? "active" : "inactive");
    const seen = { version: card.version, state: card.state, certificates: [], asOf: new Date(0).toISOString() };
    return { id: card.ref.id, process, seen };
  });
}

async function takeGrant(api: ApiClient, device: Device, lifetime: number): Promise<Task["grant"]> {
  const body = { device: device.publicKey, configuration: "virtualSmartCard", q: "", state: null, lifetime };
  const { grant: jws } = await api.ask(idmApi.takeGrant, { body });
  const [, payload = ""] = jws.split(".");
  return { jws, claims: grantSchema.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8"))) };
}

/** Changes one of the cards as another operator. A refusal by the back end is ignored. */
async function meanwhile(url: string, { ref }: IdmObject, random: Random): Promise<void> {
  const officer = await logIn(url, "officer");
  const { version, state } = await officer.ask(idmApi.object, { params: { type: ref.type, id: ref.id } });
  const process = state === "active" ? (random.chance(0.05) ? lock : deactivate) : reactivate;
  const started = await officer.send(idmApi.startProcess, { body: { process, object: ref, expectedVersion: version } });
  if (started.status !== 201) return;
  const { id } = idmApi.startProcess.answer.parse(started.body);
  await officer.send(idmApi.nextStep, { params: { id }, body: { values: {} } });
}
