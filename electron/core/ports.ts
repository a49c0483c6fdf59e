import type { AppInfo } from "#shared/ipc/app.ts";
import type { ScryptCost } from "./store/password-key.ts";
import type { BridgeProcess } from "./cards/bridge-process.ts";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import type { Timing } from "./timing.ts";

/** Where the settings lie between two starts. The core checks what it reads: the file is a border. */
export interface SettingsStore {
  read(): unknown;
  write(value: unknown): void;
}

/**
 * Where keys lie: small secrets by name (letters, digits, `-`, `_`). A secret is durable when `write` resolves. Both reject where the
 * vault cannot be used; the message is for the details of an error and holds no secret.
 */
export interface KeyVault {
  read(name: string): Promise<Uint8Array | null>;
  write(name: string, secret: Uint8Array): Promise<void>;
}

/** What a shell supplies to the core. */
export interface Ports {
  readonly info: AppInfo;
  /** PEM file with further certificate authorities to trust for the back end, beside the system's. */
  readonly caFile: string | null;
  readonly settings: SettingsStore;
  readonly log: Log;
  readonly timing: Timing;
  readonly clock: Clock;
  /** Where work without a connection is kept, and its keys. `passwordCost`: other than the one that ships, for tests. */
  readonly offline: { readonly directory: string; readonly vault: KeyVault; readonly passwordCost?: ScryptCost };
  /** The card bridge, kept running by the shell until the core stops it. */
  readonly bridge: BridgeProcess;
}
