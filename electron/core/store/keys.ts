import { randomBytes } from "node:crypto";
import { operatorError } from "#shared/errors.ts";
import type { KeyVault } from "../ports.ts";
import { deviceOf, newDeviceKey, type Device } from "./device.ts";
import { keyLength } from "./sealed.ts";
import { fileFault, StoreFault } from "./store-fault.ts";

/** Name of the store's key in the vault. */
export const storeKeyName = "offline-store";
const deviceKeyName = (device: string): string => `device-${device}`;

/**
 * Returns the key that encrypts the store, created on first use. Throws StoreFault:
 * `vault-unavailable`, or the fault of a file (`fileFault`).
 */
export async function storeKey(vault: KeyVault): Promise<Uint8Array> {
  return withVault(async () => {
    const kept = await vault.read(storeKeyName);
    if (kept?.length === keyLength) return kept;
    if (kept !== null) throw new Error("the key of the store has a wrong length");
    const created = randomBytes(keyLength);
    await vault.write(storeKeyName, created);
    return created;
  });
}

/** Makes a device with a new key pair. The private key is in the vault before this resolves. */
export async function makeDevice(vault: KeyVault): Promise<{ readonly device: Device; readonly pkcs8: Uint8Array }> {
  return withVault(async () => {
    const pkcs8 = newDeviceKey();
    const device = deviceOf(pkcs8);
    await vault.write(deviceKeyName(device.id), pkcs8);
    return { device, pkcs8 };
  });
}

/**
 * Returns the private key of a device of this machine, PKCS #8 DER; null if the vault has lost it.
 * Throws StoreFault `vault-unavailable`, also if the vault holds another device's key.
 */
export const deviceKey = (vault: KeyVault, device: string): Promise<Uint8Array | null> =>
  withVault(async () => {
    const kept = await vault.read(deviceKeyName(device));
    if (kept !== null && deviceOf(kept).id !== device) throw new Error("the key of another device");
    return kept;
  });

async function withVault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    throw fileFault(fault) ?? new StoreFault(operatorError("vault-unavailable", {}, messageOf(fault)));
  }
}

const messageOf = (fault: unknown): string =>
  fault instanceof Error ? fault.message : "the key vault does not answer";
