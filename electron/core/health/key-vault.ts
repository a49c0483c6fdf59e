import type { KeyVault } from "../ports.ts";
import { storeKeyName } from "../store/keys.ts";
import { keyLength } from "../store/sealed.ts";
import { finding, type Check } from "./check.ts";

/** Whether the vault gives the key of the store. The key goes nowhere. */
export const keyVaultCheck = (vault: KeyVault): Check => ({
  id: "key-vault",
  ask: () =>
    vault.read(storeKeyName).then(
      (key) => {
        if (key === null) return finding("key-vault.empty");
        return finding(key.length === keyLength ? "key-vault.usable" : "key-vault.unusable");
      },
      () => finding("key-vault.unusable"),
    ),
});

/**
 * The same from outside, over the key file alone: a key of another length was encrypted by the key
 * store of the operating system, which opens it for CardDesk only.
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
