import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { z } from "zod";
import { newDeviceKey } from "../../../electron/core/store/device.ts";
import { latestVersion } from "../../../electron/core/store/migrations.ts";
import { open, seal } from "../../../electron/core/store/sealed.ts";
import { onDisk, StoreFault } from "../../../electron/core/store/store-fault.ts";
import { openStore, type Store } from "../../../electron/core/store/store.ts";
import { cheapCost } from "../../fixtures/cheap-cost.ts";
import { accepted, refused } from "../border.ts";
import { mutations } from "../bytes.ts";
import { fuzzer } from "../run.ts";
import { change, spoil, type Change } from "../values.ts";

const folder = join(import.meta.dirname, "../../fixtures/databases");
const secrets = z
  .object({ vaultKey: z.base64(), account: z.string(), password: z.string() })
  .parse(JSON.parse(readFileSync(join(folder, `v${latestVersion}.json`), "utf8")));
const key = Buffer.from(secrets.vaultKey, "base64");
const golden = Array.from({ length: latestVersion }, (_, n) => readFileSync(join(folder, `v${n + 1}.db`)));
const [latest = Buffer.alloc(0)] = golden.slice(-1);

/** Columns that hold a value sealed with the vault key, and the place that its seal names. */
const sealedColumns = [
  ["device", "sealed", "'device ' || device"],
  ["device", "head", "'head ' || device"],
  ["entry", "sealed", "'entry ' || device || ' ' || seq"],
  ["entry", "state", "'state ' || device || ' ' || seq"],
  ["working_set", "sealed", "'working set ' || id"],
  ["working_set", "kdf", "'kdf ' || id"],
  ["working_set", "tries", "'tries ' || id"],
  ["bulk", "sealed", "'bulk'"],
] as const;

type Input =
  | { readonly kind: "file"; readonly bytes: Uint8Array; readonly wal: Uint8Array | null }
  /**
   * A value of the database, changed in a way that another version of the program could have
   * sealed.
   */
  | { readonly kind: "value"; readonly column: number; readonly row: number; readonly changes: readonly Change[] }
  /** A cell changed with SQL. */
  | {
      readonly kind: "cell";
      readonly table: string;
      readonly row: number;
      readonly value: string | number | Uint8Array | null;
    };

/**
 * Database files, which must open with their contents or a reason; the readable part of a damaged
 * one must be kept.
 */
