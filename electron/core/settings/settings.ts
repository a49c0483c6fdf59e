import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import {
  settingsSchema,
  type Managed,
  type Settings,
  type SettingsChange,
  type SettingsFile,
} from "#shared/ipc/app.ts";
import { managedBy, type Policy } from "../policy/policy.ts";
import { fileFault } from "../store/store-fault.ts";
import { readStored, shippedSettings, storedValues, type OwnEnvironments, type Stored } from "./stored.ts";

/** The settings file. Its content is not trusted: it is validated after reading. */
export interface SettingsStore {
  read(): unknown;
  /** Throws an error of the file system if nothing was written. */
  write(values: Readonly<Record<string, unknown>>): void;
  /** Name under which an unreadable file was kept; null: there was none. */
  readonly keptAside: string | null;
}

/**
 * The settings of this machine: the operator's own, overridden by those of the policy. A change
 * that cannot be written to disk has no effect: its error is `disk-full` or `store-unwritable`.
 */
export interface SettingsKeeper {
  current(): Settings;
  /** Changes the named settings; error `managed` if the policy sets one of them. */
  save(change: SettingsChange): Result<Settings>;
  /** Returns how the file was found at the start. */
  file(): SettingsFile;
  managed(): Managed;
  readonly policy: Policy | null;
  environments(): OwnEnvironments;
  saveEnvironments(environments: OwnEnvironments): Result<null>;
}

const shipped: Stored = { settings: shippedSettings, environments: { list: [], chosen: null } };

/**
 * Opens the settings. A file of a newer version is not written: changes last until the program
 * ends.
 */
export function createSettings(store: SettingsStore, policy: Policy | null): SettingsKeeper {
  const read = readStored(store.read());
  const managed = managedBy(policy);
  let own: Stored = read === "newer" ? shipped : read;

  let current = withPolicy();

  function withPolicy(): Settings {
    return settingsSchema.parse({ ...own.settings, ...policy?.settings });
  }

  /** Writes first: what is not on disk must not take effect. */
  function change(next: Stored): Result<null> {
    try {
      if (read !== "newer") store.write(storedValues(next));
    } catch (fault) {
      const known = fileFault(fault);
      if (known === null) throw fault;
      return fail(known.error);
    }
    own = next;
    current = withPolicy();
    return ok(null);
  }

  return {
    current: () => current,
    save(wanted) {
      const named = Object.entries(wanted).filter(([, value]) => value !== undefined);
      if (named.some(([name]) => managed.keys.includes(name))) return fail(managedError(managed));
      const settings = settingsSchema.parse({ ...own.settings, ...Object.fromEntries(named) });
      const changed = change({ ...own, settings });
      return changed.ok ? ok(current) : changed;
    },
    file() {
      if (read === "newer") return { kind: "newer" };
      return store.keptAside === null ? { kind: "sound" } : { kind: "kept-aside", file: store.keptAside };
    },
    managed: () => managed,
    policy,
    environments: () => own.environments,
    saveEnvironments: (environments) => change({ ...own, environments }),
  };
}

/** Returns the error for a setting of the policy; it names the organisation that set it. */
export const managedError = ({ organisation }: Managed) =>
  operatorError("managed", { organisation: organisation ?? "" });
