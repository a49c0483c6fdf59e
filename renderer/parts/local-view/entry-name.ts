import type { QueueEntry } from "#shared/ipc/offline.ts";

/** Returns a name of a queue entry that is unique among all journals on this machine. */
export const entryName = ({ device, seq }: Pick<QueueEntry, "device" | "seq">): string => `${device} ${seq}`;
