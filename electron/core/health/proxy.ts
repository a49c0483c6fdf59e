import type { Network } from "../idm/network.ts";
import { ProxyError } from "../idm/proxy.ts";
import { finding, type Check, type Finding } from "./check.ts";

/** Checks which proxy leads to the back end, and whether it lets connections through. */
export const proxyCheck = (url: URL, network: Network): Check => ({
  id: "proxy",
  async ask(): Promise<Finding> {
    try {
      const way = await network.wayTo(url);
      if (way === null) return finding("proxy.none");
      way.socket.destroy();
      return finding("proxy.used", { proxy: way.proxy });
    } catch (fault) {
      if (!(fault instanceof ProxyError)) throw fault;
      const { proxy, reason, code } = fault;
      return finding(code === "PROXY_AUTH_REQUIRED" ? "proxy.wants-log-in" : "proxy.unreachable", { proxy, reason });
    }
  },
});
