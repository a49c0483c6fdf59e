import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Ref } from "#shared/domain/ref.ts";
import type { ErrorCode } from "#shared/errors.ts";
import type { CardCheck } from "#shared/ipc/card-check.ts";
import type { CardReader } from "#shared/ipc/cards.ts";
import { nodeBridge, superviseBridge, type BridgeSpawner } from "../../../electron/core/cards/bridge-process.ts";
import { contentOf, sandboxCardSchema } from "../../../electron/sandbox/virtual-card/content.ts";
import { pivCard, type VirtualCard } from "../../../electron/sandbox/virtual-card/piv-card.ts";
import { plugIn, type PluggedCard } from "../../../electron/sandbox/virtual-card/vpcd.ts";
import { startCore, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { pcscService, pcscTurn, type PcscService } from "../../fixtures/pcsc.ts";
import { startSandbox, type RunningSandbox } from "../../fixtures/sandbox.ts";
import { silentLog as log } from "../../fixtures/silent-log.ts";

// pcscd polls its reader, and the driver of the virtual reader takes some 48 ms per APDU.
vi.setConfig({ testTimeout: 60_000 });

// The whole chain without the page: card, driver, PC/SC service, bridge process, core, and a back
// end with its CA.

const reactivate = "VirtualSmartCardProcReactivate";
const vsc = (id: string): Ref => ({ type: "virtualSmartCard", id });
const pin = "123456";

let pcsc: PcscService;
let sandbox: RunningSandbox;
let core: CoreUnderTest;
let told: CardReader[];
let bridges: number[];
let plugged: PluggedCard | null = null;

beforeAll(async () => {
  pcsc = await pcscService();
  process.env["PCSCLITE_CSOCK_NAME"] = pcsc.socket;
  sandbox = await startSandbox({ flags: ["--people", "20"] });
}, pcscTurn);
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  await pcsc.remove();
});

beforeEach(async () => {
  await sandbox.reset();
  await pcsc.start();
  bridges = [];
  const spawn: BridgeSpawner = (args, environment) => {
    const child = nodeBridge("electron/bridge/main.ts")(args, environment);
    bridges.push(child.pid ?? 0);
    return child;
  };
  core = startCore(sandbox.url, undefined, superviseBridge(spawn, log));
  told = [];
  core.client.cards.onChanged((reader) => void told.push(reader));
});
afterEach(async () => {
  pullOut();
  await core[Symbol.asyncDispose]();
  await pcsc.stop();
});

async function insert(card: VirtualCard): Promise<void> {
  plugged = await plugIn(card, pcsc.port);
}
async function cardOf(number: string): Promise<VirtualCard> {
  const answer = await fetch(`${sandbox.url}/sandbox/virtual-cards/${number}`);
  return pivCard(contentOf(sandboxCardSchema.parse(await answer.json())));
}
function pullOut(): void {
  plugged?.pullOut();
  plugged = null;
}

async function logIn(account = "vscmanager"): Promise<void> {
  const answer = await core.client.session.logIn({ account, password: "sandbox" });
  expect(answer.ok).toBe(true);
}

/** Waits until a call returns this state of the reader. */
const reader = (what: object): Promise<CardReader> =>
  eventually(JSON.stringify(what), async () => {
    const { ok, ...state } = await core.client.cards.state();
    if (!ok || !("value" in state)) return null;
    try {
      expect(state.value).toMatchObject(what);
      return state.value;
    } catch {
      return null;
    }
  });
const found = (id: string): object => ({ kind: "piv", identity: { kind: "found", ref: vsc(id) } });

async function check(id: string, holdersPin: string | null = null): Promise<CardCheck> {
  const answer = await core.client.cards.check({ object: vsc(id), pin: holdersPin });
  if (!answer.ok) throw new Error(`${answer.error.code} ${answer.error.details}`);
  return answer.value;
}
async function refusal(id: string): Promise<ErrorCode> {
  const answer = await core.client.cards.check({ object: vsc(id), pin: null });
  if (answer.ok) throw new Error("The check was made.");
  return answer.error.code;
}
/** Returns the CA's status of each certificate, and the verdict. */
const said = ({ rows }: CardCheck): string[] =>
  rows.map(({ key, inIdm, ca, verdict }) => {
    const status = ca.kind === "verified" ? `${ca.status} by ${ca.by}` : ca.kind;
    return `${key ?? "-"} ${inIdm?.purpose ?? "-"}: ${status}, ${verdict}`;
  });

