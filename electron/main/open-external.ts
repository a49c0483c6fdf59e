import { shell } from "electron";

/**
 * Opens an address of a log-in provider in the system's browser; resolves to false if it cannot be
 * opened.
 */
export async function openExternal(address: string): Promise<boolean> {
  const url = URL.parse(address);
  // Any other scheme could start any program. The core lets plain http through for loopback only.
  if (url?.protocol !== "https:" && !(url?.protocol === "http:" && url.hostname === "127.0.0.1")) return false;
  return shell.openExternal(url.href).then(
    () => true,
    () => false,
  );
}
