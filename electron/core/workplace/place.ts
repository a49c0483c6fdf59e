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

/** Does work that needs a connection; answers `not-allowed-offline` at the offline workplace. */
export type OnlineOnly = <T>(what: string, work: () => Promise<Result<T>>) => Promise<Result<T>>;

/**
 * The only part of the core that knows connection x session x working set, and decides where the
 * work is answered from.
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
     * Connection, session or working set changed: everything on screen may come from elsewhere now.
     */
    refresh(): void {
      const { kind } = now();
      if (kind === last) return;
      last = kind;
      switched();
    },
  };
}
