import type { Grant, OfflineProcess, PublicJwk } from "#shared/idm/offline.ts";
import type { SearchConfiguration } from "#shared/idm/search.ts";
import type { Operator } from "#shared/idm/session.ts";
import type { LocalFault } from "#shared/ipc/offline.ts";

/** What is known of a device: its operator, its public key, and the grants (compact JWS) of its entries by their ids. */
export interface DeviceRecord {
  readonly operator: Operator;
  readonly publicKey: PublicJwk;
  readonly grants: Record<string, string>;
  /** From which entry on the journal was refused, and why; no entry is added to it any more. */
  readonly broken: { readonly seq: number; readonly fault: LocalFault } | null;
}

/** What is known of the working set before it is unlocked. */
export interface WorkingSetHeader {
  readonly operator: Operator;
  /** Id of the device that the grant is for. */
  readonly device: string;
  /** The grant as it was given, a compact JWS. */
  readonly grant: string;
  /** The claims of the grant; its signature was verified when it was taken. */
  readonly claims: Grant;
  readonly configuration: SearchConfiguration;
  readonly processes: OfflineProcess[];
  /** Names of the purposes of certificates. */
  readonly purposes: Record<string, string>;
  /** The search that it was taken with; `state` null: every state. */
  readonly q: string;
  readonly state: string | null;
  /** When the back end read its first page, ISO 8601. */
  readonly asOf: string;
  /** How many objects it has when it is whole. */
  readonly objects: number;
  /** The back end's time at the last contact, and the machine's clocks then, in milliseconds. */
  readonly anchor: { readonly contact: number; readonly wall: number; readonly uptime: number };
  /** Cursor of its next page; null if every page is here. */
  readonly next: string | null;
}
