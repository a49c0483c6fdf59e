import { X509Certificate, createHash } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { idmApi } from "#shared/idm/api.ts";
import { call, problemIn } from "../../../test/fixtures/sandbox.ts";
import {
  bench,
  card,
  deactivate,
  enable,
  lock,
  read,
  reactivate,
  remove,
  runProcess,
  states,
  timesDone,
} from "./sandbox.ts";

const at = bench();
afterEach(() => at().sandbox.reset());

test("the four documented cards are as documented", async () => {
  const { manager } = at();
  const first = await read(manager, "VSC-000001");
  expect(first.state).toBe("active");
  expect(states(first)).toEqual([
    "authentication: valid, valid",
    "signature: valid, valid",
    "encryption: valid, valid",
  ]);

  const second = await read(manager, "VSC-000002");
  expect(second.state).toBe("inactive");
  expect(states(second)).toEqual([
    "authentication: onHold, onHold",
    "signature: onHold, onHold",
    "encryption: revoked, revoked",
  ]);
  const { items } = await manager.ask(idmApi.history, { params: card("VSC-000002") });
  expect(items.map(({ event }) => event)).toEqual(["Deactivate virtual smart card", "Certificate revoked", "Issued"]);
  const deactivation = items[0]?.instance;
  expect(deactivation).toBeTruthy();
  expect(second.certificates.map(({ heldBy }) => heldBy)).toEqual([deactivation, deactivation, null]);

  const third = await read(manager, "VSC-000003");
  expect(third.state).toBe("inactive");
  expect(third.related).toMatchObject([{ ref: { type: "user" }, state: "inactive" }]);

  const fourth = await read(manager, "VSC-000004");
  expect(fourth.state).toBe("locked");
  expect(new Set(fourth.certificates.map(({ stateInCa }) => stateInCa.reason))).toEqual(new Set(["unspecified"]));
});

test("an object has its version as its ETag, and its related objects lead back to it", async () => {
  const { manager } = at();
  const { headers, body } = await manager.send(idmApi.object, { params: card("VSC-000001") });
  const object = idmApi.object.answer.parse(body);
  expect(headers.get("ETag")).toBe(`"${object.version}"`);

  const [holder] = object.related;
  const user = await manager.ask(idmApi.object, { params: holder?.ref ?? {} });
  expect(user.label).toBe(holder?.label);
  expect(user.related.map(({ ref }) => ref)).toEqual([card("VSC-000001")]);

  const [certificate] = object.certificates;
  const params = { type: "certificate", id: certificate?.serial ?? "" };
  const itself = await manager.ask(idmApi.object, { params });
  expect(itself.state).toBe(certificate?.stateInIdm);
  expect(itself.certificates.map(({ serial }) => serial)).toEqual([certificate?.serial]);
  expect(itself.related.map(({ ref }) => ref)).toEqual([card("VSC-000001"), holder?.ref]);
});

test("names come in the language of the request", async () => {
  const headers = { "Accept-Language": "de-AT" };
  const object = await at().manager.ask(idmApi.object, { params: card("VSC-000002"), headers });
  expect(object.fields.map(({ label }) => label)).toContain("Benutzerkonto");
  const offers = await at().manager.ask(idmApi.processes, { params: card("VSC-000002"), headers });
  expect(offers.map(({ name }) => name)).toContain("Virtuelle Smartcard reaktivieren");
  const refused = await at().manager.refused(idmApi.object, { params: card("VSC-999999"), headers });
  expect(refused.title).toBe("Nicht gefunden");
});

test.each([
  ["virtualSmartCard", "VSC-999999"],
  ["virtualSmartCard", "vsc-000001"],
  ["virtualSmartCard", "../../VSC-000001"],
  ["user", "VSC-000001"],
  ["certificate", "😀"],
  ["printer", "1"],
  ["constructor", "1"],
])("%s %s is not found", async (type, id) => {
  for (const wanted of [idmApi.object, idmApi.processes, idmApi.history]) {
    expect(await at().manager.refused(wanted, { params: { type, id } })).toMatchObject({
      status: 404,
      code: "not-found",
    });
  }
});

test("a process that is not offered gives the reason: not enabled, another state or a missing role", async () => {
  const { manager, helpdesk, admin } = at();
  const offer = async (client: typeof manager, id: string) => {
    const offers = await client.ask(idmApi.processes, { params: card(id) });
    return offers.find(({ symbolicName }) => symbolicName === reactivate);
  };
  expect(await offer(manager, "VSC-000002")).toMatchObject({ offered: false, why: [{ code: "not-enabled" }] });

  await enable(admin, [reactivate]);
  expect(await offer(manager, "VSC-000002")).toMatchObject({ offered: true, why: [] });
  expect(await offer(manager, "VSC-000001")).toMatchObject({
    offered: false,
    why: [{ code: "wrong-state", detail: "Needs the state Inactive; VSC-000001 is Active." }],
  });
  const locked = await offer(manager, "VSC-000004");
  expect(locked?.why).toMatchObject([
    { code: "wrong-state", detail: "Needs the state Inactive; VSC-000004 is Locked." },
  ]);
  expect(await offer(helpdesk, "VSC-000002")).toMatchObject({
    offered: false,
    why: [
      {
        code: "forbidden",
        detail: "Needs one of these roles: Virtual smart card manager, Registration officer.",
      },
    ],
  });
});

