import { randomBytes } from "node:crypto";
import { caHttp } from "../cards/ca-http.ts";
import type { Network } from "../idm/network.ts";
import { verifyCrlInThread } from "../revocation/crl-thread.ts";
import { buildOcspRequest, verifyOcspAnswer } from "../revocation/ocsp.ts";
import { caToleranceSeconds } from "../revocation/ask-ca.ts";
import type { Certificate } from "../revocation/certificate.ts";
import type { Timing } from "../timing.ts";
import { finding, once, type Check, type Finding } from "./check.ts";

export interface CaChecksPorts {
  /** The address of the back end, which publishes the CRL and the OCSP answers of its CA. */
  readonly url: URL;
  readonly network: Network;
  readonly timing: Timing;
  readonly now: () => Date;
  /** Whether the back end answers at all. */
  readonly answers: () => Promise<boolean>;
}

/** Checks whether the CRL and the OCSP responder give current answers that the CA signed. */
export function caChecks({ url, network, timing, now, answers }: CaChecksPorts): readonly Check[] {
  const authority = once(async () => {
    const http = caHttp(url, network, timing);
    return { http, issuer: await http.issuer() };
  });
  const clock = () => ({ now: now(), toleranceSeconds: caToleranceSeconds });

  async function askCrl(): Promise<Finding> {
    if (!(await answers())) return finding("unknown.back-end");
    const { http, issuer } = await authority();
    if (issuer === null) return finding("crl.unreachable", { reason: "issuing.cer" });
    const fetched = await http.fetchCrl(new URL("/ca/issuing.crl", url));
    if (!fetched.ok) return finding("crl.unreachable", { reason: fetched.detail });
    const crl = await verifyCrlInThread({ crl: fetched.bytes, issuer, ...clock() });
    if (crl.kind === "verified") return finding("crl.fresh", { until: crl.nextUpdate.toISOString() });
    return finding(crl.why === "expired" ? "crl.stale" : "crl.not-trusted", { reason: crl.why });
  }

  async function askOcsp(): Promise<Finding> {
    if (!(await answers())) return finding("unknown.back-end");
    const { http, issuer } = await authority();
    if (issuer === null) return finding("ocsp.unreachable", { reason: "issuing.cer" });
    const question = questionAbout(issuer);
    const fetched = await http.fetchOcsp(new URL("/ca/ocsp", url), buildOcspRequest(question));
    if (!fetched.ok) return finding("ocsp.unreachable", { reason: fetched.detail });
    const answer = verifyOcspAnswer({ ...question, ...clock(), response: fetched.bytes });
    if (answer.kind !== "rejected") return finding("ocsp.fresh");
    // An unsigned error of the responder counts as no answer.
    if (answer.why === "not-successful") return finding("ocsp.unreachable", { reason: answer.detail });
    return finding(answer.why === "expired" ? "ocsp.stale" : "ocsp.not-trusted", { reason: answer.why });
  }

  return [
    { id: "crl", ask: askCrl },
    { id: "ocsp", ask: askOcsp },
  ];
}

/**
 * Builds a request about a random serial, so that no person's certificate is needed: only whether
 * it is answered counts, not the status.
 */
function questionAbout(issuer: Certificate) {
  const serial = Buffer.concat([Buffer.of(0x7f), randomBytes(15)]);
  return { certificate: { serial: serial.toString("hex"), serialInteger: serial }, issuer, nonce: randomBytes(32) };
}
