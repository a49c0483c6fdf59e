/**
 * The CA's tables. Times are ISO 8601 UTC with milliseconds, certificates DER, private keys PKCS #8
 * DER and not encrypted: this is a CA for trials, which nothing trusts.
 *
 * - `ca_authority`: root, issuing CA and OCSP responder, made on the first start and kept.
 * - `ca_record`: the certificates that the CA has issued. A serial has the digits of the DER
 *   INTEGER without its sign octet, at most 20 octets with it (RFC 5280 section 4.1.2.2), so that a
 *   CRL or an OCSP request leads back to the row.
 * - `ca_certificate`: certificates that were requested, with the key that went to the virtual card.
 * - `ca_revocation`: the entries of the CRL, holds included. A record without a row here is valid
 *   until it expires.
 * - `ca_status_change`: counts changes of `ca_revocation`. It is a row, not a variable, because a
 *   rollback must undo it too.
 * - `ca_crl`: the latest CRL and the count at which it was made.
 */
export const caSchema = `
  CREATE TABLE IF NOT EXISTS ca_authority (
    role TEXT PRIMARY KEY CHECK (role IN ('root', 'issuing', 'ocspResponder')),
    certificate BLOB NOT NULL,
    private_key BLOB NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS ca_record (
    serial TEXT PRIMARY KEY CHECK (
      serial NOT GLOB '*[^0-9a-f]*' AND serial NOT GLOB '00*' AND length(serial) % 2 = 0
      AND length(serial) BETWEEN 2 AND 40 AND (length(serial) < 40 OR serial < '8')
    ),
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('authentication', 'signature', 'encryption')),
    not_before TEXT NOT NULL,
    not_after TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS ca_certificate (
    serial TEXT PRIMARY KEY REFERENCES ca_record (serial),
    certificate BLOB NOT NULL,
    private_key BLOB NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS ca_revocation (
    serial TEXT PRIMARY KEY REFERENCES ca_record (serial),
    reason TEXT NOT NULL,
    revoked_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS ca_status_change (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    count INTEGER NOT NULL
  ) STRICT;
  INSERT OR IGNORE INTO ca_status_change (id, count) VALUES (1, 0);

  CREATE TABLE IF NOT EXISTS ca_crl (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,
    made_at_change INTEGER NOT NULL,
    renew_at TEXT NOT NULL,
    crl BLOB NOT NULL
  ) STRICT;
`;
