import axios, { type AxiosRequestConfig } from "axios";
import { trustedAgents } from "../idm/trust.ts";
import type { Timing } from "../timing.ts";
import type { CaPorts, Fetched } from "../revocation/ask-ca.ts";
import { longestCertificate, parseCertificate, type Certificate } from "../revocation/certificate.ts";
import { longestCrl } from "../revocation/crl.ts";
import { longestOcspAnswer } from "../revocation/ocsp.ts";

/** The CA over HTTP. Never follows a redirect and never throws. */
export interface CaHttp extends Pick<CaPorts, "fetchOcsp" | "fetchCrl"> {
  /** The certificate of the CA that issues to cards, read from the trusted back end. */
  issuer(): Promise<Certificate | null>;
}

/** `backEnd`: its address; `caFile`: further authorities to trust for it. No token is sent. */
export function caHttp(backEnd: URL, caFile: string | null, timing: Timing): CaHttp {
  const http = axios.create({
    ...trustedAgents(caFile),
    maxRedirects: 0,
    proxy: false,
    responseType: "arraybuffer",
    validateStatus: () => true,
  });

  async function bytes(url: URL, longest: number, timeout: number, more: AxiosRequestConfig = {}): Promise<Fetched> {
    try {
      const { status, data } = await http.request<unknown>({
        url: url.href,
        maxContentLength: longest,
        signal: AbortSignal.timeout(timeout),
        ...more,
      });
      if (status !== 200) return { ok: false, detail: `HTTP ${status}` };
      return Buffer.isBuffer(data) ? { ok: true, bytes: data } : { ok: false, detail: "no bytes" };
    } catch (fault) {
      return { ok: false, detail: axios.isAxiosError(fault) ? (fault.code ?? "no answer") : "no answer" };
    }
  }

  return {
    fetchOcsp: (address, request) =>
      bytes(address, longestOcspAnswer, timing.readTimeout, {
        method: "POST",
        data: request,
        headers: { "Content-Type": "application/ocsp-request", Accept: "application/ocsp-response" },
      }),
    fetchCrl: (address) => bytes(address, longestCrl, timing.crlTimeout),
    async issuer() {
      const found = await bytes(new URL("/ca/issuing.cer", backEnd), longestCertificate, timing.readTimeout);
      return found.ok ? parseCertificate(found.bytes) : null;
    },
  };
}
