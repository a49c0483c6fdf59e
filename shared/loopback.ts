const loopbackName = /^(localhost|.*\.localhost)$/;
/** An IPv4 loopback address as the URL parser normalises it. */
const loopbackAddress = /^127(\.\d{1,3}){3}$/;

/** Whether the address is this machine, the only one that may be reached without TLS. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return loopbackName.test(host) || host === "::1" || loopbackAddress.test(host);
}

/**
 * Whether the address is plain http to another machine, which would expose tokens and passwords.
 */
export function isInsecure(url: URL): boolean {
  return url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url));
}
