import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { canonical, signedEntrySchema, type SignedEntry } from "#shared/domain/journal.ts";
import { FieldDevice } from "../../../test/fixtures/field-device.ts";
import { textsFor } from "../texts/texts.ts";
import { openStore } from "../store/open.ts";
import { transaction } from "../store/sql.ts";
import { giveGrant, readGrant } from "./grants.ts";
import { takeEntries } from "./take-entries.ts";

const operator = { id: "OPR-1", name: "Vera Cardell", account: "vscmanager", roles: ["virtualSmartCardManager"] };
const asking = { operator, texts: textsFor("en") };

test("a changed bit in any byte of an entry that is sent is found, on every byte of 50 entries", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "carddesk-entries-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const now = () => new Date();
  const store = await openStore({ dataDir, people: 20, seed: 1, baseUrl: "http://127.0.0.1:1", now });
  const device = new FieldDevice();
  const request = {
    device: device.device.publicKey,
    configuration: "virtualSmartCard",
    q: "",
    state: null,
    lifetime: 60,
  };
  const { grant: jws } = transaction(store.db, () => giveGrant(store, { ...request, q: "" }, asking, now()));
  device.grant = { ...readGrant(store.db, jws, asking), maxEntries: 100 };
  const engine = { db: store.db, ca: store.ca, now };
  const take = (entry: SignedEntry) =>
    transaction(store.db, () =>
      takeEntries({ engine, asking, grant: device.grant, view: () => null, demandFresh: () => undefined }, [entry]),
    );

  let tried = 0;
  for (let n = 1; n <= 50; n += 1) {
    const signed = device.entry(`VSC-${String(n).padStart(6, "0")}`);
    const text = canonical(signed);
    for (let at = 0; at < text.length; at += 1) {
      const changed = text.slice(0, at) + String.fromCodePoint(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
      const parsed = signedEntrySchema.safeParse(parseJson(changed));
      tried += 1;
      // What is no entry any more is refused by its schema; any other has to be found here.
      const found = !parsed.success || take(parsed.data).answer.broken !== null;
      if (!found) throw new Error(`entry ${n}, byte ${at}: ${changed}`);
    }
    expect(take(signed).answer).toMatchObject({ broken: null, head: { seq: n } });
  }
  expect(tried).toBeGreaterThan(40_000);
  store.close();
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
