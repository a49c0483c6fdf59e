import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startCore } from "../../fixtures/core.ts";
import { startSandbox } from "../../fixtures/sandbox.ts";

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), "carddesk-unavailable-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test("an unwritable data directory is reported, and work with a connection goes on", async () => {
  await using sandbox = await startSandbox();
  const inTheWay = join(directory(), "file");
  writeFileSync(inTheWay, "");
  await using core = startCore(sandbox.url, join(inTheWay, "data"));
  expect(await core.client.offline.state()).toMatchObject({
    value: { working: false, workingSet: { kind: "unavailable", error: { code: "store-unwritable" } } },
  });
  expect(await core.client.session.logIn({ account: "vscmanager", password: "sandbox" })).toMatchObject({ ok: true });
  const take = { configuration: "virtualSmartCard", q: "", state: null, hours: 1 };
  expect(await core.client.offline.take(take)).toMatchObject({ error: { code: "store-unwritable" } });
  const ref = { type: "virtualSmartCard", id: "VSC-000002" };
  expect(await core.client.objects.open(ref)).toMatchObject({ value: { object: { state: "inactive" } } });
});

test("an unreadable key file and a damaged database are reported, and the damaged database is kept aside", async () => {
  await using sandbox = await startSandbox();
  const broken = directory();
  writeFileSync(join(broken, "keys.json"), "{half");
  {
    await using core = startCore(sandbox.url, broken);
    expect(await core.client.offline.state()).toMatchObject({
      value: { workingSet: { kind: "unavailable", error: { code: "vault-unavailable" } } },
    });
  }
  const damaged = directory();
  writeFileSync(join(damaged, "offline.db"), "this is no database, but who knows what it was ".repeat(100));
  await using core = startCore(sandbox.url, damaged);
  const state = await core.client.offline.state();
  expect(state).toMatchObject({ value: { workingSet: { kind: "none" }, keptAside: expect.stringMatching(/damaged/) } });
  expect(readdirSync(damaged).filter((name) => name.includes("damaged"))).toHaveLength(1);
});
