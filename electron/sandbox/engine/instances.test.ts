import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { CaUnavailable, type Ca } from "../ca/ca.ts";
import { findAccount } from "../store/accounts.ts";
import { openStore } from "../store/open.ts";
import { textsFor } from "../texts/texts.ts";
import { next, start } from "./instances.ts";
import type { Asking } from "./offers.ts";
import { readSubject, type Engine } from "./subject.ts";

const object = { type: "virtualSmartCard", id: "VSC-000001" } as const;
const wanted = { process: "VirtualSmartCardProcLockForOperator", object, expectedVersion: 1 };

/** Returns an engine on its own data, and an operator who may lock a card. */
async function engineWithOperator(): Promise<{ engine: Engine; asking: Asking }> {
  const dataDir = mkdtempSync(join(tmpdir(), "carddesk-test-sandbox-"));
  const now = () => new Date();
  const store = await openStore({ dataDir, people: 4, seed: 1, baseUrl: "http://127.0.0.1:1", now });
  onTestFinished(() => {
    store.close();
    rmSync(dataDir, { recursive: true });
  });
  const operator = findAccount(store.db, "vscmanager")?.operator;
  if (operator === undefined) throw new Error("There is no such account.");
  return { engine: { db: store.db, ca: store.ca, now }, asking: { operator, texts: textsFor("en") } };
}

const statesInCa = (engine: Engine) => readSubject(engine, object)?.certificates.map(({ stateInCa }) => stateInCa);

/** Returns a CA that is down from the given call of `revoke` on. */
function goneAt(ca: Ca, request: number): Ca {
  let requests = 0;
  return {
    ...ca,
    revoke(serial, reason) {
      requests += 1;
      if (requests >= request) throw new CaUnavailable("gone");
      ca.revoke(serial, reason);
    },
  };
}

test.each([1, 2, 3])("a CA that goes down at request %i of 3 leaves database and CA unchanged", async (request) => {
  const { engine, asking } = await engineWithOperator();
  const before = readSubject(engine, object);
  const { id } = start(engine, wanted, asking);

  const failed = next({ ...engine, ca: goneAt(engine.ca, request) }, id, {}, asking);
  expect(failed.instance.step).toMatchObject({ kind: "failed", problem: { code: "ca-unavailable" } });
  expect(failed.events).toEqual([]);
  expect(readSubject(engine, object)).toEqual(before);

  expect(next(engine, id, {}, asking).instance.step.kind).toBe("done");
  expect(statesInCa(engine)).toEqual(["revoked", "revoked", "revoked"]);
});

test("the result has the states that the CA reports afterwards, even if it accepts every call and does nothing", async () => {
  const { engine, asking } = await engineWithOperator();
  const { id } = start(engine, wanted, asking);
  const { step } = next({ ...engine, ca: { ...engine.ca, revoke: () => undefined } }, id, {}, asking).instance;
  const inCa = step.kind === "done" ? step.changes.filter(({ what }) => what === "stateInCa") : [];
  expect(inCa.map(({ before, after }) => `${before} -> ${after}`)).toEqual([
    "valid -> valid",
    "valid -> valid",
    "valid -> valid",
  ]);
  expect(statesInCa(engine)).toEqual(["valid", "valid", "valid"]);
});