export const fuzz = fuzzer<Input>({
  arbitrary: fc.oneof(
    // Rare, because a damaged page can make the store look for 100,000 rows one by one.
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("file"),
        bytes: fc.oneof(
          { weight: 1, arbitrary: fc.constant(latest) },
          { weight: 6, arbitrary: mutations(latest, 8) },
          { weight: 1, arbitrary: fc.constantFrom(...golden).chain((bytes) => mutations(bytes, 8)) },
          { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
        ),
        wal: fc.oneof(
          { weight: 5, arbitrary: fc.constant(null) },
          { weight: 1, arbitrary: fc.uint8Array({ maxLength: 100 }) },
          { weight: 1, arbitrary: fc.nat(2_000).map((length) => walLike(length)) },
        ),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("value"),
        column: fc.nat(sealedColumns.length - 1),
        row: fc.nat(9),
        changes: fc.array(change, { maxLength: 2 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("cell"),
        table: fc.constantFrom("device", "entry", "working_set", "working_object", "bulk", "bulk_item", "key_check"),
        row: fc.nat(9),
        value: fc.oneof(
          fc.constant(null),
          fc.string({ maxLength: 5 }),
          fc.integer(),
          fc.double(),
          fc.uint8Array({ maxLength: 50 }),
        ),
      }),
    },
  ),
  async open() {
    const directory = mkdtempSync(join(tmpdir(), "carddesk-fuzz-store-"));
    const file = join(directory, "offline.db");
    return {
      async send(input) {
        for (const left of readdirSync(directory)) rmSync(join(directory, left), { recursive: true });
        writeFileSync(file, input.kind === "file" ? input.bytes : latest);
        if (input.kind === "file" && input.wal !== null) writeFileSync(`${file}-wal`, input.wal);
        if (input.kind === "value") changeValue(file, input);
        if (input.kind === "cell") changeCell(file, input);
        try {
          const store = onDisk(() => openStore(file, key, { cost: cheapCost }));
          try {
            return readAll(store, join(directory, "exports")) === "whole" ? accepted : refused("in part");
          } finally {
            store.close();
          }
        } catch (fault) {
          if (fault instanceof StoreFault) return refused(fault.error.code);
          throw fault;
        }
      },
      async close() {
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
});

const pkcs8 = newDeviceKey();

/** Makes the store calls that the core makes; each may be refused on its own. */
function readAll(store: Store, exports: string): "whole" | "part" {
  const { journals, keptAside } = store.found();
  const works = [
    () => store.header(),
    () => store.loggedIn(secrets.account, secrets.password),
    () => store.unlock(secrets.account, secrets.password, 0),
    () => store.search({ q: "lukasz", state: null, cursor: null }),
    () => store.object("virtualSmartCard", "VSC-000001"),
    () => store.draft(),
    () => store.bulk(),
    ...journals.map(
      ({ device }) =>
        () =>
          store.exportJournal(device, { directory: exports, pkcs8, now: new Date() }),
    ),
  ];
  const refusals = works.filter((work) => !isDone(work));
  return refusals.length === 0 && keptAside === null ? "whole" : "part";
}

function isDone(work: () => unknown): boolean {
  try {
    onDisk(work);
    return true;
  } catch (fault) {
    if (fault instanceof StoreFault) return false;
    throw fault;
  }
}

function changeValue(file: string, { column, row, changes }: Extract<Input, { kind: "value" }>): void {
  const [table, name, place] = sealedColumns[column] ?? sealedColumns[0];
  const db = new DatabaseSync(file);
  const rows = db.prepare(`SELECT rowid AS at, ${place} AS place, ${name} AS value FROM ${table}`).all();
  const found = z
    .object({ at: z.number(), place: z.string(), value: z.instanceof(Uint8Array) })
    .safeParse(rows[row % Math.max(1, rows.length)]).data;
  if (found !== undefined) {
    const json: unknown = JSON.parse(open(key, found.place, found.value).toString());
    const changed = seal(key, found.place, JSON.stringify(spoil(json, changes), wellFormed));
    db.prepare(`UPDATE ${table} SET ${name} = ? WHERE rowid = ?`).run(changed, found.at);
  }
  db.close();
}

/** Replaces unpaired surrogates: every version writes canonical JSON, which has none. */
const wellFormed = (_: string, value: unknown): unknown => (typeof value === "string" ? value.toWellFormed() : value);

function changeCell(file: string, { table, row, value }: Extract<Input, { kind: "cell" }>): void {
  const db = new DatabaseSync(file);
  const columns = z.array(z.object({ name: z.string() })).parse(db.prepare(`PRAGMA table_info(${table})`).all());
  const { name } = columns[row % columns.length] ?? { name: "sealed" };
  try {
    db.prepare(`UPDATE ${table} SET ${name} = ? WHERE rowid = (SELECT min(rowid) FROM ${table})`).run(value);
  } catch {
    // The table does not accept the value, so the file stays unchanged.
  }
  db.close();
}

/**
 * Returns the header of a WAL with page size 4,096 (https://www.sqlite.org/fileformat2.html,
 * section 4.1), followed by `length` zero bytes.
 */
function walLike(length: number): Uint8Array {
  const wal = Buffer.alloc(32 + length);
  wal.writeUInt32BE(0x377f0682, 0);
  wal.writeUInt32BE(3_007_000, 4);
  wal.writeUInt32BE(4_096, 8);
  return wal;
}
