import type { Readable } from "node:stream";
import axios, { type AxiosRequestConfig } from "axios";
import type { Network } from "../idm/network.ts";
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

/** Creates the access to the CA at the address of the back end. Sends no token. */
export function caHttp(backEnd: URL, { agents }: Network, timing: Timing): CaHttp {
  const http = axios.create({
    ...agents,
    maxRedirects: 0,
    proxy: false,
    responseType: "stream",
    validateStatus: () => true,
  });

  async function bytes(url: URL, longest: number, timeout: number, more: AxiosRequestConfig = {}): Promise<Fetched> {
    try {
      const { status, data } = await http.request<Readable>({
        url: url.href,
        signal: AbortSignal.timeout(timeout),
        ...more,
      });
      if (status === 200) return await collect(data, longest);
      data.destroy();
      return { ok: false, detail: `HTTP ${status}` };
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

/**
 * Collects the bytes of a stream, each copied once as it arrives: joining 100 MB at the end would
 * block the event loop.
 */
async function collect(stream: AsyncIterable<Uint8Array>, longest: number): Promise<Fetched> {
  const buffer = new ArrayBuffer(0, { maxByteLength: longest });
  for await (const chunk of stream) {
    const at = buffer.byteLength;
    if (at + chunk.length > longest) return { ok: false, detail: `longer than ${longest} bytes` };
    buffer.resize(at + chunk.length);
    new Uint8Array(buffer, at).set(chunk);
  }
  return { ok: true, bytes: new Uint8Array(buffer, 0, buffer.byteLength) };
}
