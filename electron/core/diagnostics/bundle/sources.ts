import type { AppInfo, Settings } from "#shared/ipc/app.ts";
import type { View } from "#shared/ipc/bundle.ts";
import type { OfflineState } from "#shared/ipc/offline.ts";
import type { Recording } from "#shared/ipc/recording.ts";
import type { JournalShape } from "../../journal/shape.ts";

/** The sources of a bundle's parts. Null: not available. */
export interface Sources {
  /** The data directory. */
  readonly directory: string;
  /** The directory of the offline store. */
  readonly store: string;
  /** Version of the program. */
  readonly program: string;
  readonly info: AppInfo | null;
  /** Whether further certificate authorities were named for the back end. */
  readonly ownAuthorities: boolean;
  readonly settings: Settings;
  readonly view: View | null;
  readonly offline: OfflineState | null;
  readonly journals: JournalShape | null;
  readonly recording: Recording | null;
  /** The health report. */
  readonly health: object | null;
}
