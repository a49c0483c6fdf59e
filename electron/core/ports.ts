import type { AppInfo } from "#shared/ipc/app.ts";
import type { Environment } from "#shared/ipc/environments.ts";
import type { Place } from "#shared/ipc/place.ts";
import type { ScryptCost } from "./store/password-key.ts";
import type { BridgeProcess } from "./cards/bridge-process.ts";
import type { Clock } from "./clock.ts";
import type { NetworkOptions } from "./idm/network.ts";
import type { Log } from "./log.ts";
import type { SettingsKeeper } from "./settings/settings.ts";
import type { Timing } from "./timing.ts";

/**
 * A vault of small secrets by name (letters, digits, `-`, `_`). A secret is durable when `write`
 * resolves. Both methods reject if the vault cannot be used; the error message contains no secret.
 */
export interface KeyVault {
  read(name: string): Promise<Uint8Array | null>;
  write(name: string, secret: Uint8Array): Promise<void>;
}

/** The functions of a shell on the operator's desktop, beside its pages. */
export interface Desktop {
  /** Opens another window at a place. */
  readonly openWindow: (place: Place) => void;
  /** Shows a notice to the operator, who may look elsewhere or be away. */
  readonly notify: (notice: Notice) => void;
}

/**
 * An occurrence and the place where it is shown, without any names. `count`: how many; for a card
 * the days until it expires.
 */
export interface Notice {
  readonly kind: "task" | "synced" | "conflict" | "card";
  readonly count: number;
  readonly place: Place;
}

/** The dependencies that a shell supplies to the core. */
export interface Ports extends Pick<NetworkOptions, "ca" | "proxy" | "resolveProxy"> {
  readonly info: AppInfo;
  /** Path of `dist/about.json`, which describes the build. */
  readonly aboutFile: string;
  /** The ways to log in that the environment offers; null: all those of the back end. */
  readonly ways: Environment["ways"];
  readonly settings: SettingsKeeper;
  /** The directory of the settings, the log and the support bundles. */
  readonly dataDirectory: string;
  readonly log: Log;
  readonly timing: Timing;
  readonly clock: Clock;
  /**
   * The directory and key vault of the store. `passwordCost`: a cheaper key derivation for tests.
   */
  readonly offline: { readonly directory: string; readonly vault: KeyVault; readonly passwordCost?: ScryptCost };
  /** Opens an address in the system's browser; false if that fails. */
  readonly openExternal: (address: string) => Promise<boolean>;
  /** The card bridge; the shell keeps it running until the core stops it. */
  readonly bridge: BridgeProcess;
  /** Null if the shell is a page of a browser, which has windows of its own. */
  readonly desktop: Desktop | null;
}
