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
 * Rounds of all derivations of a file. Browsers write 600,000 for each of the key, the certificates
 * and the MAC at most; two billion, which a file can ask for, hold the program up for minutes.
 */
const mostRounds = 2_000_000;

/** Extended key usages that a server takes for a log-in (RFC 5280 section 4.2.1.12). */
const clientUsages = ["1.3.6.1.5.5.7.3.2", "2.5.29.37.0"];

/**
 * Opens a PKCS#12 file and looks whether one can log in with it now. Errors:
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
  // Node's types say a text; a certificate that names nobody has none.
  const { subject, issuer }: { readonly subject?: string; readonly issuer?: string } = found.value;
  const period = { from: instantOf(from), until: instantOf(until) };
  const shown = { subject: inOneLine(subject), issuer: inOneLine(issuer), ...period };
  const certificate = clientCertificateSchema.safeParse(shown);
  if (!certificate.success) return fail(operatorError("certificate-unreadable"));
  if (now < from.getTime() || now > until.getTime()) return fail(operatorError("certificate-expired", period));
  // Node's types say an array; a certificate without the extension has none, and may be used for
  // all.
  const usages: readonly string[] | undefined = keyUsage;
  if (usages !== undefined && !usages.some((usage) => clientUsages.includes(usage)))
    return fail(operatorError("certificate-purpose"));
  return ok({ identity, certificate: certificate.data });
}

/** By the context that a connection would be made with: what it takes, the log-in takes too. */
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

/** The words of OpenSSL (Node) and of BoringSSL (Electron). */
function errorOf(message: string): OperatorError {
  if (/mac verify failure|INCORRECT_PASSWORD/i.test(message)) return operatorError("certificate-passphrase");
  // The second: no certificate fits the key.
  if (/load private key|load certificate/i.test(message)) return operatorError("certificate-no-key");
  return operatorError("certificate-unreadable");
}

/** Node has a line for each part of a distinguished name. */
const inOneLine = (name = ""): string => name.split("\n").toReversed().join(", ").slice(0, 500);

/**
 * By Node's text, which is "Bad time value" for a time that is none: `validFromDate` is then
 * whatever the memory held (Node 24 does not see that OpenSSL's `ASN1_TIME_to_tm` has failed).
 */
const timeOf = (text: string): Date => new Date(text);

/** Empty where it is no time: a certificate may say anything. */
const instantOf = (time: Date): string => (Number.isNaN(time.getTime()) ? "" : time.toISOString());