describe("the card reader", () => {
  it("is followed from empty to the object of the inserted card, and back", async () => {
    await reader({ kind: "no-card" });
    await insert(await cardOf("VSC-000002"));
    await reader({ kind: "piv", reader: { simulated: false }, pin: { left: 3 }, identity: { kind: "not-asked" } });
    await logIn();
    await reader(found("VSC-000002"));
    pullOut();
    await reader({ kind: "no-card" });
    await insert(await cardOf("VSC-000001"));
    await reader(found("VSC-000001"));
    expect(told.map(({ kind }) => kind)).toContain("reading");
  });

  it("names no object while the session is locked, and names it again after the log-in", async () => {
    await insert(await cardOf("VSC-000002"));
    await logIn();
    await reader(found("VSC-000002"));
    await core.client.session.lock();
    expect(await reader({ kind: "piv", identity: { kind: "not-asked" } })).not.toHaveProperty("identity.ref");
    await logIn();
    await reader(found("VSC-000002"));
  });

  it("distinguishes a card unknown to Identity Manager from a card that is not PIV", async () => {
    await logIn();
    const content = contentOf({ number: "X", pin, puk: "12345678", certificates: [] });
    await insert(pivCard(content));
    await reader({ kind: "piv", identity: { kind: "not-found", certificates: 0 } });
    pullOut();
    const atr = Buffer.from("3b80800101", "hex");
    await insert({ atr, reset: () => undefined, process: () => Buffer.of(0x6a, 0x82) });
    await reader({ kind: "unknown-card" });
    expect(await refusal("VSC-000002")).toBe("card-unknown");
  });

  it("distinguishes a stopped PC/SC service from an empty reader, and recovers when the service starts", async () => {
    await logIn();
    await insert(await cardOf("VSC-000002"));
    await reader(found("VSC-000002"));
    await pcsc.stop();
    await reader({ kind: "service-not-running" });
    expect(await refusal("VSC-000002")).toBe("service-not-running");
    await pcsc.start();
    await reader({ kind: "no-card" });
    expect(await refusal("VSC-000002")).toBe("no-card");
    await insert(await cardOf("VSC-000002"));
    await reader(found("VSC-000002"));
  });

  it("reports a failed identification, and identifies the card after the next log-in", async () => {
    await logIn();
    await sandbox.fault("POST", "/v1/identify", { status: 503 }, 1);
    await insert(await cardOf("VSC-000002"));
    await reader({ kind: "piv", identity: { kind: "failed", error: { code: "backend-failed" } } });
    await core.client.session.lock();
    await logIn();
    expect(await reader(found("VSC-000002"))).toHaveProperty("identity.kind", "found");
  });

  it("reports that the bridge was killed during a read, and recovers by itself", async () => {
    await logIn();
    await reader({ kind: "no-card" });
    const card = await cardOf("VSC-000002");
    let commands = 0;
    await insert({
      ...card,
      process(apdu) {
        commands += 1;
        if (commands === 3) process.kill(bridges[0] ?? 0, "SIGKILL");
        return card.process(apdu);
      },
    });
    await reader(found("VSC-000002"));
    const kinds = told.map(({ kind }) => kind);
    expect(kinds).toContain("unavailable");
    expect(kinds.lastIndexOf("unavailable")).toBeGreaterThan(kinds.indexOf("reading"));
    expect(told).toContainEqual({ kind: "unavailable", error: expect.objectContaining({ code: "bridge-lost" }) });
    expect(bridges).toHaveLength(2);
  });
});

