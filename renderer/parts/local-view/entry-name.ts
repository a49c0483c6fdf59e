import type { QueueEntry } from "#shared/ipc/offline.ts";

/** Unique name of a queue entry among all journals on this machine. */
export const entryName = ({ device, seq }: Pick<QueueEntry, "device" | "seq">): string => `${device} ${seq}`;
