import { safeStorage } from "electron";
import type { KeyVault } from "../core/ports.ts";

/**
 * A key vault whose secrets lie in `file` encrypted by the operating system's key store. Refuses where Electron would only obfuscate
 * them with a fixed password (Linux without a keyring, `basic_text`).
 */
export function keyStore(file: KeyVault): KeyVault {
  async function available(): Promise<void> {
    if (process.platform === "linux" && safeStorage.getSelectedStorageBackend() === "basic_text")
      throw new Error("the desktop has no keyring (basic_text)");
    if (!(await safeStorage.isAsyncEncryptionAvailable())) throw new Error("safeStorage is not available");
  }

  async function write(name: string, secret: Uint8Array): Promise<void> {
    await available();
    await file.write(name, await safeStorage.encryptStringAsync(Buffer.from(secret).toString("base64")));
  }

  return {
    async read(name) {
      await available();
      const kept = await file.read(name);
      if (kept === null) return null;
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(kept));
      const secret = Buffer.from(result, "base64");
      // The system has a newer or stronger key than the one that this was written with.
      if (shouldReEncrypt) await write(name, secret);
      return secret;
    },
    write,
  };
}