describe("Check this card", () => {
  beforeEach(() => logIn());

  it("after a reactivation: released certificates are valid in the CA, the revoked one is revoked", async () => {
    await enable(sandbox.url, reactivate);
    await insert(await cardOf("VSC-000002"));
    await reader(found("VSC-000002"));
    const before = await check("VSC-000002");
    expect(before.summary).toBe("confirmed");
    expect(said(before)).toEqual([
      "9A authentication: onHold by ocsp, agrees",
      "9C signature: onHold by ocsp, agrees",
      "9D encryption: revoked by ocsp, agrees",
    ]);

    const view = await core.client.objects.open(vsc("VSC-000002"));
    if (!view.ok) throw new Error(view.error.code);
    const { version } = view.value.object;
    const subject = { process: reactivate, processName: "R", object: vsc("VSC-000002"), label: "VSC-000002" };
    await core.client.wizard.start({ ...subject, version });
    await core.wizard("form");
    await core.next({});
    await core.wizard("done", ({ readBack }) => readBack.kind === "confirmed");

    const steps: string[] = [];
    core.client.cards.onChecking((step) => void steps.push(step));
    const after = await check("VSC-000002", pin);
    expect(after.summary).toBe("confirmed");
    expect(said(after)).toEqual([
      "9A authentication: valid by ocsp, agrees",
      "9C signature: valid by ocsp, agrees",
      "9D encryption: revoked by ocsp, agrees",
    ]);
    expect(after.possession).toEqual({ kind: "proved", key: "9A" });
    expect([...new Set(steps)]).toEqual(["reading-card", "asking-ca", "signing"]);
  });

  it("with a wrong PIN costs one try, and the PIN is in no log, event or answer", async () => {
    await insert(await cardOf("VSC-000002"));
    await reader({ ...found("VSC-000002"), pin: { left: 3 } });
    const wrong = await check("VSC-000002", "987654");
    expect(wrong).toMatchObject({ summary: "not-proved", possession: { error: { code: "pin-wrong", triesLeft: 2 } } });
    await reader({ ...found("VSC-000002"), pin: { left: 2 } });
    expect(await check("VSC-000002", pin)).toMatchObject({ summary: "confirmed", possession: { kind: "proved" } });
    await reader({ ...found("VSC-000002"), pin: { left: 3 } });
    const malformed = await core.client.cards.check({ object: vsc("VSC-000002"), pin: "987 654" });
    expect(malformed).toMatchObject({ ok: false, error: { code: "bad-call" } });
    expect(core.log()).not.toMatch(/987 ?654|123456/);
    expect(JSON.stringify([told, wrong, malformed])).not.toMatch(/987 ?654|123456/);
  });

  it("reports another card in the reader, and does not send it the PIN", async () => {
    await insert(await cardOf("VSC-000002"));
    await reader(found("VSC-000002"));
    expect(await check("VSC-000001", "987654")).toMatchObject({
      summary: "other-card",
      possession: { kind: "not-asked" },
    });
    await reader({ ...found("VSC-000002"), pin: { left: 3 } });
  });

  it("uses the CRL if OCSP does not answer, and reports an unreachable CA if neither answers", async () => {
    await insert(await cardOf("VSC-000002"));
    await reader(found("VSC-000002"));
    await sandbox.fault("POST", "/ca/ocsp", { status: 503 }, 3);
    const byCrl = await check("VSC-000002");
    expect(byCrl.summary).toBe("confirmed");
    expect(said(byCrl)).toContain("9A authentication: onHold by crl, agrees");
    await sandbox.fault("POST", "/ca/ocsp", { status: 503 }, 3);
    await sandbox.fault("GET", "/ca/issuing.crl", { status: 503 }, 3);
    const none = await check("VSC-000002");
    expect(none.summary).toBe("unconfirmed");
    expect(said(none)).toContain("9A authentication: unreachable, unconfirmed");
    await sandbox.clearFaults();
  });

  it("fails with a typed error when the card is pulled out during the check", async () => {
    const card = await cardOf("VSC-000002");
    let armed = false;
    await insert({
      ...card,
      process(apdu) {
        if (armed) pullOut();
        return card.process(apdu);
      },
    });
    await reader(found("VSC-000002"));
    armed = true;
    expect(["card-removed", "no-card"]).toContain(await refusal("VSC-000002"));
    await reader({ kind: "no-card" });
  });

  it("fails with not-found for an object that does not exist", async () => {
    await insert(await cardOf("VSC-000002"));
    await reader(found("VSC-000002"));
    expect(await refusal("VSC-999999")).toBe("not-found");
  });
});
