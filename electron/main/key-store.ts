import { safeStorage } from "electron";
import { z } from "zod";
import type { KeyVault } from "../core/ports.ts";

/**
 * What was encrypted. A key store without integrity can answer garbage for a key that is not the
 * one of then: that is no Base64.
 */
const secretSchema = z.base64().min(4);

/**
 * A key vault whose secrets lie in `file` encrypted by the operating system's key store. Refuses
 * where Electron would only obfuscate them with a fixed password (Linux without a keyring). A
 * secret that cannot be decrypted stays as it is.
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
      // Kept by an earlier version without a keyring: it is used only once it is kept with one.
      if (isObfuscated(kept)) await write(name, secret);
      // The system has a newer or stronger key. What cannot be written with it now is still there,
      // and is tried at the next read.
      else if (shouldReEncrypt) await write(name, secret).catch(() => undefined);
      return secret;
    },
    write,
  };
}

/**
 * On Linux a ciphertext begins with the name of its key; `v10` is the one that Chromium derives
 * from a fixed password where no keyring runs (components/os_crypt/async/browser/
 * posix_key_provider.cc). The name of the backend that Electron tells is that of the synchronous
 * safeStorage: a guess by the desktop's name.
 */
function isObfuscated(encrypted: Uint8Array): boolean {
  return process.platform === "linux" && Buffer.from(encrypted.subarray(0, 3)).toString("latin1") === "v10";
}
