import { maySee } from "#shared/domain/roles.ts";
import { supportStart, type ScreenRoute } from "../desk/navigation.ts";

/** The areas of the rail in their order; support and settings are at its foot. */
const areas = ["search", "tasks", "bulk", "offline", "admin", "support", "settings"] as const;
export type FrameArea = (typeof areas)[number];

/** The first route of each area. */
export const starts = {
  search: { screen: "search" },
  tasks: { screen: "tasks", task: null },
  bulk: { screen: "bulk" },
  offline: { screen: "offline" },
  admin: { screen: "admin", category: null, template: null },
  support: supportStart,
  settings: { screen: "settings" },
} as const satisfies Record<FrameArea, ScreenRoute>;

/** The keys of each area: the same for every operator, whichever areas their roles open. */
export const keysOf = {
  search: ["Ctrl", "1"],
  tasks: ["Ctrl", "2"],
  bulk: ["Ctrl", "3"],
  offline: ["Ctrl", "4"],
  admin: ["Ctrl", "5"],
  support: ["Ctrl", "6"],
  settings: ["Ctrl", ","],
} as const satisfies Record<FrameArea, readonly string[]>;

/** Whether an area needs no role. */
export const isForAnybody = (area: FrameArea): area is "support" | "settings" =>
  area === "support" || area === "settings";

/** Returns the areas that these roles open. */
export const areasOf = (roles: readonly string[]): readonly FrameArea[] =>
  areas.filter((area) => {
    if (isForAnybody(area)) return true;
    // Offline work is open to every operator who may search.
    return maySee(area === "offline" ? "search" : area, roles);
  });
