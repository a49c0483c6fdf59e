import axios from "axios";
import type { CustomFetch } from "openid-client";
import { isInsecure } from "#shared/loopback.ts";
import { limits } from "../limits.ts";
import type { Network } from "../idm/network.ts";

/** The provider did not answer, or answered with a server error (5xx); the message says which. */
export class ProviderSilent extends Error {
  override readonly name = "ProviderSilent";
}

/**
 * Creates a `fetch` for openid-client over the agents of the gateway, with the same trust, TLS and
 * name resolution. It follows no redirect, and throws ProviderSilent if the provider does not
 * answer.
 */
export function providerFetch(agents: Network["agents"], timeout: number): CustomFetch {
  return async (address, { body, headers, method }) => {
    const url = URL.parse(address);
    if (url === null || isInsecure(url)) throw new ProviderSilent("plain http to another machine");
    try {
      const response = await axios.request<unknown>({
        ...agents,
        url: address,
        method,
        headers,
        // openid-client sends only forms here.
        data: body instanceof URLSearchParams ? body.toString() : undefined,
        maxRedirects: 0,
        maxContentLength: limits.longestAnswer,
        proxy: false,
        responseType: "text",
        transformRequest: (data: unknown) => data,
        transformResponse: (text: unknown) => text,
        validateStatus: () => true,
        signal: AbortSignal.timeout(timeout),
      });
      if (response.status >= 500) throw new ProviderSilent(`HTTP ${response.status}`);
      const contentType = response.headers["content-type"];
      const type = typeof contentType === "string" ? { "Content-Type": contentType } : undefined;
      const text = typeof response.data === "string" && response.data !== "" ? response.data : null;
      return new Response(text, { status: response.status, ...(type === undefined ? {} : { headers: type }) });
    } catch (fault) {
      if (fault instanceof ProviderSilent) throw fault;
      throw new ProviderSilent(axios.isAxiosError(fault) ? fault.code : "connection failed");
    }
  };
}
