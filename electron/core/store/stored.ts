import type { Grant, OfflineProcess, PublicJwk } from "#shared/idm/offline.ts";
import type { SearchConfiguration } from "#shared/idm/search.ts";
import type { Operator } from "#shared/idm/session.ts";
import type { LocalFault } from "#shared/ipc/offline.ts";

/**
 * The record of a device: its operator, public key, and the grants (compact JWS) of its entries by
 * id.
 */
export interface DeviceRecord {
  readonly operator: Operator;
  readonly publicKey: PublicJwk;
  readonly grants: Record<string, string>;
  /** The first refused entry and the reason; no entry is added after it. */
  readonly broken: { readonly seq: number; readonly fault: LocalFault } | null;
}

/** The part of a working set that is readable before it is unlocked. */
export interface WorkingSetHeader {
  readonly operator: Operator;
  /** Id of the device that the grant is for. */
  readonly device: string;
  /** The grant as received, a compact JWS. */
  readonly grant: string;
  /** The claims of the grant, whose signature was verified at the download. */
  readonly claims: Grant;
  readonly configuration: SearchConfiguration;
  readonly processes: OfflineProcess[];
  /** Names of the purposes of certificates. */
  readonly purposes: Record<string, string>;
  /** The search that selected its objects; `state` null: all states. */
  readonly q: string;
  readonly state: string | null;
  /** When the back end read its first page, ISO 8601. */
  readonly asOf: string;
  /** The number of objects of the complete working set. */
  readonly objects: number;
  /** The back end's time at the last contact, and the machine's clocks then, in milliseconds. */
  readonly anchor: { readonly contact: number; readonly wall: number; readonly uptime: number };
  /** The trusted time when it was last kept (as `contact`), and the machine's clocks then. */
  readonly latest?: { readonly contact: number; readonly wall: number; readonly uptime: number } | undefined;
  /** Cursor of the next page; null if the working set is complete. */
  readonly next: string | null;
}
