import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { operatorError } from "#shared/errors.ts";
import type { WorkingObject } from "#shared/idm/offline.ts";
import { accountKey } from "#shared/idm/session.ts";
import {
  headerFromDisk,
  headerToDisk,
  headerV1,
  itemToDisk,
  itemV1,
  kdfV1,
  triesV1,
  workingObjectFromDisk,
  workingObjectToDisk,
  workingObjectV1,
} from "./format-v1/working-set.ts";
import { passwordKey, type ScryptCost } from "./password-key.ts";
import { openJson, sealJson } from "./sealed-json.ts";
import { keyLength, open, seal, SealBroken } from "./sealed.ts";
import { first, parseRow, transaction } from "./sql.ts";
import { StoreFault } from "./store-fault.ts";
import type { WorkingSetHeader } from "./stored.ts";
import { createWorkingIndex, type WorkingIndex } from "./working-index.ts";

/** An incomplete working set, and the number of its stored objects. */
export interface WorkingSetDraft {
  readonly header: WorkingSetHeader;
  readonly stored: number;
}

/** The number of wrong passwords in a row that starts a wait, and the wait in milliseconds. */
const mostTries = 5;
const wait = 5 * 60_000;

const blob = z.instanceof(Uint8Array);
const setRow = z.object({ id: z.number(), sealed: blob, salt: blob, wrapped: blob, tries: blob, kdf: blob });
const objectRow = z.object({ id: z.number(), item: blob });

/** The key material of a log-in, so that a later download does not ask for the password again. */
interface Remembered {
  readonly account: string;
  readonly salt: Uint8Array;
  readonly key: Uint8Array;
}

/**
 * The working set in the database. Its objects are sealed with a key of its own. That key is
 * wrapped twice: with the vault's key, and with a key that scrypt derives from the password of the
 * operator's account. `cost` is for new working sets; each stored one has its own.
 */
