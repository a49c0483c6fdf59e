import { randomBytes } from "node:crypto";
import { operatorError } from "#shared/errors.ts";
import type { KeyVault } from "../ports.ts";
import { deviceOf, newDeviceKey, type Device } from "./device.ts";
import { keyLength } from "./sealed.ts";
import { fileFault, StoreFault } from "./store-fault.ts";

const storeKeyName = "offline-store";
const deviceKeyName = (device: string): string => `device-${device}`;

/** The key that the store is sealed with, made when it is first asked for. Throws StoreFault `vault-unavailable`. */
export async function storeKey(vault: KeyVault): Promise<Uint8Array> {
  return guarded(async () => {
    const kept = await vault.read(storeKeyName);
    if (kept !== null) return kept;
    const made = randomBytes(keyLength);
    await vault.write(storeKeyName, made);
    return made;
  });
}

/** Makes a device: a new key pair, whose private half is in the vault before its public half is told to anybody. */
export async function makeDevice(vault: KeyVault): Promise<{ readonly device: Device; readonly pkcs8: Uint8Array }> {
  return guarded(async () => {
    const pkcs8 = newDeviceKey();
    const device = deviceOf(pkcs8);
    await vault.write(deviceKeyName(device.id), pkcs8);
    return { device, pkcs8 };
  });
}

/** The private key of a device that was made here, PKCS #8 DER; null where the vault has lost it. */
export const deviceKey = (vault: KeyVault, device: string): Promise<Uint8Array | null> =>
  guarded(() => vault.read(deviceKeyName(device)));

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    throw fileFault(fault) ?? new StoreFault(operatorError("vault-unavailable", {}, messageOf(fault)));
  }
}

const messageOf = (fault: unknown): string =>
  fault instanceof Error ? fault.message : "the key vault does not answer";
