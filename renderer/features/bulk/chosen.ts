import type { BulkOptions, BulkProcess } from "#shared/idm/bulk.ts";
import type { SearchConfiguration } from "#shared/idm/search.ts";

/** The search configurations, processes and limit that the back end offers for a bulk. */
export interface Offered {
  readonly configurations: readonly SearchConfiguration[];
  readonly coreTemplate: string;
  /** Null: objects of this type have no processes. */
  readonly options: BulkOptions | null;
}

/** The process that was chosen, with the configuration and the limit for its objects. */
export interface Chosen {
  readonly coreTemplate: string;
  readonly configuration: SearchConfiguration;
  readonly process: BulkProcess;
  /** Maximum number of objects in one bulk. */
  readonly limit: number;
}
