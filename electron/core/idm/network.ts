import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent, type AgentOptions, type RequestOptions } from "node:https";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { Timing } from "../timing.ts";
import { nameOf, openTunnel, proxiesIn, ProxyError, type ProxySetting, type ResolveProxy } from "./proxy.ts";
import { isLoopback } from "#shared/loopback.ts";
import { loopbackLookup, trustedTls } from "./trust.ts";

export interface NetworkOptions {
  /** PEM of certificate authorities to trust, besides those of Node and of the system. */
  readonly ca: string | null;
  /** `resolveProxy` answers for "system". */
  readonly proxy: ProxySetting;
  readonly resolveProxy: ResolveProxy;
  readonly timing: Pick<Timing, "proxyTimeout">;
  /** The certificate for a server that asks for one. It is never presented to a proxy. */
  readonly client?: ClientIdentity;
}

/** A certificate with its key, PKCS#12. */
export interface ClientIdentity {
  readonly pfx: Buffer;
  readonly passphrase: string;
}

/** The core's only way to the network: the trusted authorities, and the proxy if there is one. */
export interface Network {
  /** Keep-alive agents, as axios takes them. A certificate error cannot be overridden anywhere. */
  readonly agents: { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent };
  readonly tls: ReturnType<typeof trustedTls>;
  /** Opens the way to an https address; null if it is direct. Rejects with ProxyError. */
  wayTo(url: URL): Promise<Way | null>;
}

/** An open tunnel through the proxy of this name. */
interface Way {
  readonly proxy: string;
  readonly socket: Socket;
}

/** Opens the network. A proxy is used for https alone, and never for this machine. */
export function openNetwork({ ca, proxy, resolveProxy, timing: { proxyTimeout }, client }: NetworkOptions): Network {
  const tls = trustedTls(ca);
  const isDirect = (url: URL): boolean => proxy === "none" || url.protocol !== "https:" || isLoopback(url);

  /** Tries the proxies in their order, as the browsers do with the list of a PAC file. */
  async function wayTo(url: URL): Promise<Way | null> {
    if (isDirect(url)) return null;
    let failed: ProxyError | null = null;
    for (const each of proxiesIn(await wordsFor(url))) {
      if (each === null) return null;
      try {
        return { proxy: nameOf(each), socket: await openTunnel(each, url, tls, proxyTimeout) };
      } catch (fault) {
        if (!(fault instanceof ProxyError)) throw fault;
        failed ??= fault;
      }
    }
    throw failed ?? new ProxyError("", "no proxy that can be used");
  }

  async function wordsFor(url: URL): Promise<string> {
    if (proxy !== "system") return proxy;
    // A PAC file may depend on the host; it must not learn the path and the query.
    const late = new ProxyError("", "time-out");
    return within(proxyTimeout, resolveProxy(`${url.origin}/`), late);
  }

  return {
    tls,
    wayTo,
    agents: {
      httpAgent: new HttpAgent({ keepAlive: true, lookup: loopbackLookup }),
      httpsAgent: new TunnelAgent({ keepAlive: true, ...tls, ...client, rejectUnauthorized: true }, isDirect, wayTo),
    },
  };
}

type Connected = (error: Error | null, stream: Duplex) => void;

/** Connects through the proxy of each address. */
class TunnelAgent extends HttpsAgent {
  readonly #isDirect: (url: URL) => boolean;
  readonly #wayTo: (url: URL) => Promise<Way | null>;

  constructor(options: AgentOptions, isDirect: (url: URL) => boolean, wayTo: (url: URL) => Promise<Way | null>) {
    super(options);
    this.#isDirect = isDirect;
    this.#wayTo = wayTo;
  }

  override createConnection(options: RequestOptions, callback?: Connected): Duplex | null | undefined {
    const host = String(options.host);
    const url = new URL(`https://${host.includes(":") ? `[${host}]` : host}:${options.port}`);
    if (this.#isDirect(url)) return super.createConnection(options);
    void this.#connect(url, options, callback);
    return undefined;
  }

  async #connect(url: URL, options: RequestOptions, callback?: Connected): Promise<void> {
    try {
      const way = await this.#wayTo(url);
      const through = way === null ? options : { ...options, socket: way.socket };
      const stream = super.createConnection(through);
      if (stream) callback?.(null, stream);
    } catch (fault) {
      // Node ignores the stream if there is an error.
      callback?.(fault instanceof Error ? fault : new ProxyError("", "unknown"), new Duplex());
    }
  }
}

async function within<T>(limit: number, work: Promise<T>, late: Error): Promise<T> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(late), limit);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}
