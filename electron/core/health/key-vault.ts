import type { KeyVault } from "../ports.ts";
import { storeKeyName } from "../store/keys.ts";
import { keyLength } from "../store/sealed.ts";
import { finding, type Check } from "./check.ts";

/**
 * Checks whether the vault returns the key of the store, which is made while the store opens. Does
 * not pass the key on.
 */
export const keyVaultCheck = (vault: KeyVault, opened: () => Promise<unknown>): Check => ({
  id: "key-vault",
  async ask() {
    await opened();
    const key = await vault.read(storeKeyName).catch(() => null);
    return finding(key?.length === keyLength ? "key-vault.usable" : "key-vault.unusable");
  },
});

/**
 * Checks the same from outside, by the key file alone: a key of another length was encrypted by the
 * key store of the operating system, which decrypts it for CardDesk only.
 */
export const keyFileCheck = (file: KeyVault): Check => ({
  id: "key-vault",
  ask: () =>
    file.read(storeKeyName).then(
      (key) => {
        if (key === null) return finding("key-vault.empty");
        return finding(key.length === keyLength ? "key-vault.usable" : "unknown.sealed");
      },
      () => finding("key-vault.unusable"),
    ),
});
