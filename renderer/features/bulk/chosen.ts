import type { BulkOptions, BulkProcess } from "#shared/idm/bulk.ts";
import type { SearchConfiguration } from "#shared/idm/search.ts";

/** What a bulk is prepared with, as the back end offers it. */
export interface Offered {
  readonly configurations: readonly SearchConfiguration[];
  readonly coreTemplate: string;
  /** Null: objects of this type have no processes. */
  readonly options: BulkOptions | null;
}

/** The process and the objects that were chosen, as far as the step needs them. */
export interface Chosen {
  readonly coreTemplate: string;
  readonly configuration: SearchConfiguration;
  readonly process: BulkProcess;
  /** The most objects of one bulk. */
  readonly limit: number;
}