export function workingSetTable(db: DatabaseSync, vaultKey: Uint8Array, cost: ScryptCost) {
  let unlocked: { readonly set: number; readonly key: Uint8Array; readonly index: WorkingIndex } | null = null;
  let remembered: Remembered | null = null;
  let draft: { readonly set: number; readonly key: Uint8Array; header: WorkingSetHeader } | null = null;

  const newest = (whole: 0 | 1) =>
    first(
      db,
      setRow,
      "SELECT id, sealed, salt, wrapped, tries, kdf FROM working_set WHERE whole = ? ORDER BY id DESC",
      whole,
    );
  const current = () => newest(1);

  const header = (row: z.output<typeof setRow>): WorkingSetHeader =>
    headerFromDisk(openJson(vaultKey, `working set ${row.id}`, headerV1, row.sealed));

  const sealedHeader = (set: number, known: WorkingSetHeader): Uint8Array =>
    sealJson(vaultKey, `working set ${set}`, headerToDisk(known));

  function insert(set: number, key: Uint8Array, objects: readonly WorkingObject[]): void {
    const row = db.prepare("INSERT INTO working_object VALUES (NULL, ?, ?, ?)");
    for (const each of objects) {
      const item = sealJson(key, `item ${set}`, itemToDisk(each));
      row.run(set, item, sealJson(key, `object ${set}`, workingObjectToDisk(each)));
    }
  }

  function load(set: number, key: Uint8Array, known: WorkingSetHeader): void {
    const index = createWorkingIndex(known.configuration.fields);
    const rows = db.prepare("SELECT id, item FROM working_object WHERE working_set = ? ORDER BY id").iterate(set);
    for (const found of rows) {
      const row = parseRow(objectRow, found);
      index.add(row.id, openJson(key, `item ${set}`, itemV1, row.item));
    }
    unlocked = { set, key, index };
  }

  /**
   * Keeps the key that locks the next working set of this account; the password itself is not kept.
   */
  function remember(account: string, password: string): void {
    const salt = randomBytes(16);
    remembered = { account, salt, key: passwordKey(password, salt, cost) };
  }

  return {
    remember,

    header(): WorkingSetHeader | null {
      const row = current();
      return row === undefined ? null : header(row);
    },

    /**
     * Takes the password of a log-in that the back end accepted: remembers it as `remember` does,
     * and unlocks the working set and the draft of this account if the password still opens them.
     */
    loggedIn(account: string, password: string): void {
      const keyOf = (row: z.output<typeof setRow> | undefined): Buffer | null =>
        row !== undefined && header(row).operator.account === account ? unwrap(vaultKey, row, password) : null;
      remember(account, password);
      const whole = current();
      const key = keyOf(whole);
      if (whole !== undefined && key !== null && unlocked?.set !== whole.id) load(whole.id, key, header(whole));
      const half = newest(0);
      const halfKey = keyOf(half);
      if (half !== undefined && halfKey !== null) draft = { set: half.id, key: halfKey, header: header(half) };
    },

    /**
     * Starts a draft of the logged-in operator with its first page; the working set stays until
     * `commitDraft`.
     */
    startDraft(known: WorkingSetHeader, objects: readonly WorkingObject[]): void {
      if (remembered?.account !== known.operator.account) throw new Error("The operator has not logged in.");
      const { salt, key: lock } = remembered;
      const key = randomBytes(keyLength);
      draft = transaction(db, () => {
        db.exec("DELETE FROM working_set WHERE whole = 0");
        const none = new Uint8Array();
        const insertSet = db.prepare("INSERT INTO working_set VALUES (NULL, 0, ?, ?, ?, ?, ?)");
        const inserted = insertSet.run(none, salt, none, none, none);
        const set = Number(inserted.lastInsertRowid);
        const inner = seal(lock, `password ${set}`, key);
        db.prepare("UPDATE working_set SET sealed = ?, wrapped = ?, tries = ?, kdf = ? WHERE id = ?").run(
          sealedHeader(set, known),
          seal(vaultKey, `wrapped ${set}`, inner),
          sealJson(vaultKey, `tries ${set}`, { wrong: 0, until: 0 }),
          sealJson(vaultKey, `kdf ${set}`, { name: "scrypt", ...cost }),
          set,
        );
        insert(set, key, objects);
        return { set, key, header: known };
      });
    },

    /**
     * Appends a page to the draft; `next` is the cursor of the page after it, null for the last.
     */
    appendPage(objects: readonly WorkingObject[], next: string | null): void {
      const into = draft;
      if (into === null) throw new Error("There is no draft.");
      const known = { ...into.header, next };
      transaction(db, () => {
        insert(into.set, into.key, objects);
        db.prepare("UPDATE working_set SET sealed = ? WHERE id = ?").run(sealedHeader(into.set, known), into.set);
      });
      into.header = known;
    },

    /** Returns the draft of the logged-in operator, also one from before a restart. */
    draft(): WorkingSetDraft | null {
      if (draft === null) return null;
      const count = "SELECT count(*) AS n FROM working_object WHERE working_set = ?";
      const stored = first(db, z.object({ n: z.number() }), count, draft.set)?.n ?? 0;
      return { header: draft.header, stored };
    },

    /** Replaces the working set by the draft, which has all its pages, and unlocks it. */
    commitDraft(): void {
      const done = draft;
      if (done === null || done.header.next !== null) throw new Error("There is no draft with all its pages.");
      transaction(db, () => {
        db.prepare("DELETE FROM working_set WHERE id <> ?").run(done.set);
        db.prepare("UPDATE working_set SET whole = 1 WHERE id = ?").run(done.set);
      });
      draft = null;
      load(done.set, done.key, done.header);
    },

    /** Deletes the draft. */
    discardDraft(): void {
      draft = null;
      db.exec("DELETE FROM working_set WHERE whole = 0");
    },

    /** Stores the trusted time with the working set. */
    keepTime(latest: NonNullable<WorkingSetHeader["latest"]>): void {
      const row = current();
      if (row === undefined) return;
      const sealed = sealedHeader(row.id, { ...header(row), latest });
      db.prepare("UPDATE working_set SET sealed = ? WHERE id = ?").run(sealed, row.id);
    },

    /**
     * Removes the working set and the draft from this machine, and erases their pages from its
     * files.
     */
    remove(): void {
      draft = null;
      unlocked = null;
      db.exec("PRAGMA secure_delete = ON; DELETE FROM working_set; PRAGMA wal_checkpoint(TRUNCATE)");
    },

    /**
     * Unlocks the working set for the operator who downloaded it; null if there is none or it
     * belongs to another account. The try is counted on disk before the password is checked, so
     * that killing the program in between gains no further try. `now`: milliseconds of a clock that
     * the operator cannot set back. Throws StoreFault `wrong-credentials` or `unlock-wait`.
     */
    unlock(account: string, password: string, now: number): WorkingSetHeader | null {
      const row = current();
      if (row === undefined) return null;
      const known = header(row);
      if (accountKey(known.operator.account) !== accountKey(account)) return null;
      const tries = openJson(vaultKey, `tries ${row.id}`, triesV1, row.tries);
      if (now < tries.until) {
        const seconds = Math.ceil((tries.until - now) / 1000);
        throw new StoreFault(operatorError("unlock-wait", { seconds }));
      }
      const wrong = tries.wrong + 1;
      const write = (value: z.input<typeof triesV1>): void => {
        const sealed = sealJson(vaultKey, `tries ${row.id}`, value);
        db.prepare("UPDATE working_set SET tries = ? WHERE id = ?").run(sealed, row.id);
      };
      write(wrong < mostTries ? { wrong, until: 0 } : { wrong: 0, until: now + wait });
      const key = unwrap(vaultKey, row, password);
      if (key === null) throw new StoreFault(operatorError("wrong-credentials"));
      write({ wrong: 0, until: 0 });
      if (unlocked?.set !== row.id) load(row.id, key, known);
      return known;
    },

    /** Drops every key and all decrypted data. */
    lock(): void {
      unlocked = null;
      draft = null;
      remembered = null;
    },

    isUnlocked: (): boolean => unlocked !== null,

    /** Searches the unlocked working set; null while it is locked. */
    search: (...query: Parameters<WorkingIndex["search"]>) => unlocked?.index.search(...query) ?? null,

    /**
     * Returns an object of the unlocked working set; null if there is none or the set is locked.
     */
    object(type: string, id: string): WorkingObject | null {
      const row = unlocked?.index.find(type, id);
      if (unlocked === null || row === undefined) return null;
      const found = first(db, z.object({ object: blob }), "SELECT object FROM working_object WHERE id = ?", row);
      if (found === undefined) return null;
      const { set, key } = unlocked;
      return workingObjectFromDisk(openJson(key, `object ${set}`, workingObjectV1, found.object));
    },
  };
}

export type WorkingSetTable = ReturnType<typeof workingSetTable>;

/** Decrypts the key of the working set; null for a wrong password. */
function unwrap(vaultKey: Uint8Array, row: z.output<typeof setRow>, password: string): Buffer | null {
  const cost = openJson(vaultKey, `kdf ${row.id}`, kdfV1, row.kdf);
  const inner = open(vaultKey, `wrapped ${row.id}`, row.wrapped);
  try {
    return open(passwordKey(password, row.salt, cost), `password ${row.id}`, inner);
  } catch (fault) {
    if (fault instanceof SealBroken) return null;
    throw fault;
  }
}
