import { performance } from "node:perf_hooks";
import { findEntry } from "../../electron/core/revocation/crl-entries.ts";
import { lookUp, verifyCrl, type VerifiedCrl } from "../../electron/core/revocation/crl.ts";
import { OpensslCa } from "../fixtures/openssl-ca.ts";

/** Time to process a CRL, here and with openssl. In milliseconds, except the search alone. */
export interface CrlFigures {
  readonly entries: number;
  readonly crlBytes: number;
  /**
   * Verifies the CRL and looks up one listed and one unlisted certificate: the first time in this
   * process, and the median.
   */
  readonly firstMilliseconds: number;
  readonly medianMilliseconds: number;
  /** One search in the verified CRL, the mean of many. */
  readonly searchMicroseconds: number;
  /** Size of the search index, in addition to the CRL's own bytes. */
  readonly indexBytes: number;
  /** `openssl crl -CAfile` as a separate process: verifies the signature, searches nothing. */
  readonly opensslCrlMilliseconds: number;
  /** `openssl verify -crl_check` of one certificate: verifies the CRL and searches it. */
  readonly opensslVerifyMilliseconds: number;
  /** A process of openssl that does nothing; its start time is part of both figures above. */
  readonly opensslStartMilliseconds: number;
}

/**
 * Measures with a CRL that `openssl ca -gencrl` generates from a database of `entries` revoked
 * certificates.
 */
export function measureCrl(entries = 100_000, runs = 7): CrlFigures {
  using ca = new OpensslCa();
  const [listed, unlisted] = [ca.issue("Listed"), ca.issue("Unlisted")];
  ca.revoke(listed, "certificateHold");
  const serials = ca.enterRevoked(entries - 1).map((serial) => Buffer.from(serial, "hex"));
  const crl = ca.crl();

  const issuer = ca.self.certificate;
  function verifyAndSearch(): VerifiedCrl {
    const found = verifyCrl({ crl, issuer, now: new Date(), toleranceSeconds: 300 });
    if (found.kind === "rejected") throw new Error(`${found.why}: ${found.detail}`);
    const said = [listed, unlisted].map(({ certificate }) => lookUp(found, certificate).kind).join();
    if (said !== "onHold,good" || found.entries.count !== entries) throw new Error(`${said} of ${found.entries.count}`);
    return found;
  }
  const buffersBefore = process.memoryUsage().arrayBuffers;
  const firstStart = performance.now();
  const verified = verifyAndSearch();
  const firstMilliseconds = performance.now() - firstStart;
  const indexBytes = process.memoryUsage().arrayBuffers - buffersBefore;

  const searchStart = performance.now();
  const missed = serials.filter((serial) => findEntry(verified.entries, serial) === null).length;
  const searchMicroseconds = ((performance.now() - searchStart) * 1_000) / serials.length;
  if (missed > 0) throw new Error(`${missed} listed serials were not found.`);

  const crlFile = ca.write("big.crl", crl);
  const pemFile = ca.file("big.pem");
  ca.run(["crl", "-in", crlFile, "-inform", "DER", "-out", pemFile]);
  const trusted = ["-CAfile", ca.self.certificateFile];
  const check = ["verify", "-crl_check", ...trusted, "-CRLfile", pemFile, unlisted.certificateFile];
  return {
    entries,
    crlBytes: crl.length,
    firstMilliseconds,
    medianMilliseconds: median(runs, verifyAndSearch),
    searchMicroseconds,
    indexBytes,
    opensslCrlMilliseconds: median(runs, () => ca.run(["crl", "-in", crlFile, "-inform", "DER", ...trusted, "-noout"])),
    opensslVerifyMilliseconds: median(runs, () => ca.run(check)),
    opensslStartMilliseconds: median(runs, () => ca.run(["version"])),
  };
}

function median(runs: number, work: () => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).toSorted((a, b) => a - b);
  return times[Math.floor(runs / 2)] ?? 0;
}
