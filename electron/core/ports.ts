import type { AppInfo } from "#shared/ipc/app.ts";
import type { ScryptCost } from "./store/password-key.ts";
import type { BridgeProcess } from "./cards/bridge-process.ts";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import type { Timing } from "./timing.ts";

/** The stored settings. The core validates what it reads: the file is a border. */
export interface SettingsStore {
  read(): unknown;
  write(value: unknown): void;
}

/**
 * A vault of small secrets by name (letters, digits, `-`, `_`). A secret is durable when `write`
 * resolves. Both methods reject if the vault cannot be used; the error message contains no secret.
 */
export interface KeyVault {
  read(name: string): Promise<Uint8Array | null>;
  write(name: string, secret: Uint8Array): Promise<void>;
}

/** The dependencies that a shell supplies to the core. */
export interface Ports {
  readonly info: AppInfo;
  /** PEM file with certificate authorities to trust for the back end, besides the system's. */
  readonly caFile: string | null;
  readonly settings: SettingsStore;
  readonly log: Log;
  readonly timing: Timing;
  readonly clock: Clock;
  /**
   * The directory and key vault of the store. `passwordCost`: a cheaper key derivation for tests.
   */
  readonly offline: { readonly directory: string; readonly vault: KeyVault; readonly passwordCost?: ScryptCost };
  /** Opens an address in the system's browser; false where there is none. */
  readonly openExternal: (address: string) => Promise<boolean>;
  /** The card bridge; the shell keeps it running until the core stops it. */
  readonly bridge: BridgeProcess;
}
