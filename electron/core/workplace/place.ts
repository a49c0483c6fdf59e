import type { Result } from "#shared/errors.ts";
import { notOffline } from "./offline.ts";
import type { Workplace } from "./workplace.ts";

export interface PlaceDeps {
  readonly online: Workplace;
  /**
   * The workplace of the unlocked working set of the operator who is logged in; null without one.
   */
  readonly offline: () => Workplace | null;
  /** The back end is known not to answer. */
  readonly disconnected: () => boolean;
}

/** Runs work that needs a connection; answers `not-allowed-offline` at the offline workplace. */
export type OnlineOnly = <T>(what: string, work: () => Promise<Result<T>>) => Promise<Result<T>>;

/**
 * Decides which workplace answers. The only part of the core that knows connection, session and
 * working set together.
 */
export function createPlace({ online, offline, disconnected }: PlaceDeps, switched: () => void) {
  let last: Workplace["kind"] = "online";
  const now = (): Workplace => (disconnected() ? (offline() ?? online) : online);
  const onlineOnly: OnlineOnly = (what, work) =>
    now().kind === "offline" ? Promise.resolve(notOffline(what)) : work();

  return {
    now,
    onlineOnly,
    /**
     * Call it after a change of connection, session or working set. Calls `switched` if another
     * workplace answers now, since everything on screen may be outdated.
     */
    refresh(): void {
      const { kind } = now();
      if (kind === last) return;
      last = kind;
      switched();
    },
  };
}
