import type { ScreenRoute } from "../desk/navigation.ts";

/** The areas of the rail in their order; settings stand at its foot. */
export const areas = ["search", "tasks", "bulk", "offline", "admin"] as const;
export type FrameArea = (typeof areas)[number] | "settings";

/** The first route of each area. */
export const starts = {
  search: { screen: "search" },
  tasks: { screen: "tasks", task: null },
  bulk: { screen: "bulk" },
  offline: { screen: "offline" },
  admin: { screen: "admin", category: null, template: null },
  settings: { screen: "settings" },
} as const satisfies Record<FrameArea, ScreenRoute>;
