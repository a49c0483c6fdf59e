import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "@playwright/test";
import { compactVerify, decodeJwt, importJWK } from "jose";
import { z } from "zod";
import { idmApi } from "#shared/idm/api.ts";
import { logIn as logInToApi } from "../fixtures/sandbox.ts";
import { test } from "./app.ts";
import { findings } from "./axe.ts";
import {
  backAgain,
  banner,
  cardRef,
  entry,
  goTo,
  inactiveCards,
  inTheField,
  logInAgain,
  queueReactivation,
} from "./field.ts";
import { actions, logIn, logOut, open } from "./operator.ts";

// Slow: starts and stops programs several times.
test.slow();

test("offline, only its operator unlocks the working set; five wrong passwords delay that, also after a restart", async ({
  page: first,
  app,
}) => {
  const [card = ""] = await inactiveCards(app.sandbox, 1);
  await inTheField(first, app.sandbox);

  let page = await app.restart();
  await expect(page.getByText(/the operator who downloaded it can log in/)).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await logIn(page, "officer");
  await expect(page.getByRole("alert")).toContainText("Code backend-unreachable");
  await logIn(page, "vscmanager", "guess");
  await expect(page.getByRole("alert")).toContainText("Code wrong-credentials");
  await logIn(page, "vscmanager");
  await open(page, card);
  await expect(
    page.getByRole("paragraph").filter({ hasText: /^From the working set.*different by now/ }),
  ).toBeVisible();
  await expect(actions(page)).toContainText("Reactivate virtual smart card");
  await logOut(page);

  for (let n = 1; n <= 5; n += 1) {
    await logIn(page, "vscmanager", `guess ${n}`);
    await expect(page.getByRole("button", { name: "Log in" })).toBeEnabled();
    await expect(page.getByRole("alert")).toContainText("Code wrong-credentials");
  }
  await logIn(page, "vscmanager");
  await expect(page.getByRole("alert")).toContainText("Too many wrong passwords.");
  await expect(page.getByRole("alert")).toContainText(/try again in \d:\d\d min/);
  expect(await findings(page)).toEqual([]);

  page = await app.restart();
  await expect(page.getByText(/the operator who downloaded it can log in/)).toBeVisible();
  await logIn(page, "vscmanager");
  await expect(page.getByRole("alert")).toContainText("Code unlock-wait");
  await expect(page.getByRole("searchbox")).toHaveCount(0);
});

test("a journal with an entry changed on disk is refused, kept, and exported as a file that the device has signed", async ({
  page: first,
  app,
}) => {
  const cards = await inactiveCards(app.sandbox, 2);
  const [, second = ""] = cards;
  await inTheField(first, app.sandbox);
  for (const card of cards) await queueReactivation(first, card);

  const page = await app.restart((dataDir) => {
    const db = new DatabaseSync(join(dataDir, "offline.db"));
    const row = z
      .object({ sealed: z.instanceof(Uint8Array) })
      .parse(db.prepare("SELECT sealed FROM entry WHERE seq = 1").get());
    row.sealed[100] = (row.sealed[100] ?? 0) ^ 1;
    db.prepare("UPDATE entry SET sealed = ? WHERE seq = 1").run(row.sealed);
    db.close();
  });
  await expect(page.getByText(/the operator who downloaded it can log in/)).toBeVisible();
  await logIn(page, "vscmanager");
  await goTo(page, "Offline");
  await expect(banner(page)).toContainText("A journal was refused.");
  await expect(page.getByText("An entry cannot be read: it was changed, or its key is gone.")).toBeVisible();
  await expect(entry(page, second)).toContainText("Refused");
  expect(await findings(page)).toEqual([]);
  await page.getByRole("button", { name: "Export for the security officer" }).click();
  const exported = readFileSync(await page.locator("code.exported-file").innerText(), "utf8");

  // The back end knows the device by the public key in the grant that it issued.
  const grants = new DatabaseSync(join(app.sandbox.dataDir, "sandbox.db"), { readOnly: true });
  const { jws } = z.object({ jws: z.string() }).parse(grants.prepare("SELECT jws FROM offline_grants").get());
  grants.close();
  const { cnf } = z.object({ cnf: z.object({ jwk: z.record(z.string(), z.string()) }) }).parse(decodeJwt(jws));
  const key = await importJWK(cnf.jwk, "ES256");
  const { payload } = await compactVerify(exported, key);
  const journal = z
    .object({
      entries: z.array(z.object({ signed: z.object({ entry: z.object({ seq: z.number() }) }) })),
      raw: z.array(z.object({ seq: z.number() })),
    })
    .parse(JSON.parse(new TextDecoder().decode(payload)));
  expect(journal.entries.map(({ signed }) => signed.entry.seq)).toEqual([2]);
  expect(journal.raw.map(({ seq }) => seq)).toEqual([1, 2]);
  const [header = "", , signature = ""] = exported.split(".");
  const forged = Buffer.from(JSON.stringify({ ...journal, entries: [] })).toString("base64url");
  await expect(compactVerify(`${header}.${forged}.${signature}`, key)).rejects.toThrow(/signature/);

  // Nothing of the journal is sent when the back end is back.
  await using sandbox = await backAgain(app.sandbox);
  await logInAgain(page);
  await expect(page.getByText("Connected", { exact: true })).toBeVisible();
  await expect(entry(page, second)).toContainText("Refused");
  const operator = await logInToApi(sandbox.url, "vscmanager");
  for (const id of cards)
    expect(await operator.ask(idmApi.object, { params: cardRef(id) })).toMatchObject({ state: "inactive" });
});
