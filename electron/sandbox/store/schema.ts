/**
 * Must be raised with every change of the tables other than the additions below: data of another
 * version is refused, not converted.
 */
export const schemaVersion = 4;

/**
 * Indexes that were added later. They are created in existing data as well, because its content
 * does not depend on them.
 */
export const laterIndexes = `
  CREATE UNIQUE INDEX IF NOT EXISTS user_of_email ON users (email);
  CREATE INDEX IF NOT EXISTS instances_of_object ON instances (type, object);
`;

/** Columns that were added later; older data does not have them until it is opened. */
export const laterColumns = [{ table: "history", column: "trace", type: "TEXT" }] as const;

/**
 * The sandbox's tables; the CA keeps its own (`ca_…`) in the same database. Times are ISO 8601 UTC
 * with milliseconds.
 *
 * - `users`, `cards`, `certificates`: the objects. `n` is the order in which Quick search lists
 *   them and never changes; `version` grows with every change. A certificate's `id` is its serial
 *   number.
 * - `held_by`: for a card, the process instance of its present deactivation; for a certificate,
 *   what put it on hold: such an instance, or another cause in words. Reactivation releases a
 *   certificate if the two are equal.
 * - `instances`: processes that were started; `entered` has the values of the form, by field;
 *   `device` and `journal_seq` name the journal entry of an offline decision, null if the operator
 *   was online.
 * - `tasks`: instances that wait, or waited, for a second person; `decision` is null while a task
 *   is open.
 * - `accounts`: the operators; `user` is the user that an operator is, null if there is none.
 * - `history`: names its object by type and id, because it stays when the object is deleted.
 *   `trace` is that of the request.
 * - `offline_grants`: grants as issued (`jws`), with the objects of their working sets.
 * - `offline_devices`: the end of each device's journal, with the time of the last decision in it
 *   (milliseconds since 1970).
 * - `offline_entries`: every entry that was taken, as it was signed, and its outcome at that time
 *   (a request may have been decided since); `version` is the object's after it.
 * - `offline_key`: the key that signs grants, PKCS #8 DER.
 * - `answers`: the answer to each Idempotency-Key, written in the transaction of its effect.
 * - `fingerprints`: SHA-256 (lower-case hexadecimal) of the certificates whose DER has been handed
 *   out.
 */
export const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;

  CREATE TABLE accounts (
    account TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    user TEXT,
    salt BLOB NOT NULL,
    hash BLOB NOT NULL
  ) STRICT;

  CREATE TABLE users (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    account TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    department TEXT NOT NULL
  ) STRICT;

  CREATE TABLE cards (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    user TEXT NOT NULL REFERENCES users (id),
    issued_at TEXT NOT NULL,
    held_by TEXT
  ) STRICT;
  CREATE INDEX cards_of_user ON cards (user);

  CREATE TABLE certificates (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    card TEXT NOT NULL REFERENCES cards (id),
    purpose TEXT NOT NULL,
    subject TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    held_by TEXT
  ) STRICT;
  CREATE INDEX certificates_of_card ON certificates (card);

  CREATE TABLE history (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    at TEXT NOT NULL,
    operator TEXT NOT NULL,
    approved_by TEXT,
    process TEXT,
    event TEXT NOT NULL,
    before TEXT,
    after TEXT,
    entered TEXT NOT NULL,
    instance TEXT,
    device TEXT,
    journal_seq INTEGER,
    trace TEXT
  ) STRICT;
  CREATE INDEX history_of_object ON history (type, id, seq);

  CREATE TABLE instances (
    id TEXT PRIMARY KEY,
    process TEXT NOT NULL,
    type TEXT NOT NULL,
    object TEXT NOT NULL,
    operator TEXT NOT NULL,
    expected_version INTEGER NOT NULL,
    entered TEXT NOT NULL,
    step TEXT,
    device TEXT,
    journal_seq INTEGER
  ) STRICT;

  CREATE TABLE tasks (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    instance TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    asked TEXT NOT NULL,
    postponed TEXT,
    decision TEXT,
    decided_by TEXT,
    decided_at TEXT
  ) STRICT;
  CREATE INDEX open_tasks ON tasks (instance) WHERE decision IS NULL;

  CREATE TABLE templates (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    commands TEXT NOT NULL,
    settings TEXT NOT NULL
  ) STRICT;

  CREATE TABLE offline_key (id INTEGER PRIMARY KEY CHECK (id = 1), private_key BLOB NOT NULL) STRICT;

  CREATE TABLE offline_grants (
    id TEXT PRIMARY KEY,
    operator TEXT NOT NULL,
    jws TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    objects TEXT NOT NULL
  ) STRICT;

  CREATE TABLE offline_devices (
    device TEXT PRIMARY KEY,
    operator TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    decided_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE offline_entries (
    device TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    operation TEXT NOT NULL UNIQUE,
    grant_id TEXT NOT NULL,
    signed TEXT NOT NULL,
    outcome TEXT NOT NULL,
    version INTEGER,
    PRIMARY KEY (device, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX offline_entries_of_grant ON offline_entries (grant_id);

  CREATE TABLE answers (
    operator TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (operator, key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE fingerprints (sha256 TEXT PRIMARY KEY, serial TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;
