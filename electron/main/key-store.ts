import { safeStorage } from "electron";
import { z } from "zod";
import type { KeyVault } from "../core/ports.ts";

/**
 * The plaintext of a secret. A key store without integrity may return garbage for a changed key,
 * which this schema refuses because it is not Base64.
 */
const secretSchema = z.base64().min(4);

/**
 * Creates a key vault whose secrets are in `file`, encrypted by the operating system's key store.
 * Rejects if Electron would only obfuscate them with a fixed password (Linux without a keyring). A
 * secret that cannot be decrypted is not changed.
 */
export function keyStore(file: KeyVault): KeyVault {
  async function available(): Promise<void> {
    if (!(await safeStorage.isAsyncEncryptionAvailable())) throw new Error("safeStorage is not available");
  }
  async function write(name: string, secret: Uint8Array): Promise<void> {
    await available();
    const encrypted = await safeStorage.encryptStringAsync(Buffer.from(secret).toString("base64"));
    if (isObfuscated(encrypted)) throw new Error("the desktop has no keyring (v10)");
    await file.write(name, encrypted);
  }
  return {
    async read(name) {
      await available();
      const kept = await file.read(name);
      if (kept === null) return null;
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(kept));
      const opened = secretSchema.safeParse(result);
      if (!opened.success) throw new Error("the key store does not open what it has closed");
      const secret = Buffer.from(opened.data, "base64");
      // Written by an earlier version without a keyring: must be rewritten with one before it is
      // used.
      if (isObfuscated(kept)) await write(name, secret);
      // The system has a newer or stronger key. If writing with it fails, the old ciphertext
      // remains and the next read tries again.
      else if (shouldReEncrypt) await write(name, secret).catch(() => undefined);
      return secret;
    },
    write,
  };
}

/**
 * Whether a ciphertext is only obfuscated. On Linux it begins with the name of its key; `v10` is
 * the key that Chromium derives from a fixed password if no keyring runs
 * (components/os_crypt/async/browser/ posix_key_provider.cc). The backend name that Electron
 * reports is not used: it is that of the synchronous safeStorage, a guess by the desktop's name.
 */
function isObfuscated(encrypted: Uint8Array): boolean {
  return process.platform === "linux" && Buffer.from(encrypted.subarray(0, 3)).toString("latin1") === "v10";
}
