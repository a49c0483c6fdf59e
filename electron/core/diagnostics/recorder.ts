import type { Recording } from "#shared/ipc/recording.ts";

/** What the program remembers of the last minutes, for support; nothing of it leaves by itself. */
export interface Recorder {
  /** Everything so far, with stand-ins. */
  recording(): Recording;
}