test("a certificate has no processes of its own", async () => {
  const { manager } = at();
  const { certificates } = await read(manager, "VSC-000001");
  const params = { type: "certificate", id: certificates[0]?.serial ?? "" };
  expect(await manager.ask(idmApi.processes, { params })).toEqual([]);
});

test("history tells who did what, with the states before and after, newest first, page by page", async () => {
  const { manager, officer, admin } = at();
  await enable(admin, [reactivate, deactivate]);
  for (let round = 0; round < 26; round += 1) {
    await runProcess(manager, reactivate, "VSC-000002");
    await runProcess(officer, deactivate, "VSC-000002");
  }
  const first = await manager.ask(idmApi.history, { params: card("VSC-000002") });
  expect(first.items).toHaveLength(50);
  expect(first.items[0]).toMatchObject({
    operator: "Oskar Fichet",
    process: deactivate,
    event: "Deactivate virtual smart card",
    before: { state: "active" },
    after: { state: "inactive" },
  });
  const rest = await manager.ask(idmApi.history, { params: card("VSC-000002"), query: { cursor: first.next ?? "" } });
  expect(rest.next).toBeNull();
  expect(rest.items.at(-1)).toMatchObject({ event: "Issued", before: null });
  const numbers = [...first.items, ...rest.items].map(({ seq }) => seq);
  expect(numbers).toHaveLength(55);
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
  expect(new Set(numbers).size).toBe(55);

  const refused = await manager.refused(idmApi.history, { params: card("VSC-000002"), query: { cursor: "x" } });
  expect(refused).toMatchObject({ status: 400, code: "invalid-input" });
});

test("a certificate's history has the processes of its card, and the history of a deleted card remains", async () => {
  const { manager, admin } = at();
  const { certificates } = await read(manager, "VSC-000001");
  await runProcess(manager, lock, "VSC-000001");
  const params = { type: "certificate", id: certificates[0]?.serial ?? "" };
  const ofCertificate = await manager.ask(idmApi.history, { params });
  expect(ofCertificate.items).toMatchObject([
    { process: lock, before: { state: "valid" }, after: { state: "revoked" } },
  ]);

  await enable(admin, [remove]);
  await runProcess(manager, remove, "VSC-000001");
  expect(await manager.refused(idmApi.object, { params: card("VSC-000001") })).toMatchObject({ code: "not-found" });
  const { items } = await manager.ask(idmApi.history, { params: card("VSC-000001") });
  expect(items[0]).toMatchObject({ process: remove, before: { state: "locked" }, after: null });
  expect(await timesDone(manager, lock, "VSC-000001")).toBe(1);
});

const virtualCard = z.object({
  number: z.string(),
  pin: z.string(),
  puk: z.string(),
  certificates: z.array(
    z.object({ purpose: z.string(), serial: z.string(), certificate: z.base64(), privateKey: z.base64() }),
  ),
});

test("the hash of a certificate that was handed out identifies its card, an unknown hash does not", async () => {
  const { sandbox, manager } = at();
  const answer = await call(sandbox.url, "GET", "/sandbox/virtual-cards/VSC-000002");
  const { certificates, pin, puk } = virtualCard.parse(answer.body);
  expect([pin, puk]).toEqual(["123456", "12345678"]);
  expect(certificates.map(({ purpose }) => purpose)).toEqual(["authentication", "signature", "encryption"]);
  for (const { certificate, serial } of certificates) {
    const der = Buffer.from(certificate, "base64");
    expect(new X509Certificate(der).serialNumber.toLowerCase()).toBe(serial);
    const certificateSha256 = createHash("sha256").update(der).digest("hex").toUpperCase();
    const { ref } = await manager.ask(idmApi.identify, { body: { certificateSha256 } });
    expect(ref).toEqual(card("VSC-000002"));
  }
  const unknown = { certificateSha256: "0".repeat(64) };
  expect(await manager.refused(idmApi.identify, { body: unknown })).toMatchObject({ status: 404, code: "not-found" });
  const noHash = { certificateSha256: "0".repeat(63) };
  expect(await manager.refused(idmApi.identify, { body: noHash })).toMatchObject({
    status: 400,
    code: "invalid-input",
  });

  expect(problemIn(await call(sandbox.url, "GET", "/sandbox/virtual-cards/VSC-999999")).code).toBe("not-found");
});

test("while the CA is down, an object is still shown, with the state in the CA unknown", async () => {
  const { sandbox, manager } = at();
  await sandbox.fault("GET", "/v1/objects/*", { caDown: true });
  expect(states(await read(manager, "VSC-000001"))).toContain("authentication: valid, unknown");
  expect(states(await read(manager, "VSC-000001"))).toContain("authentication: valid, valid");
});
