type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads HTTPS_PROXY and NO_PROXY, in upper or lower case, as other command-line programs do: the
 * browser shell and the doctor have no other source for the system's proxy.
 */
export const proxyFromEnvironment =
  (environment: Environment) =>
  async (address: string): Promise<string> => {
    const proxy = environment["https_proxy"] || environment["HTTPS_PROXY"] || "";
    const without = (environment["no_proxy"] || environment["NO_PROXY"] || "").toLowerCase();
    if (proxy === "" || isAmong(new URL(address), without.split(/[\s,]+/))) return "DIRECT";
    return proxy.includes("://") ? proxy : `http://${proxy}`;
  };

/**
 * Whether NO_PROXY names an address: `*`, or `idm.example`, `.example` or `*.example`, which
 * include all names below, each with a port or without.
 */
const isAmong = ({ hostname, port }: URL, names: readonly string[]): boolean =>
  names.some((each) => {
    const [, name = "", only] = /^(.+?)(?::(\d+))?$/.exec(each) ?? [];
    if (name === "" || (only !== undefined && only !== (port || "443"))) return false;
    const below = name.replace(/^\*?\.?/, "");
    return name === "*" || hostname === name || hostname === below || hostname.endsWith(`.${below}`);
  });
