import type { X509Certificate } from "node:crypto";
import { Duplex } from "node:stream";
import { createSecureContext, TLSSocket } from "node:tls";
import { fail, ok, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import {
  clientCertificateSchema,
  type CertificateFile,
  type ClientCertificate,
} from "#shared/ipc/client-certificate.ts";
import type { ClientIdentity } from "../idm/network.ts";
import { roundsOf } from "./pkcs12-rounds.ts";

/**
 * The most rounds of all key derivations of a file. Browsers write at most 600,000 for each of the
 * key, the certificates and the MAC; a file can ask for two billion, which block the program for
 * minutes.
 */
const mostRounds = 2_000_000;

/** Extended key usages that a server accepts for a log-in (RFC 5280 section 4.2.1.12). */
const clientUsages = ["1.3.6.1.5.5.7.3.2", "2.5.29.37.0"];

/**
 * Opens a PKCS#12 file and checks whether it can be used for a log-in now. Errors:
 * `certificate-unreadable`, `-passphrase`, `-no-key`, `-expired`, `-purpose`.
 */
export function openPkcs12(
  { pkcs12, passphrase }: CertificateFile,
  now: number,
): Result<{ readonly identity: ClientIdentity; readonly certificate: ClientCertificate }> {
  const identity = { pfx: Buffer.from(pkcs12, "base64"), passphrase };
  if (roundsOf(identity.pfx) > mostRounds) return fail(operatorError("certificate-unreadable"));
  const found = certificateIn(identity);
  if (!found.ok) return found;
  const { keyUsage } = found.value;
  const from = timeOf(found.value.validFrom);
  const until = timeOf(found.value.validTo);
  // Node's types declare a string; a certificate without a subject or issuer name has none.
  const { subject, issuer }: { readonly subject?: string; readonly issuer?: string } = found.value;
  const period = { from: instantOf(from), until: instantOf(until) };
  const shown = { subject: inOneLine(subject), issuer: inOneLine(issuer), ...period };
  const certificate = clientCertificateSchema.safeParse(shown);
  if (!certificate.success) return fail(operatorError("certificate-unreadable"));
  if (now < from.getTime() || now > until.getTime()) return fail(operatorError("certificate-expired", period));
  // Node's types declare an array; a certificate without the extension has none, and allows every
  // use.
  const usages: readonly string[] | undefined = keyUsage;
  if (usages !== undefined && !usages.some((usage) => clientUsages.includes(usage)))
    return fail(operatorError("certificate-purpose"));
  return ok({ identity, certificate: certificate.data });
}

/**
 * Reads the certificate through the TLS context of a connection: what a connection accepts, the
 * log-in accepts too.
 */
function certificateIn(identity: ClientIdentity): Result<X509Certificate> {
  try {
    const socket = new TLSSocket(new Duplex(), { secureContext: createSecureContext(identity) });
    const certificate = socket.getX509Certificate();
    socket.destroy();
    return certificate === undefined ? fail(operatorError("certificate-no-key")) : ok(certificate);
  } catch (fault) {
    return fail(errorOf(fault instanceof Error ? fault.message : ""));
  }
}

/** Maps an error message of OpenSSL (Node) or of BoringSSL (Electron). */
function errorOf(message: string): OperatorError {
  if (/mac verify failure|INCORRECT_PASSWORD/i.test(message)) return operatorError("certificate-passphrase");
  // "load certificate": no certificate fits the key.
  if (/load private key|load certificate/i.test(message)) return operatorError("certificate-no-key");
  return operatorError("certificate-unreadable");
}

/** Puts a distinguished name on one line; Node has a line for each of its parts. */
const inOneLine = (name = ""): string => name.split("\n").toReversed().join(", ").slice(0, 500);

/**
 * Parses Node's text of a time, which is "Bad time value" for an invalid one: `validFromDate` is
 * then uninitialised memory (Node 24 does not notice that OpenSSL's `ASN1_TIME_to_tm` has failed).
 */
const timeOf = (text: string): Date => new Date(text);

/** Formats a time; empty if it is invalid, as a certificate may hold anything. */
const instantOf = (time: Date): string => (Number.isNaN(time.getTime()) ? "" : time.toISOString());
