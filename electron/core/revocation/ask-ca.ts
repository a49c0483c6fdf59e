import { randomBytes } from "node:crypto";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { CaCertificateState, RevocationReason } from "#shared/domain/states.ts";
import type { CaAnswer } from "#shared/ipc/card-check.ts";
import { crlAddresses, ocspAddresses, type Certificate } from "./certificate.ts";
import { verifyCrlInThread } from "./crl-thread.ts";
import { lookUp, type CrlRejected, type CrlStatus, type VerifiedCrl } from "./crl.ts";
import { buildOcspRequest, verifyOcspResponse, type OcspRejected, type OcspSigner, type OcspStatus } from "./ocsp.ts";

/** The bytes from an address, or the reason (for support) why there are none. */
export type Fetched =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly detail: string };

/**
 * The effects of asking the CA. The fetchers set their own time limits and may stop after
 * `longestOcspAnswer` and `longestCrl`.
 */
export interface CaPorts {
  /** POSTs a DER OCSPRequest as `application/ocsp-request` (RFC 6960 appendix A.1). */
  readonly fetchOcsp: (address: URL, request: Uint8Array) => Promise<Fetched>;
  /** GETs a DER CRL; its buffer belongs to the caller. */
  readonly fetchCrl: (address: URL) => Promise<Fetched>;
  /** Whether an http or https address named by a certificate may be fetched. */
  readonly mayFetch: (address: URL) => boolean;
  readonly now: () => Date;
}

/**
 * How far the CA's clock may differ from ours, and the greatest age of an OCSP answer without
 * nextUpdate.
 */
export const caToleranceSeconds = 300;

/** The most addresses of a certificate that are tried. */
const mostAddresses = 3;

/**
 * Makes a function that asks the CA for the status of a certificate signed by the trusted `issuer`.
 * It asks OCSP with a nonce, and the CRL if the certificate names no responder or the responder
 * gives no signed answer. An OCSP answer that fails verification is reported; the CRL does not
 * replace it. Each CRL is fetched once.
 */
export function caAsker(ports: CaPorts): (certificate: Certificate, issuer: Certificate) => Promise<CaAnswer> {
  const clock = () => ({ now: ports.now(), toleranceSeconds: caToleranceSeconds });
  const allowed = (addresses: readonly string[]): URL[] =>
    addresses
      .flatMap((address) => URL.parse(address) ?? [])
      .filter((address) => ["http:", "https:"].includes(address.protocol) && ports.mayFetch(address))
      .slice(0, mostAddresses);

  async function fetchAndVerify(address: URL, issuer: Certificate): Promise<VerifiedCrl | CrlRejected | Unreached> {
    const fetched = await ports.fetchCrl(address);
    return fetched.ok
      ? verifyCrlInThread({ crl: fetched.bytes, issuer, ...clock() })
      : { kind: "unreached", detail: fetched.detail };
  }

  const crlCache = new Map<string, ReturnType<typeof fetchAndVerify>>();
  function readCrl(address: URL, issuer: Certificate): ReturnType<typeof fetchAndVerify> {
    const key = `${issuer.serial} ${address.href}`;
    const crl = crlCache.get(key) ?? fetchAndVerify(address, issuer);
    crlCache.set(key, crl);
    return crl;
  }

  async function byCrl(certificate: Certificate, issuer: Certificate, addresses: URL[]): Promise<CaAnswer> {
    const missed: string[] = [];
    for (const address of addresses) {
      const crl = await readCrl(address, issuer);
      if (crl.kind === "rejected") return { ...crl, by: "crl" };
      if (crl.kind === "verified") return crlAnswer(crl, lookUp(crl, certificate), certificate, ports.now());
      missed.push(crl.detail);
    }
    return { kind: "unreachable", detail: missed.join("; ") };
  }

  /**
   * Returns why the responder's certificate is refused, or null. Without nocheck it may have been
   * revoked (RFC 6960 section 4.2.2.2.1).
   */
  async function refusalOfResponder(signer: OcspSigner, issuer: Certificate, crls: URL[]): Promise<CaAnswer | null> {
    if (signer.kind === "issuer" || signer.noCheck) return null;
    const own = allowed(crlAddresses(signer.certificate));
    const answer = await byCrl(signer.certificate, issuer, own.length === 0 ? crls : own);
    if (answer.kind === "verified" && answer.status === "valid") return null;
    const why = answer.kind === "verified" ? "responder-revoked" : "responder-unconfirmed";
    return { kind: "rejected", by: "ocsp", why, detail: JSON.stringify(answer) };
  }

  /** Asks one responder. Treats an unsigned error like no answer: anyone could have sent it. */
  async function askResponder(
    address: URL,
    certificate: Certificate,
    issuer: Certificate,
  ): Promise<OcspStatus | OcspRejected | Unreached> {
    const about = { certificate, issuer, nonce: randomBytes(32) };
    const fetched = await ports.fetchOcsp(address, buildOcspRequest(about));
    if (!fetched.ok) return { kind: "unreached", detail: fetched.detail };
    const found = verifyOcspResponse({ ...about, ...clock(), response: fetched.bytes });
    const silent = found.kind === "rejected" && found.why === "not-successful";
    return silent ? { kind: "unreached", detail: found.detail } : found;
  }

  return async (certificate, issuer) => {
    const responders = allowed(ocspAddresses(certificate));
    const crls = allowed(crlAddresses(certificate));
    if (responders.length === 0 && crls.length === 0) return { kind: "no-address" };
    const missed: string[] = [];
    for (const address of responders) {
      const found = await askResponder(address, certificate, issuer);
      if (found.kind === "rejected") return { ...found, by: "ocsp" };
      if (found.kind !== "unreached")
        return (await refusalOfResponder(found.signer, issuer, crls)) ?? ocspAnswer(found, certificate, ports.now());
      missed.push(found.detail);
    }
    const answer = await byCrl(certificate, issuer, crls);
    return answer.kind === "unreachable" ? { ...answer, detail: [...missed, answer.detail].join("; ") } : answer;
  };
}

interface Unreached {
  readonly kind: "unreached";
  readonly detail: string;
}

function ocspAnswer(found: OcspStatus, certificate: Certificate, now: Date): CaAnswer {
  return { kind: "verified", by: "ocsp", ...statusOf(found, certificate, now), ...timesOf(found) };
}

function crlAnswer(crl: VerifiedCrl, found: CrlStatus, certificate: Certificate, now: Date): CaAnswer {
  if (found.kind === "notCovered") return { kind: "rejected", by: "crl", why: found.why, detail: "not covered" };
  return { kind: "verified", by: "crl", ...statusOf(found, certificate, now), ...timesOf(crl) };
}

/** Maps to client states. A CA may still answer good (or unknown) for an expired certificate. */
function statusOf(
  found: { kind: "good" | "unknown" | "onHold" } | { kind: "revoked"; reason: RevocationReason },
  certificate: Certificate,
  now: Date,
): { status: CaCertificateState | "unknown"; reason: RevocationReason | null } {
  switch (found.kind) {
    case "good":
      return { status: certificate.notAfter < now.getTime() ? "expired" : "valid", reason: null };
    case "onHold":
      return { status: "onHold", reason: "certificateHold" };
    case "revoked":
      return { status: "revoked", reason: found.reason };
    case "unknown":
      return { status: "unknown", reason: null };
    default:
      return assertNever(found);
  }
}

const timesOf = ({ thisUpdate, nextUpdate }: { thisUpdate: Date; nextUpdate: Date | null }) => ({
  asOf: thisUpdate.toISOString(),
  nextUpdate: nextUpdate?.toISOString() ?? null,
});
