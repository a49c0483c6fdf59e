import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canonical, signedEntrySchema, type SignedEntry } from "#shared/domain/journal.ts";
import { FieldDevice } from "../../../test/fixtures/field-device.ts";
import { textsFor } from "../texts/texts.ts";
import { openStore } from "../store/open.ts";
import { transaction } from "../store/sql.ts";
import { giveGrant, readGrant } from "./grants.ts";
import { takeEntries } from "./take-entries.ts";

const operator = { id: "OPR-1", name: "Vera Cardell", account: "vscmanager", roles: ["virtualSmartCardManager"] };
const asking = { operator, texts: textsFor("en") };

describe("a changed bit in a journal entry is detected", () => {
  let place: Awaited<ReturnType<typeof fieldPlace>>;
  let sent = 0;
  beforeAll(async () => {
    place = await fieldPlace();
  });
  afterAll(() => place.close());

  // Each case continues the entries of the one before: together they try every byte of 50.
  test.each([10, 20, 30, 40, 50])("in every byte of the ten entries up to number %i", (last) => {
    let tried = 0;
    while (sent < last) {
      sent += 1;
      const signed = place.device.entry(`VSC-${String(sent).padStart(6, "0")}`);
      const text = canonical(signed);
      for (let at = 0; at < text.length; at += 1) {
        const changed = text.slice(0, at) + String.fromCodePoint(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
        const parsed = signedEntrySchema.safeParse(parseJson(changed));
        tried += 1;
        // The schema refuses a text that is no longer an entry; any other change must be detected
        // here.
        const found = !parsed.success || place.take(parsed.data).answer.broken !== null;
        if (!found) throw new Error(`entry ${sent}, byte ${at}: ${changed}`);
      }
      expect(place.take(signed).answer).toMatchObject({ broken: null, head: { seq: sent } });
    }
    expect(tried).toBeGreaterThan(8_000);
  });
});

/** Opens a store that takes the entries of a device with a grant of it. */
async function fieldPlace() {
  const dataDir = mkdtempSync(join(tmpdir(), "carddesk-entries-"));
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
  const { grant: jws } = transaction(store.db, () => giveGrant(store, request, asking, now()));
  device.grant = { ...readGrant(store.db, jws, asking), maxEntries: 100 };
  const engine = { db: store.db, ca: store.ca, now };
  return {
    device,
    take: (entry: SignedEntry) =>
      transaction(store.db, () =>
        takeEntries({ engine, asking, grant: device.grant, view: () => null, demandFresh: () => undefined }, [entry]),
      ),
    close() {
      store.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
